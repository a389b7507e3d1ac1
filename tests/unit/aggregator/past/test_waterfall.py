from __future__ import annotations

import os
import random

import pytest

from services.aggregator.figures.point import Side
from services.aggregator.past.change_parts import NOTHING, Cause, TotalAmount, by_cause, by_unit
from services.aggregator.past.changes import Changes
from services.aggregator.past.followed_total import Total
from services.aggregator.past.subject import NoSuchTotal, TotalSpan, TotalSubject, default_span
from services.aggregator.past.waterfall import Happened, explain
from shared.catalogue import Catalogue
from shared.catalogue.known import OneCatalogue
from shared.events import ReportLine, ReportSubmitted
from shared.periods import Month, to_microseconds
from tests.builders import NOON
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.changing_city import a_changing_city
from tests.unit.aggregator.play import Play
from tests.unit.aggregator.progress_world import CITY, FLOW, RATE, STOCK, UNITS, a_catalogue
from tests.unit.aggregator.report_builders import a_line
from tests.unit.late_plans import taken_up

pytestmark = pytest.mark.timeout(3_600)

LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
EVENTS, PAIRS = (10_000, 2_000) if LONG else (200, 60)
A, B = "500101", "500102"
NOWHERE = Catalogue((), {}, (), (), (), {})
MAY = Total("jobs", True, dict.fromkeys((A, B), frozenset([Month(2023, 5)])), NOWHERE)


def happened(*events: object, first: int = 1) -> list[Happened]:
    at = to_microseconds(NOON)
    return [Happened(position, at, "key:x", event) for position, event in enumerate(events, first)]  # type: ignore[arg-type]


def submitted(region: str, period: str, value: int, *, to_date: bool = False) -> ReportSubmitted:
    return make.submitted(region, period, a_line("jobs", value, to_date=to_date))


def test_each_event_is_named_with_what_it_did_to_the_total() -> None:
    found = explain(
        MAY,
        happened(
            submitted(A, "2023-05", 100),
            submitted(B, "2023-05", 40),
            make.returned(B, "2023-05"),
            submitted(B, "2023-05", 50),
            make.accepted(A, "2023-05"),
            make.corrected(A, "2023-05", a_line("jobs", 90)),
            make.withdrawn(B, "2023-05"),
        ),
        1,
        7,
    )
    assert (found.before, found.after) == (TotalAmount(100), TotalAmount(90))
    assert [(part.position, part.region, part.cause, part.change.value) for part in found.parts] == [
        (2, B, Cause.REPORTED, 40),
        (3, B, Cause.RETURNED, -40),
        (4, B, Cause.RESUBMITTED, 50),
        (6, A, Cause.CORRECTED, -10),
        (7, B, Cause.WITHDRAWN, -50),
    ]
    assert [part.reason for part in found.parts] == ["", "请核实", "", "漏报", "填错"]


def test_a_first_report_of_a_month_before_the_first_that_is_owed_is_no_late_one() -> None:
    events, unit = happened(submitted(UNITS[0], "2023-05", 100)), {UNITS[0]: frozenset([Month(2023, 5)])}
    causes = [
        explain(Total("jobs", True, unit, taken_up(a_catalogue(), Month(2023, month))), events, 0, 1).parts[0].cause
        for month in (5, 6)
    ]
    assert causes == [Cause.REPORTED, Cause.BACKFILLED]


def test_a_late_report_of_an_earlier_month_moves_the_differences_after_it_and_is_named() -> None:
    events = happened(submitted(A, "2023-05", 500, to_date=True), submitted(A, "2023-02", 180, to_date=True))
    found = explain(MAY, events, 1, 2)
    assert (found.before, found.after) == (TotalAmount(500), TotalAmount(320))
    (part,) = found.parts
    assert (part.period, part.cause, part.change) == ("2023-02", Cause.LATE, TotalAmount(-180))


def test_on_the_accepted_side_it_is_the_acceptance_that_counts() -> None:
    events = happened(submitted(A, "2023-05", 7), make.accepted(A, "2023-05"), submitted(B, "2023-05", 9))
    found = explain(MAY._replace(side=Side.ACCEPTED), events, 0, 3)
    assert [(part.cause, part.change.value) for part in found.parts] == [(Cause.ACCEPTED, 7)]


def test_nothing_between_the_points_leaves_the_total_as_it_was() -> None:
    events = happened(submitted(A, "2023-05", 7))
    assert explain(MAY, events, 1, 1)[:3] == (TotalAmount(7), TotalAmount(7), ())
    assert explain(MAY, [], 0, 9)[:3] == (NOTHING, NOTHING, ())


def test_a_region_that_was_moved_between_the_points_has_its_part_too() -> None:
    events = happened(submitted(A, "2023-05", 100), submitted(B, "2023-05", 40), submitted(B, "2023-05", 45))
    now = MAY._replace(months={B: MAY.months[B]})
    found = explain(now, events, 2, 3, MAY)
    assert (found.before, found.after) == (TotalAmount(140), TotalAmount(45))
    assert [(part.region, part.cause, part.change.value) for part in found.parts] == [
        (A, Cause.BOUNDARY, -100),
        (B, Cause.RESUBMITTED, 5),
    ]
    assert [part.change.value for part in explain(now, events, 3, 3, MAY).parts] == [-100]


def test_parts_stand_by_cause_and_the_largest_unit_first() -> None:
    events = happened(submitted(A, "2023-05", 1), submitted(B, "2023-05", 9), make.returned(A, "2023-05"))
    causes = by_cause(explain(MAY, events, 0, 3).parts)
    assert [(group.cause, group.change.value) for group in causes] == [(Cause.REPORTED, 10), (Cause.RETURNED, -1)]
    assert [(group.region, group.change.value) for group in by_unit(causes[0])] == [(B, 9), (A, 1)]


def test_a_report_generated_for_a_demonstration_says_so() -> None:
    event = ReportSubmitted(region=A, period="2023-05", lines=(ReportLine("jobs", 1),), digest="d", simulated=True)
    assert explain(MAY, happened(event), 0, 1).simulated


@pytest.fixture(scope="module", params=[a_catalogue, a_changing_city], ids=["lasting", "changing"])
def play(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Play:
    play = Play(tmp_path_factory.mktemp("played"), 3, request.param())
    for _ in range(EVENTS):
        play.step(2 * 4 * 365 * 24 / EVENTS)
    return play


@pytest.mark.slow
def test_the_parts_add_up_exactly_to_the_difference_of_the_two_answers(play: Play) -> None:
    """For random totals and pairs of points: both ends are those of the as-of answers, made in another way."""
    rng = random.Random(5)
    changes = Changes(OneCatalogue(play.catalogue), play.codec)
    moved = 0
    for _ in range(PAIRS):
        start, end = sorted(rng.randrange(1, EVENTS + 1) for _ in range(2))
        subject = a_subject(play, rng)
        with play.database.read() as connection:
            found = changes.explain(connection, subject, *map(play.past.point, (str(start), str(end))))
        assert found.before == told(play, subject, start), (subject, start)
        assert found.after == told(play, subject, end), (subject, end)
        total = found.before
        for part in found.parts:
            assert start < part.position <= end
            total = total.plus(part.change)
        assert total == found.after
        moved += bool(found.parts)
    assert moved > PAIRS // 5


def a_subject(play: Play, rng: random.Random) -> TotalSubject:
    indicator = play.catalogue.indicators[rng.choice((STOCK, FLOW, FLOW, RATE))]
    span = rng.choice(tuple(TotalSpan)) if indicator.id == FLOW else TotalSpan.MONTH
    period = Month(2021, 1).shift(rng.randrange(48))
    there = [each for each in play.regions if play.catalogue.valid_in(each, period)]
    return TotalSubject(rng.choice(there), indicator, period, span, rng.choice(tuple(Side)))


def told(play: Play, subject: TotalSubject, position: int) -> TotalAmount:
    """What the figures as of a position add up to."""
    first = {
        TotalSpan.MONTH: subject.period,
        TotalSpan.YEAR: Month(subject.period.year, 1),
        TotalSpan.PLAN: Month(2021, 1),
    }[subject.span]
    with play.past.read(play.past.point(str(position)), (), whole=True) as connection:
        points = play.figures.series(connection, subject.region, subject.indicator.id, first, subject.period)
    if subject.side is Side.PROVISIONAL:
        return TotalAmount(sum(each.value for each in points), sum(each.denominator or 0 for each in points))
    return TotalAmount(
        sum(each.accepted_value for each in points), sum(each.accepted_denominator or 0 for each in points)
    )


def test_months_of_a_count_are_not_added_up(play: Play) -> None:
    changes = Changes(OneCatalogue(play.catalogue), play.codec)
    stock = play.catalogue.indicators[STOCK]
    subject = TotalSubject(play.regions[0], stock, Month(2021, 5), TotalSpan.YEAR, Side.PROVISIONAL)
    with pytest.raises(NoSuchTotal, match="各月不相加"):
        changes.months(subject, play.catalogue)
    outside = TotalSubject(
        play.regions[0], play.catalogue.indicators[FLOW], Month(2031, 5), TotalSpan.PLAN, Side.PROVISIONAL
    )
    with pytest.raises(NoSuchTotal, match="不在任何规划期内"):
        changes.months(outside, play.catalogue)
    assert default_span(stock) is TotalSpan.MONTH


def test_a_unit_is_made_of_its_own_reports_and_an_area_of_its_units(play: Play) -> None:
    changes = Changes(OneCatalogue(play.catalogue), play.codec)
    jobs = play.catalogue.indicators[FLOW]
    city, unit = (
        TotalSubject(code, jobs, Month(2021, 5), TotalSpan.MONTH, Side.PROVISIONAL) for code in play.regions[:2]
    )
    may = changes.months(city, play.catalogue)
    there = play.catalogue.units_under(CITY, Month(2021, 5))
    assert changes.members(city, may, play.catalogue) == dict.fromkeys(there, may)
    assert changes.members(unit, may, play.catalogue) == {play.regions[1]: may}
