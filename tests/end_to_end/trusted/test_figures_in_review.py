"""From a report to the message about it: who decides on what figures, by simulated time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from services.aggregator.rebuild.compare import compare
from services.aggregator.rebuild.rebuilder import Rebuilder
from shared.catalogue import Catalogue
from shared.catalogue.model import Department
from shared.events import (
    AlertAcknowledged,
    AlertClosedByCorrection,
    AlertLevelChanged,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReviewFinding,
)
from shared.log import MemoryLog
from shared.log.port import Mark
from shared.periods import to_microseconds
from shared.store import Recorded
from tests.narrowing import of
from tests.unit.aggregator.progress_world import CITY, FLOW, RATE, STOCK, UNITS, World, a_catalogue
from tests.unit.alerts.setting import Setting

JAN, FEB = "2021-01", "2021-02"
DOUBT = ReviewFinding("jump", "query", STOCK, "“参保人数”比上月减少 5%，请说明原因")


def a_city() -> Catalogue:
    """The city of the aggregator's tests, with a department that is told."""
    found = a_catalogue()
    bureau = Department("bureau", "某市社保局", CITY, ("bureau@city.example",), (STOCK, FLOW, RATE))
    return Catalogue(found.regions.values(), {}, found.indicators.values(), found.plans.values(), [bureau], profiles={})


class DatedWorld(World):
    """An aggregator whose reports are recorded by the clock."""

    def recorded(self, event: Event) -> Recorded:
        record = super().recorded(event)
        actor = "reviewer-1" if isinstance(event, ReportAccepted | ReportReturned) else f"unit-{event.region}"  # type: ignore[attr-defined]
        return replace(record, recorded_at=to_microseconds(self.clock.now()), actor=actor)


class City:
    """Reports in, alerts and messages out."""

    def __init__(self, folder: Path) -> None:
        catalogue = a_city()
        self.world = DatedWorld(folder, catalogue)
        self.alerts = Setting(folder, catalogue)
        self.at("2021-02-03T02:00")

    def at(self, instant: str) -> None:
        """It is that time (UTC) everywhere."""
        now = datetime.fromisoformat(instant).replace(tzinfo=UTC)
        self.world.clock.set(now)
        self.alerts.clock.advance(now - self.alerts.clock.now())

    def tell(self, *events: Event) -> list[Event]:
        """One batch of reports; what the alerts service made of it, without messages."""
        before = len(self.alerts.events())
        self.alerts.assess(*self.world.apply(*events))
        return decided(self.alerts.events()[before:])

    def sweep(self) -> list[Event]:
        before = len(self.alerts.events())
        self.alerts.sweep()
        return decided(self.alerts.events()[before:])

    def mail(self) -> str:
        """The text of the last message, once everything that is due is out."""
        with self.alerts.database.read() as connection:
            last = connection.exec_driver_sql("SELECT content FROM notifications ORDER BY id DESC LIMIT 1").scalar_one()
        return str(bytes(last).decode())


def decided(events: list[Event]) -> list[Event]:
    return [event for event in events if type(event).__name__ != "NotificationQueued"]


def report(unit: str, period: str, stock: int, *findings: ReviewFinding) -> ReportSubmitted:
    return ReportSubmitted(region=unit, period=period, lines=lines(stock), digest="d", findings=findings)


def correction(unit: str, period: str, stock: int) -> ReportCorrected:
    return ReportCorrected(
        region=unit,
        period=period,
        lines=lines(stock),
        digest="d",
        reason="漏报一个街道",
        second_signer="复核人甲",
        evidence="参保台账第7号",
    )


def lines(stock: int) -> tuple[ReportLine, ...]:
    return (ReportLine(STOCK, stock), ReportLine(FLOW, 100), ReportLine(RATE, 95, 100))


def accepted(unit: str, period: str, revision: int = 1) -> ReportAccepted:
    return ReportAccepted(region=unit, period=period, revision=revision, area=CITY)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    found = City(tmp_path)
    yield found
    found.world.database.dispose()
    found.alerts.database.dispose()


@pytest.fixture
def alerted(city: City) -> City:
    """A city whose January was 570 of 610 insured, accepted, and for which a red alert was raised."""
    raised = city.tell(*(report(unit, JAN, 190) for unit in UNITS))
    assert [type(event) for event in raised] == [AlertRaised]
    assert city.tell(*(accepted(unit, JAN) for unit in UNITS)) == []
    return city


def test_a_correction_closes_the_alert_when_it_is_accepted_and_the_message_says_who_corrected_what(
    alerted: City,
) -> None:
    alerted.at("2021-02-05T02:00")
    assert alerted.tell(correction(UNITS[0], JAN, 240)) == []
    alerted.at("2021-02-08T02:00")
    closed = of(AlertClosedByCorrection, *alerted.tell(accepted(UNITS[0], JAN, 2)))
    (cure,) = closed.corrections
    assert (cure.region, cure.period, cure.old, cure.new) == (UNITS[0], JAN, 190, 240)
    text = alerted.mail()
    for words in (
        "某县12021年1月由 190 人 改为 240 人",
        "漏报一个街道",
        "参保台账第7号",
        "复核人甲",
        "reviewer-1，2021年2月8日",
    ):
        assert words in text, words


def test_a_correction_that_is_refused_never_closes_anything(alerted: City) -> None:
    assert alerted.tell(correction(UNITS[0], JAN, 240)) == []
    assert alerted.world.now(1, JAN).corrections_waiting == 1
    assert alerted.tell(ReportReturned(region=UNITS[0], period=JAN, revision=2, reason="与台账不符", area=CITY)) == []
    assert alerted.world.now(1, JAN).corrections_waiting == 0
    assert alerted.world.now(1, JAN).level == "red"


def test_a_unit_whose_accepted_report_has_been_corrected_is_not_one_of_those_accepted(alerted: City) -> None:
    assert alerted.world.now(1, JAN).accepted_units == 3
    changed = of(AlertLevelChanged, *alerted.tell(*(report(unit, FEB, 202) for unit in UNITS)))
    assert changed.level != "red"
    alerted.tell(*(accepted(unit, FEB) for unit in UNITS))
    (event,) = alerted.tell(correction(UNITS[0], FEB, 100))
    assert of(AlertLevelChanged, event).level == "red"
    text = alerted.mail()
    assert "已审核 2" in text
    assert "更正待审核 1 件：某县12021年2月由 202 人 改为 100 人" in text
    figures = alerted.world.now(1, FEB)
    assert (figures.accepted_units, figures.accepted_level) == (2, "orange")


def test_a_raise_waits_for_the_review_of_a_figure_in_doubt(city: City) -> None:
    assert city.tell(*(report(unit, JAN, 190, DOUBT) for unit in UNITS)) == []
    assert city.world.now(1, JAN).doubtful_units == 3
    (raised,) = city.tell(*(accepted(unit, JAN) for unit in UNITS))
    assert of(AlertRaised, raised).assessment.doubtful == ()
    assert "存疑" not in city.mail()


def test_a_figure_in_doubt_that_is_returned_and_mended_raises_nothing(city: City) -> None:
    assert city.tell(report(UNITS[0], JAN, 150, DOUBT), *(report(unit, JAN, 205) for unit in UNITS[1:])) == []
    assert city.tell(ReportReturned(region=UNITS[0], period=JAN, revision=1, reason="请核实", area=CITY)) == []
    assert city.tell(report(UNITS[0], JAN, 205)) == []


def test_a_raise_on_figures_in_doubt_goes_out_after_the_tenth_working_day_and_says_so(city: City) -> None:
    assert city.tell(*(report(unit, JAN, 190) for unit in UNITS[:2]), report(UNITS[2], JAN, 190, DOUBT)) == []
    city.at("2021-02-18T02:00")  # the tenth working day: 春节 lasts from the 11th to the 17th, the 7th was worked
    assert city.sweep() == []
    city.at("2021-02-19T02:00")
    raised = of(AlertRaised, *city.sweep())
    assert raised.assessment.doubtful_units == 1
    text = city.mail()
    assert "按未审核数据发出" in text
    assert "某县32021年1月（“参保人数”比上月减少 5%，请说明原因）" in text


def test_an_accepted_cure_that_is_returned_opens_the_same_alert_again_with_the_days_that_were_left(
    alerted: City,
) -> None:
    first = of(AlertRaised, *[each for each in alerted.alerts.events() if isinstance(each, AlertRaised)])
    assert first.asked is not None
    alerted.tell(correction(UNITS[0], JAN, 240))
    (closed,) = alerted.tell(accepted(UNITS[0], JAN, 2))
    assert isinstance(closed, AlertClosedByCorrection)
    alerted.at("2021-02-08T02:00")
    back = ReportReturned(region=UNITS[0], period=JAN, revision=2, reason="台账不实", area="")
    again = of(AlertReopened, *alerted.tell(back))
    assert (again.episode, again.level, again.frozen) == (1, "red", True)
    assert (first.asked.sign_by, first.asked.answer_by) == ("2021-02-05", "2021-02-09")
    assert again.asked is not None
    assert (again.asked.sign_by, again.asked.answer_by) == ("2021-02-10", "2021-02-20")
    assert "预警恢复" in alerted.mail()
    thawed = of(AlertLevelChanged, *alerted.tell(report(UNITS[0], JAN, 190)))
    assert (thawed.episode, thawed.reason, thawed.level) == (1, "figures_returned", "red")


def test_a_resolution_whose_accepted_figures_are_corrected_back_is_undone(alerted: City) -> None:
    alerted.at("2021-03-03T02:00")
    alerted.tell(*(report(unit, FEB, 210) for unit in UNITS))
    resolved = alerted.tell(*(accepted(unit, FEB) for unit in UNITS))
    assert isinstance(resolved[-1], AlertResolved)
    again = of(AlertReopened, *alerted.tell(correction(UNITS[0], FEB, 100)))
    assert (again.episode, again.period, again.level, again.reason) == (1, FEB, "red", "close_undone")
    assert not any(isinstance(event, AlertAcknowledged) for event in alerted.alerts.events())


def test_a_rebuild_finds_what_is_in_review_as_it_stands(alerted: City) -> None:
    alerted.tell(correction(UNITS[0], JAN, 240), report(UNITS[1], FEB, 205, DOUBT))
    alerted.tell(accepted(UNITS[0], JAN, 2))
    assert rebuilt_differs(alerted.world) == []


def rebuilt_differs(world: DatedWorld) -> list[object]:
    """What in the live tables is not what a rebuild of the events makes of it."""
    log = MemoryLog("reports")
    with world.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT position, region, period, type, schema_version, actor, data, recorded_at FROM unit_history "
            "ORDER BY position"
        ).all()
    log.extend(
        Recorded(at, f"report-{region}-{period}", 1, name, version, bytes(data), when, actor, "c", None, "", "")
        for at, region, period, name, version, actor, data, when in rows
    )
    rebuilder = Rebuilder(log, world.catalogue, world.codec)
    rebuilder.read({0: Mark(len(rows), len(rows), len(rows), "")}, frozenset())
    with world.database.read() as connection:
        return list(compare(connection, rebuilder.result()))
