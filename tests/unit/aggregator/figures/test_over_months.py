from __future__ import annotations

from fractions import Fraction

from services.aggregator.figures.over_months import FigureSide, show
from services.aggregator.figures.point import FigurePoint, Side
from services.aggregator.wording.formats import display, per_cent
from shared.periods import Month, months
from tests.unit.aggregator.report_builders import the_catalogue

INDICATORS = the_catalogue().indicators
FLOW, STOCK = INDICATORS["urban_new_employment"], INDICATORS["work_injury_insurance_insured"]
FLOW_RATIO, STOCK_RATIO = INDICATORS["mediation_success_rate"], INDICATORS["pension_coverage_rate"]
DIRECT = INDICATORS["surveyed_unemployment_rate"]
PLAN_FIRST = Month(2021, 1)
PROVISIONAL, ACCEPTED = Side.PROVISIONAL, Side.ACCEPTED


def points(last: Month, values: dict[Month, tuple[int, int]]) -> list[FigurePoint]:
    """Every month of the plan up to ``last``: reported where a value is given, accepted nowhere."""
    return [
        FigurePoint(month, 1, int(month in values), 0, *values.get(month, (0, 0))) for month in months(PLAN_FIRST, last)
    ]


def test_a_flow_shows_its_month_the_year_to_date_and_the_plan_to_date() -> None:
    series = points(Month(2022, 3), {Month(2021, 12): (7, 0), Month(2022, 1): (2, 0), Month(2022, 3): (4, 0)})
    assert show(FLOW, series, Month(2022, 3), PLAN_FIRST, PROVISIONAL) == FigureSide(4, year_to_date=6, plan_to_date=13)


def test_a_flow_nobody_reported_shows_no_month_but_still_its_sums() -> None:
    series = points(Month(2022, 3), {Month(2022, 1): (0, 0)})
    shown = show(FLOW, series, Month(2022, 3), None, PROVISIONAL)
    assert (shown.value, shown.year_to_date, shown.plan_to_date) == (None, 0, None)


def test_a_missing_stock_is_carried_and_marked() -> None:
    series = points(Month(2022, 3), {Month(2022, 1): (50, 0)})
    assert show(STOCK, series, Month(2022, 3), PLAN_FIRST, PROVISIONAL) == FigureSide(50, carried=True)
    assert show(STOCK, series, Month(2022, 1), PLAN_FIRST, PROVISIONAL) == FigureSide(50)


def test_a_stock_is_never_carried_back() -> None:
    series = points(Month(2022, 3), {Month(2022, 3): (50, 0)})
    assert show(STOCK, series, Month(2022, 2), PLAN_FIRST, PROVISIONAL) == FigureSide()


def test_a_ratio_of_flows_divides_the_parts_of_the_year_to_date() -> None:
    series = points(Month(2022, 2), {Month(2021, 12): (1, 9), Month(2022, 1): (1, 3), Month(2022, 2): (2, 3)})
    expected = FigureSide(numerator=3, denominator=6, rate=Fraction(1, 2))
    assert show(FLOW_RATIO, series, Month(2022, 2), PLAN_FIRST, PROVISIONAL) == expected


def test_a_ratio_of_stocks_divides_the_last_parts() -> None:
    series = points(Month(2022, 2), {Month(2022, 1): (1, 3), Month(2022, 2): (2, 3)})
    expected = FigureSide(numerator=2, denominator=3, rate=Fraction(2, 3))
    assert show(STOCK_RATIO, series, Month(2022, 2), PLAN_FIRST, PROVISIONAL) == expected


def test_a_ratio_over_nothing_has_parts_but_no_rate() -> None:
    for indicator in (FLOW_RATIO, STOCK_RATIO):
        shown = show(indicator, points(Month(2021, 1), {PLAN_FIRST: (0, 0)}), PLAN_FIRST, PLAN_FIRST, PROVISIONAL)
        assert (shown.numerator, shown.denominator, shown.rate) == (0, 0, None)


def test_a_direct_rate_is_read_in_basis_points() -> None:
    shown = show(DIRECT, points(PLAN_FIRST, {PLAN_FIRST: (545, 0)}), PLAN_FIRST, PLAN_FIRST, PROVISIONAL)
    assert (shown.rate, display(DIRECT, shown)) == (Fraction(545, 10_000), "5.45%")


def test_the_accepted_side_counts_accepted_months_only() -> None:
    series = points(Month(2022, 2), {Month(2022, 1): (2, 0), Month(2022, 2): (3, 0)})
    assert show(FLOW, series, Month(2022, 2), PLAN_FIRST, ACCEPTED) == FigureSide()


def test_amounts_and_rates_are_written_as_people_write_them() -> None:
    assert display(STOCK, FigureSide(7_060_000)) == "706.00 万人"
    assert display(STOCK, FigureSide()) is None
    assert (per_cent(Fraction(1, 2)), per_cent(Fraction(2, 3))) == ("50.00", "66.666667")


def test_the_plan_of_a_month_is_the_regions_own_or_the_nearest_above() -> None:
    catalogue = the_catalogue()
    own, above = catalogue.plan_covering("500107", PLAN_FIRST), catalogue.plan_covering("500101", PLAN_FIRST)
    assert own is not None and own.region == "500107"
    assert above is not None and above.region == "500000"
    assert catalogue.plan_covering("500101", Month(2035, 1)) is None
