"""What was revised since the bulletin before."""

from __future__ import annotations

from services.aggregator.bulletin.revisions import known_totals, revisions
from services.aggregator.figures.point import FigurePoint, Side
from shared.catalogue import load_catalogue
from shared.events.bulletin_content import KnownTotals
from shared.periods import Month
from tests.bulletin_sample import a_bulletin

INDICATORS = load_catalogue().indicators
FLOW, RATE, SURVEY = "urban_new_employment", "mediation_success_rate", "surveyed_unemployment_rate"
MARCH = Month(2025, 3)


def before(indicator: str, *months: tuple[int, int, int]) -> KnownTotals:
    return KnownTotals(indicator, str(MARCH.shift(1 - len(months))), months)


def found(old: KnownTotals, new: KnownTotals) -> list[tuple[str, str, str, str]]:
    content = a_bulletin(totals=(old,))
    moved = revisions(INDICATORS, content.totals, content.period, (new,))
    return [(each.period, each.before, each.after, each.difference) for each in moved]


def test_a_late_report_shows_in_its_month_only() -> None:
    old, new = before(FLOW, (10_000, 0, 37), (20_000, 0, 38)), before(FLOW, (10_500, 0, 38), (20_000, 0, 38))
    assert found(old, new) == [("2025-02", "1.00", "1.05", "+0.05")]


def test_a_rate_is_compared_by_its_parts_and_told_in_points() -> None:
    old, new = before(RATE, (600, 1_000, 38)), before(RATE, (590, 1_000, 38))
    assert found(old, new) == [("2025-03", "60.00%（600/1,000）", "59.00%（590/1,000）", "−1.00个百分点")]


def test_a_surveyed_rate_has_no_parts() -> None:
    assert found(before(SURVEY, (550, 0, 1)), before(SURVEY, (560, 0, 1))) == [
        ("2025-03", "5.50%", "5.60%", "+0.10个百分点")
    ]


def test_what_had_not_been_reported_has_no_difference() -> None:
    assert found(before(FLOW, (0, 0, 0)), before(FLOW, (100, 0, 1))) == [("2025-03", "–", "0.01", "–")]


def test_more_units_behind_the_same_total_are_no_revision() -> None:
    assert found(before(FLOW, (100, 0, 37)), before(FLOW, (100, 0, 38))) == []


def test_months_after_the_last_bulletin_are_no_revision() -> None:
    new = KnownTotals(FLOW, "2025-03", ((100, 0, 38), (200, 0, 38)))
    assert found(before(FLOW, (100, 0, 38)), new) == []


def test_an_indicator_that_is_new_is_no_revision() -> None:
    assert found(before(FLOW, (100, 0, 38)), before(RATE, (1, 2, 3))) == []


def test_the_totals_of_one_side_are_kept() -> None:
    point = FigurePoint(MARCH, 3, 3, 2, 30, None, 20, None)
    assert known_totals({FLOW: [point]}, Side.PROVISIONAL) == (KnownTotals(FLOW, "2025-03", ((30, 0, 3),)),)
    assert known_totals({FLOW: [point]}, Side.ACCEPTED) == (KnownTotals(FLOW, "2025-03", ((20, 0, 2),)),)
    assert known_totals({FLOW: []}, Side.ACCEPTED) == ()
