"""Whatever was lost and whatever came instead: put back and read on, the figures are those of the store alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.figures.projection import Projection
from services.aggregator.figures.reader import Figures
from services.aggregator.panel.watching import PanelWatch
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.rebuild.rebuild import check
from services.aggregator.rebuild.taking_back import Stored, TakenBack, TakingBack
from services.aggregator.tables import (
    AMENDMENTS,
    CONSUMER,
    FIGURES,
    METADATA,
    PROGRESS,
    STORE,
    UNIT_AMOUNTS,
    UNIT_HISTORY,
)
from shared.consume import Consumer
from shared.database.engine import Database
from shared.events import Event, FigureChanged, ReportSubmitted, TargetRevised
from shared.log import DirectLog, LogDiffers
from shared.log.spread import SpreadLog
from shared.observe import Metrics
from shared.periods import Month
from shared.store import EventStore, Recorded
from tests.builders import a_clock, a_new, a_store, an_address
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import CODEC, a_line, the_catalogue

JOBS = "urban_new_employment"
INSURED = "unemployment_insurance_insured"


class Office:
    """A store of reports that can come back older, and an aggregator's database that has read it."""

    def __init__(self, folder: Path, figures: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.reports, self.store = a_store(folder)
        self.database = Database(figures or an_address(folder, "aggregator"))
        with self.database.write() as connection:
            METADATA.create_all(connection)
            connection.execute(sa.insert(STORE.head).values(id=1, position=0, hash="0" * 64))
        progress = ProgressHandler(the_catalogue(), a_clock(), Figures(the_catalogue()))
        self.own = EventStore(STORE, CODEC, a_clock())
        self.projection = Projection(self.own, the_catalogue(), progress.assess, progress.revise)
        self.log = DirectLog("reports", self.reports, self.store)
        self.kept: list[TakenBack] = []
        self.taking_back = TakingBack(
            self.database, self.projection, CODEC, progress.put_back, PanelWatch(self.own, the_catalogue()).judge
        )

    def report(self, *events: Event) -> None:
        with self.reports.write() as connection:
            self.store.append(connection, [a_new(event, _stream(event)) for event in events])

    def read(self) -> None:
        Consumer(
            "aggregator", self.log, self.database, CONSUMER, self.projection, metrics=Metrics(), clock=a_clock()
        ).catch_up()

    def cut_back(self, position: int) -> None:
        """The store as a backup of that position has it."""
        events, head = self.store.tables.events, self.store.tables.head
        with self.reports.write() as connection:
            connection.execute(sa.delete(events).where(events.c.position > position))
            last = self.store.hash_at(connection, position) or "0" * 64
            connection.execute(sa.update(head).values(position=position, hash=last))

    def put_back(self) -> TakenBack | None:
        return self.taking_back.run(self.stored, self.kept.append)

    @property
    def stored(self) -> Stored:
        return SpreadLog("reports", self.reports, self.store, 1).placed

    def stands(self) -> dict[str, list[tuple[object, ...]]]:
        """What the aggregator holds, without the versions that only tell when it came to it, and without the months
        of which a level says no more than that figures are missing."""
        with self.database.read() as connection:
            figures = connection.execute(sa.select(*[c for c in FIGURES.c if c.name != "data_version"])).all()
            levels = connection.execute(sa.select(PROGRESS.c.plan, PROGRESS.c.row, PROGRESS.c.period, PROGRESS.c.level))
            history = connection.execute(sa.select(UNIT_HISTORY.c.position, UNIT_HISTORY.c.hash)).all()
            amendments = connection.execute(sa.select(AMENDMENTS.c.position)).all()
            return {
                "figures": sorted(tuple(row) for row in figures if any(row[3:])),
                "levels": sorted(tuple(row) for row in levels.all() if row.level not in ("missing", "reporting")),
                "history": sorted(map(tuple, history)),
                "amendments": sorted(map(tuple, amendments)),
            }

    def told(self) -> list[Recorded]:
        with self.database.read() as connection:
            return self.own.read(connection, 0, 100_000)

    def close(self) -> None:
        self.reports.dispose()
        self.database.dispose()


def _stream(event: Event) -> str:
    if isinstance(event, TargetRevised):
        return f"target-{event.plan}-{event.row}"
    return f"report-{event.region}-{event.period}"  # type: ignore[attr-defined]


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """The figures on either engine."""
    made = Office(tmp_path, database_url)
    yield made
    made.close()


def jobs(region: str, period: str, value: int, *, to_date: bool = False) -> ReportSubmitted:
    return make.submitted(region, period, a_line(JOBS, value, to_date=to_date), a_line(INSURED, value * 10))


FIRST = [jobs("500101", "2023-01", 10), jobs("500102", "2023-01", 20), make.accepted("500101", "2023-01")]
LOST = [
    jobs("500101", "2023-02", 300),
    make.corrected("500102", "2023-01", a_line(JOBS, 7)),
    jobs("500103", "2023-01", 9),
]
INSTEAD = [jobs("500103", "2023-01", 4), jobs("500101", "2023-02", 25, to_date=True)]


def alone(folder: Path, events: Sequence[Event]) -> dict[str, list[tuple[object, ...]]]:
    """What an aggregator holds that has read these reports and never anything else."""
    office = Office(folder)
    office.report(*events)
    office.read()
    found = office.stands()
    office.close()
    return found


def test_a_store_that_holds_what_was_applied_is_left_alone(office: Office) -> None:
    office.report(*FIRST)
    office.read()
    office.report(*LOST)
    assert office.put_back() is None


def test_lost_reports_leave_the_figures_and_are_named(office: Office, tmp_path: Path) -> None:
    office.report(*FIRST, *LOST)
    office.read()
    office.cut_back(3)
    taken = office.put_back()
    assert taken is not None
    assert (taken.common, [(each.position, each.region) for each in taken.lost]) == (
        3,
        [(4, "500101"), (5, "500102"), (6, "500103")],
    )
    office.read()
    assert office.stands() == alone(tmp_path / "alone", FIRST)


def test_what_came_instead_is_read_on_from_where_both_are_one(office: Office, tmp_path: Path) -> None:
    office.report(*FIRST, *LOST)
    office.read()
    office.cut_back(3)
    office.report(*INSTEAD)
    with pytest.raises(LogDiffers):
        office.read()
    office.put_back()
    office.read()
    assert office.stands() == alone(tmp_path / "alone", [*FIRST, *INSTEAD])
    assert check(office.database, office.log, the_catalogue()).differences == ()


def test_what_changes_is_told_with_the_version_it_was_put_back_to(office: Office) -> None:
    office.report(*FIRST, *LOST)
    office.read()
    before = len(office.told())
    office.cut_back(3)
    office.put_back()
    told = [office.own.decode(each) for each in office.told()[before:]]
    figures = [event for event in told if isinstance(event, FigureChanged)]
    assert {event.data_version for event in figures} == {3}
    (january,) = [event for event in figures if (event.region, event.period) == ("500000", "2023-01")]
    assert [line.value for line in january.lines if line.indicator == JOBS] == [30]


def test_another_store_altogether_is_read_from_its_first_report(office: Office, tmp_path: Path) -> None:
    office.report(*FIRST)
    office.read()
    office.cut_back(0)
    office.report(*INSTEAD)
    taken = office.put_back()
    assert taken is not None
    assert taken.common == 0
    office.read()
    assert office.stands() == alone(tmp_path / "alone", INSTEAD)


def test_a_revision_of_a_target_that_was_lost_turns_its_line_back(office: Office, tmp_path: Path) -> None:
    revision = TargetRevised(
        plan="chongqing-2021-2025",
        row=7,
        region="500000",
        value="9000",
        unit="万人",
        effective="2023-01",
        document="中期调整",
        number="文1号",
        reason="调整",
        second_signer="王某",
    )
    units = the_catalogue().units_under("500000", Month(2023, 1))
    everybody = [jobs(unit, period, 20_000) for period in ("2023-01", "2023-02") for unit in units]
    office.report(*everybody)
    office.read()
    plain = office.stands()
    office.report(revision)
    office.read()
    assert office.stands()["levels"] != plain["levels"]
    office.cut_back(len(everybody))
    office.put_back()
    assert office.stands() == plain == alone(tmp_path / "alone", everybody)


def test_what_is_lost_is_kept_before_it_is_taken_out_and_where_it_cannot_be_nothing_is(office: Office) -> None:
    office.report(*FIRST, *LOST)
    office.read()
    before = office.stands()
    office.cut_back(3)

    def full(_: TakenBack) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        office.taking_back.run(office.stored, full)
    assert office.stands() == before
    assert office.put_back() == office.kept[0]


def test_what_is_written_down_of_single_units_is_written_anew(office: Office) -> None:
    office.report(*FIRST, *LOST)
    office.read()
    row = {"period": "2023-01", "region": "500101", "position": 4, "edition": "x", "amounts": b"[]"}
    with office.database.write() as connection:
        connection.execute(sa.insert(UNIT_AMOUNTS).values(**row))
    office.cut_back(3)
    office.put_back()
    with office.database.read() as connection:
        assert connection.execute(sa.select(UNIT_AMOUNTS.c.region)).all() == []


def test_a_report_that_was_held_back_and_lost_parts_them_too(office: Office) -> None:
    office.report(*FIRST, make.submitted("999999", "2023-01", a_line(JOBS, 1)))
    office.read()
    office.cut_back(3)
    taken = office.put_back()
    assert taken == TakenBack(3, ())
    office.report(*INSTEAD)
    office.read()
    assert check(office.database, office.log, the_catalogue()).differences == ()


REGIONS = ("500101", "500102", "500107", "500103")
PERIODS = ("2023-01", "2023-02", "2023-03")


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Event], int, list[Event]]:
    """What was reported, after how many events the backup was made, and what came after the restore."""

    def event() -> Event:
        region, period = draw(st.sampled_from(REGIONS)), draw(st.sampled_from(PERIODS))
        kind = draw(st.sampled_from(["report", "report", "to date", "correct", "accept", "return", "withdraw"]))
        if kind in ("report", "to date"):
            return jobs(region, period, draw(st.integers(0, 500)), to_date=kind == "to date")
        if kind == "correct":
            return make.corrected(region, period, a_line(JOBS, draw(st.integers(0, 500))))
        done = {"accept": make.accepted, "return": make.returned, "withdraw": make.withdrawn}[kind]
        return done(region, period)

    first = [event() for _ in range(draw(st.integers(1, 12)))]
    return first, draw(st.integers(0, len(first))), [event() for _ in range(draw(st.integers(0, 12)))]


@settings(max_examples=40, deadline=None)
@given(histories())
def test_after_any_loss_the_figures_are_those_of_the_store_alone(
    tmp_path_factory: pytest.TempPathFactory, history: tuple[list[Event], int, list[Event]]
) -> None:
    first, kept, instead = history
    office = Office(tmp_path_factory.mktemp("office"))
    office.report(*first)
    office.read()
    office.cut_back(kept)
    office.report(*instead)
    office.put_back()
    office.read()
    assert office.stands() == alone(tmp_path_factory.mktemp("alone"), [*first[:kept], *instead])
    assert check(office.database, office.log, the_catalogue()).differences == ()
    office.close()
