from __future__ import annotations

import pytest

from services.aggregator.api.views.measured import Measured
from services.aggregator.api.views.progress import progress_of
from services.aggregator.api.views.progress_answer import Gap, OutlookView, PartView, ProgressView, Rest, Units
from services.aggregator.targets.gaps import GapParts
from shared.events import Assessment, Contribution, Outlook
from shared.periods import Month
from tests.builders import an_assessment
from tests.unit.aggregator.progress_world import CITY, PLAN, UNITS, a_catalogue

ONE, TWO, _ = UNITS
STOCK = {
    "target": 1_200,
    "baseline": 600,
    "actual": 597,
    "expected": 620,
    "gap": 23,
    "gap_points": 383,
    "progress": -1_500,
    "accepted_progress": None,
    "months_behind": 20,
    "required_pace": 10,
    "recent_pace": -3,
    "contributions": (Contribution(region=TWO, gap=14, share=6_087),),
    "rest_gap": 9,
    "rest_units": 2,
}


def view(row: int = 1, parts: GapParts | None = None, **changes: object) -> ProgressView:
    catalogue = a_catalogue()
    found: Assessment = an_assessment(**(STOCK | changes))
    return progress_of(catalogue, catalogue.plans[PLAN].target(row), Month(2021, 2), found, parts)


def test_the_row_is_told_as_it_stands_in_its_plan() -> None:
    found = view()
    assert (found.plan, found.row, found.name, found.region, found.period) == (PLAN, 1, "参保人数", CITY, "2021-02")
    assert (found.attribute, found.binding, found.horizon, found.bound) == ("binding", True, "end", "at_least")
    assert (found.printed_baseline, found.printed_target) == ("600", "1200")


def test_measures_are_exact_and_written_in_the_printed_unit() -> None:
    found = view()
    assert (found.unit, found.display_unit) == ("人", "人")
    assert (found.actual, found.expected) == (Measured(597, "597 人"), Measured(620, "620 人"))
    assert found.recent_pace == Measured(-3, "−3 人")
    assert found.gap == Gap(23, "23 人", "3.83")


def test_shares_and_months_are_decimals_of_one_and_what_is_unknown_is_nothing() -> None:
    found = view()
    assert (found.progress, found.accepted_progress, found.months_behind) == ("-0.1500", None, "2.0")
    assert (found.intensity, found.probability) == (None, None)
    assert (view(probability=50).probability, view(intensity=12_345).intensity) == ("0.0050", "1.2345")


def test_a_rates_values_are_parts_per_million_and_its_differences_points() -> None:
    found = view(3, actual=900_000, expected=952_000, gap=52_000, required_pace=None)
    assert (found.unit, found.display_unit) == ("ppm", "%")
    assert (found.actual, found.expected) == (Measured(900_000, "90.00%"), Measured(952_000, "95.20%"))
    assert found.gap == Gap(52_000, "5.20 个百分点", "3.83")
    assert found.required_pace is None


def test_without_a_gap_none_is_told() -> None:
    assert view(gap=None, gap_points=None).gap is None


def test_the_units_behind_the_gap_are_named_and_the_others_added_up() -> None:
    found = view()
    assert found.contributions == (PartView(TWO, "某县2", Measured(14, "14 人"), "0.6087"),)
    assert found.rest == Rest(2, Measured(9, "9 人"))
    assert found.coverage == Units(38, 38, 38)


def test_parts_given_beside_stand_in_place_of_the_stored_ones() -> None:
    found = view(parts=GapParts((Contribution(region=ONE, gap=23, share=10_000),), 0, 0))
    assert found.contributions == (PartView(ONE, "某县1", Measured(23, "23 人"), "1.0000"),)
    assert found.rest is None


@pytest.mark.parametrize(
    ("reason", "text"), [("moved_away", "比基期不进反退，背离目标方向"), ("of_a_later_version", "of_a_later_version")]
)
def test_a_reason_is_told_in_words_and_an_unknown_one_by_its_name(reason: str, text: str) -> None:
    found = view(reason=reason)
    assert (found.level_name, found.reason, found.reason_text) == ("红", reason, text)


def test_the_forecast_is_told_where_there_is_one_else_why_not() -> None:
    outlook = Outlook(period="2025-12", p10=1_000, p50=1_100, p90=1_300)
    found = view(outlook=outlook, probability=3_300)
    assert found.outlook == OutlookView(
        "2025-12", Measured(1_000, "1,000 人"), Measured(1_100, "1,100 人"), Measured(1_300, "1,300 人")
    )
    none = view(outlook_reason="under_twelve_months")
    assert (none.outlook, none.outlook_reason) == (None, "under_twelve_months")
