"""Reports of sample enterprises in the aggregator: kept once, losses told once, figures left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.figures.projection import Projection
from services.aggregator.panel import repository
from services.aggregator.panel.watching import PanelWatch
from services.aggregator.rebuild.rebuild import check
from services.aggregator.tables import CONSUMER, FIGURES, METADATA, PANEL_REPORTS, STORE
from shared.consume import Consumer
from shared.database.engine import Database
from shared.events import Event, Leavers, PanelLossFound, PanelLossTakenBack, PanelReported
from shared.log import DirectLog
from shared.observe import Metrics
from shared.periods import Month
from shared.store import EventStore, Recorded
from tests.builders import a_clock, a_new, a_store, an_address
from tests.enterprises.reports import a_panel_report
from tests.unit.aggregator.report_builders import CODEC, the_catalogue


class Watching:
    """A store of reports, and an aggregator's database that reads it in batches of ``batch``."""

    def __init__(self, folder: Path, address: str = "", batch: int = 500) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.reports, self.store = a_store(folder)
        self.database = Database(address or an_address(folder, "aggregator"))
        with self.database.write() as connection:
            METADATA.create_all(connection)
            connection.execute(sa.insert(STORE.head).values(id=1, position=0, hash="0" * 64))
        self.own = EventStore(STORE, CODEC, a_clock())
        self.watch = PanelWatch(self.own, the_catalogue())
        self.projection = Projection(self.own, the_catalogue(), watch=self.watch)
        self.log = DirectLog("reports", self.reports, self.store)
        self._batch = batch

    def report(self, *reports: PanelReported) -> None:
        with self.reports.write() as connection:
            self.store.append(connection, [a_new(each, f"panel-{each.enterprise}") for each in reports])

    def read(self) -> None:
        consumer = Consumer(
            "aggregator",
            self.log,
            self.database,
            CONSUMER,
            self.projection,
            metrics=Metrics(),
            clock=a_clock(),
            batch=self._batch,
        )
        consumer.catch_up()

    def rows(self) -> list[tuple[object, ...]]:
        with self.database.read() as connection:
            return [
                tuple(row) for row in connection.execute(sa.select(PANEL_REPORTS).order_by(PANEL_REPORTS.c.position))
            ]

    def told(self) -> list[Event]:
        with self.database.read() as connection:
            return [self.own.decode(each) for each in self.own.read(connection, 0, 1_000)]

    def close(self) -> None:
        self.reports.dispose()
        self.database.dispose()


@pytest.fixture
def watching(tmp_path: Path, database_url: str) -> Iterator[Watching]:
    made = Watching(tmp_path, database_url)
    yield made
    made.close()


def test_a_report_is_kept_and_adds_to_no_figure(watching: Watching) -> None:
    watching.report(a_panel_report("A-1"), a_panel_report("A-1", "2026-02"))
    watching.read()
    assert len(watching.rows()) == 2
    assert watching.told() == []
    with watching.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(FIGURES)).scalar_one() == 0
        assert repository.periods(connection, None) == [Month(2026, 2), Month(2026, 1)]
        assert repository.periods(connection, 1) == [Month(2026, 1)]
        assert [each.position for each in repository.of_regions(connection, ["500107"], [Month(2026, 1)], None)] == [1]
        assert repository.of_regions(connection, ["500106"], [Month(2026, 1)], None) == []


def test_who_has_reported_a_month_is_known_once_however_often_it_was_corrected(watching: Watching) -> None:
    watching.report(a_panel_report("A-1"), a_panel_report("A-1", revision=2, reason="改"), a_panel_report("B-1"))
    watching.report(a_panel_report("A-1", "2026-02"), a_panel_report("C-1", region="500106"))
    watching.read()
    with watching.database.read() as connection:
        assert repository.reported(connection, ["500107"], [Month(2026, 1)]) == {("A-1", "2026-01"), ("B-1", "2026-01")}
        assert repository.reported(connection, [], [Month(2026, 1)]) == set()


def test_a_loss_is_told_once_and_again_only_where_it_grows_and_taken_back(watching: Watching) -> None:
    for revision, left in enumerate((120, 110, 150, 20, 130), 1):
        watching.report(
            a_panel_report("A-1", hired=0, left=left, revision=revision, reason="改" if revision > 1 else "")
        )
        watching.read()
    kinds = [
        (type(each).__name__, each.revision, each.lost)
        for each in watching.told()
        if isinstance(each, PanelLossFound | PanelLossTakenBack)
    ]
    assert kinds == [
        ("PanelLossFound", 1, 120),
        ("PanelLossFound", 3, 150),
        ("PanelLossTakenBack", 4, 20),
        ("PanelLossFound", 5, 130),
    ]


def test_reading_everything_again_tells_nothing_again(watching: Watching) -> None:
    watching.report(a_panel_report("A-1", hired=0, left=Leavers(laid_off=300)))
    watching.read()
    events = [(record, watching.store.decode(record)) for record in _all(watching)]
    with watching.database.write() as connection:
        watching.watch(connection, [(record, event) for record, event in events if isinstance(event, PanelReported)])
    assert len(watching.rows()) == 1
    assert [type(each) for each in watching.told()] == [PanelLossFound]


def test_the_figures_check_passes_beside_it_and_what_is_gone_from_the_store_goes_here(watching: Watching) -> None:
    watching.report(a_panel_report("A-1"), a_panel_report("B-1", hired=0, left=200))
    watching.read()
    assert check(watching.database, watching.log, the_catalogue()).differences == ()
    with watching.database.write() as connection:
        gone = repository.forget_after(connection, 1)
        watching.watch.judge(connection, {(each.event.enterprise, each.event.period): "taken-back" for each in gone})
    assert [row[0] for row in watching.rows()] == [1]
    assert [type(each) for each in watching.told()] == [PanelLossFound]  # nothing stands that could be told of


def _all(watching: Watching) -> list[Recorded]:
    with watching.reports.read() as connection:
        return watching.store.read(connection, 0, 100)


REVISIONS = st.lists(st.tuples(st.sampled_from(["A-1", "B-1"]), st.integers(1, 2), st.integers(0, 300)), max_size=8)


@settings(max_examples=12, deadline=None)
@given(cells=REVISIONS, batch=st.integers(1, 4))
def test_a_rebuild_holds_the_same_as_reading_event_by_event(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, int, int]], batch: int
) -> None:
    counted: dict[tuple[str, int], int] = {}
    reports = []
    for enterprise, month, left in cells:
        revision = counted[enterprise, month] = counted.get((enterprise, month), 0) + 1
        reports.append(a_panel_report(enterprise, f"2026-{month:02d}", hired=0, left=left, revision=revision))
    slow, whole = (Watching(tmp_path_factory.mktemp("either"), batch=size) for size in (batch, 500))
    for each in reports:
        slow.report(each)
        whole.report(each)
        slow.read()
    whole.read()
    assert slow.rows() == whole.rows()
    assert _stands(slow.told()) == _stands(whole.told())
    slow.close()
    whole.close()


def _stands(told: list[Event]) -> set[tuple[str, str]]:
    """Of which enterprises' periods a loss stands told."""
    found: set[tuple[str, str]] = set()
    for each in told:
        if isinstance(each, PanelLossFound):
            found.add((each.enterprise, each.period))
        elif isinstance(each, PanelLossTakenBack):
            found.discard((each.enterprise, each.period))
    return found
