from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.figures.series import Series
from services.aggregator.missing.estimates import Estimate, Parts
from services.aggregator.missing.filling import MonthFills, accepted_side, fill
from services.aggregator.wording.reasons import REASON_TEXTS
from shared.catalogue.model import Attribute, Bound, Horizon, Kind
from shared.events import Assessment, EstimatedUnit, MissingRange
from shared.periods import Month, months
from tests.unit.aggregator.target_builders import a_point, a_series, a_target, an_indicator, assessed, level_series
from tests.unit.units_of_measure import unit_of

STOCK = an_indicator(Kind.STOCK)
FLOW = an_indicator(Kind.FLOW)
RATE = an_indicator(Kind.RATIO)
SURVEY = an_indicator(Kind.DIRECT)

WORK_INJURY = a_target("730", "750")
NEW_JOBS = a_target("0", "300", horizon=Horizon.PLAN, bound=Bound.MORE_THAN)


def test_work_injury_insurance_of_march_2025_is_90_wan_behind_and_moved_away() -> None:
    series = Series([a_point("2024-03", 6_815_000), a_point("2025-03", 6_570_000)])
    found = assessed(WORK_INJURY, STOCK, series, "2025-03")
    assert (found.level, found.rule, found.reason) == ("red", "trajectory", "moved_away")
    assert (found.actual, found.expected, found.gap) == (6_570_000, 7_470_000, 900_000)
    assert (found.gap_points, found.progress, found.months_behind) == (45_000, -42_941, 510)
    assert found.required_pace == 103_333
    assert found.recent_pace == -20_417
    assert (found.target, found.baseline, found.data_version) == (7_500_000, 7_300_000, 7)


def test_unemployment_insurance_of_march_2023_is_already_past_its_target() -> None:
    series = Series([a_point("2023-03", 6_170_000)])
    found = assessed(a_target("548", "610"), STOCK, series, "2023-03")
    assert (found.level, found.reason) == ("normal", "target_reached")
    assert found.expected == 5_759_000
    assert found.progress is not None
    assert found.progress > 10_000
    assert found.gap == -411_000
    assert found.months_behind == -330
    assert found.required_pace == 0


def test_new_jobs_since_the_plan_began_are_held_against_the_share_that_is_due() -> None:
    series = a_series("2021-01", [75_100_0 // 12] * 12 + [70_670_0 // 12] * 12)
    found = assessed(NEW_JOBS, FLOW, series, "2022-12")
    assert found.expected == 1_200_000
    assert found.actual == 12 * (751_000 // 12) + 12 * (706_700 // 12)
    assert found.level == "normal"
    assert found.gap == 1_200_000 - found.actual
    assert found.recent_pace == 706_700 // 12


def test_month_shares_decide_what_half_a_year_owes() -> None:
    even = a_series("2021-01", [50_000] * 6)
    front = (*([Fraction(75, 600)] * 6), *([Fraction(25, 600)] * 6))
    straight = assessed(NEW_JOBS, FLOW, even, "2021-06")
    seasonal = assessed(NEW_JOBS, FLOW, even, "2021-06", profile=front)
    assert (straight.expected, straight.level) == (300_000, "normal")
    assert (seasonal.expected, seasonal.progress, seasonal.level) == (450_000, 6_667, "red")


def test_month_shares_are_learnt_from_the_complete_year_before_unless_the_catalogue_gives_them() -> None:
    first_year = [100_000, *([50_000] * 10), 0]
    series = a_series("2021-01", [*first_year, 60_000])
    learnt = assessed(NEW_JOBS, FLOW, series, "2022-01")
    given = assessed(NEW_JOBS, FLOW, series, "2022-01", profile=(Fraction(1, 12),) * 12)
    assert learnt.expected == 600_000 + 600_000 * (Fraction(1, 6) + Fraction(1, 12)) / 2
    assert given.expected == 650_000


def test_a_yearly_flow_begins_again_every_january() -> None:
    target = a_target("0.0806", "0.1", horizon=Horizon.YEAR)
    series = a_series("2021-01", [200] * 12 + [40] * 6)
    found = assessed(target, FLOW, series, "2022-06")
    assert (found.actual, found.expected, found.progress, found.level) == (240, 500, 4_800, "red")
    assert found.months_behind == 31
    assert found.required_pace == 127
    assert found.intensity == 6_333


def test_a_few_hundred_people_in_five_years_do_not_fire_before_they_stand_out_of_the_noise() -> None:
    series = level_series(29_500)
    target = a_target("2.96", "3", usual_revision=Decimal("0.0059"))
    early = assessed(target, STOCK, series, "2022-03")
    assert (early.level, early.reason, early.progress) == ("normal", "inside_noise_guard", None)
    assert assessed(target, STOCK, series, "2023-03").level == "red"


def missing(value: int, low: int, high: int, period: str = "2025-03") -> tuple[Series, MonthFills]:
    """A month that 37 of 38 units have reported, and what is put in for the last one."""
    series = Series([a_point(period, 7_200_000, reported=37, accepted=0, accepted_value=0)])
    month = Month.parse(period)
    estimate = Estimate("500107", month, "last", month.shift(-1), Parts(value), Parts(low), Parts(high))
    return series, MonthFills(fill(series, [estimate]))


def test_a_month_with_a_unit_missing_is_judged_where_the_unit_cannot_change_the_level() -> None:
    series, fills = missing(195_000, 190_000, 200_000)
    found = assessed(WORK_INJURY, STOCK, series, "2025-03", fills=fills)
    assert (found.level, found.actual, found.expected) == ("orange", 7_395_000, 7_470_000)
    assert found.missing_range == MissingRange(7_390_000, 7_400_000, "orange", "orange")
    assert (found.reported_units, found.reported_weight, found.accepted_weight) == (37, 9_736, 0)
    assert found.estimated == (EstimatedUnit("500107", "2025-03", "last", "2025-02"),)


def test_where_the_missing_unit_decides_the_level_it_is_missing_and_says_between_which_levels() -> None:
    series, fills = missing(200_000, 90_000, 210_000)
    found = assessed(WORK_INJURY, STOCK, series, "2025-03", fills=fills)
    assert (found.level, found.reason, found.actual) == ("missing", "units_missing_decide", None)
    assert found.missing_range == MissingRange(7_290_000, 7_410_000, "red", "yellow")
    assert found.reported_weight == 9_729


def test_of_a_ceiling_the_most_that_can_be_missing_is_the_worst() -> None:
    ceiling = a_target("740", "750", bound=Bound.AT_MOST, horizon=Horizon.THROUGHOUT)
    series, fills = missing(200_000, 190_000, 310_000)
    found = assessed(ceiling, STOCK, series, "2025-03", fills=fills)
    assert (found.level, found.missing_range) == ("missing", MissingRange(7_510_000, 7_390_000, "yellow", "normal"))


def test_whether_a_plan_was_completed_is_said_where_the_missing_unit_cannot_change_it() -> None:
    series, fills = missing(310_000, 300_000, 320_000, "2025-12")
    found = assessed(WORK_INJURY, STOCK, series, "2025-12", fills=fills)
    assert (found.level, found.reason, found.actual) == ("normal", "completed", 7_510_000)
    series, fills = missing(310_000, 299_999, 320_000, "2025-12")
    assert assessed(WORK_INJURY, STOCK, series, "2025-12", fills=fills).reason == "units_missing_decide"


def test_the_accepted_figures_count_at_the_worst_that_the_others_could_bring() -> None:
    series = Series([a_point("2025-03", 7_480_000, accepted=37, accepted_value=7_290_000)])
    estimate = Estimate(
        "500107", Month(2025, 3), "last", Month(2025, 2), Parts(190_000), Parts(180_000), Parts(200_000)
    )
    fills = MonthFills(None, fill(accepted_side(series), [estimate]))
    found = assessed(WORK_INJURY, STOCK, series, "2025-03", fills=fills)
    assert (found.actual, found.accepted_progress, found.accepted_met) == (7_480_000, 10_000, True)
    low = estimate._replace(low=Parts(179_000))
    worse = assessed(WORK_INJURY, STOCK, series, "2025-03", fills=MonthFills(None, fill(accepted_side(series), [low])))
    assert (worse.accepted_progress, worse.accepted_met) == (9_941, False)
    assert found.accepted_weight == 9_745


def test_a_target_below_its_baseline_is_a_floor_that_is_kept_or_breached() -> None:
    target = a_target("56.44", "50")
    kept = assessed(target, STOCK, level_series(564_400), "2023-03")
    assert (kept.level, kept.rule, kept.expected, kept.gap, kept.progress) == (
        "normal",
        "floor",
        500_000,
        -64_400,
        None,
    )
    series = a_series("2021-01", [500_000, 499_999, 499_998, 499_997, 500_001])
    levels = [assessed(target, STOCK, series, f"2021-0{month}").level for month in range(1, 6)]
    assert levels == ["normal", "yellow", "orange", "red", "normal"]


def test_a_period_that_was_not_assessed_neither_breaks_nor_lengthens_a_row_of_breaches() -> None:
    target = a_target("56.44", "50")
    points = [a_point("2021-01", 499_000), a_point("2021-02", 1, reported=3), a_point("2021-03", 499_000)]
    found = assessed(target, STOCK, Series(points), "2021-03")
    assert (found.level, found.breached_periods) == ("orange", 2)


def test_a_ceiling_of_a_rate_counts_in_parts_per_million() -> None:
    target = a_target("4.5", "5", horizon=Horizon.THROUGHOUT, bound=Bound.LESS_THAN, unit=RATE.unit)
    found = assessed(target, RATE, level_series(51, denominator=1000), "2021-03")
    assert (found.level, found.rule, found.actual, found.expected, found.gap) == (
        "red",
        "ceiling",
        51_000,
        50_000,
        1_000,
    )


def test_the_years_mean_of_the_surveyed_rate_decides_and_a_single_month_is_advice() -> None:
    target = a_target("5.7", "5.5", horizon=Horizon.THROUGHOUT, bound=Bound.LESS_THAN, unit=SURVEY.unit)
    series = a_series("2021-01", [540, 540, 560, 600], expected=1, reported=1, accepted=1)
    march, april = (assessed(target, SURVEY, series, period) for period in ("2021-03", "2021-04"))
    assert (march.level, march.reason, march.actual) == ("normal", "single_month_above", 54_667)
    assert (april.level, april.reason, april.gap) == ("yellow", "year_mean_breached", 1_000)


def test_a_flow_that_must_stay_small_is_held_under_the_share_that_is_due() -> None:
    target = a_target("0", "0.06", horizon=Horizon.PLAN, bound=Bound.AT_MOST)
    series = a_series("2021-01", [10, 10, 11])
    assert assessed(target, FLOW, series, "2021-02").level == "normal"
    march = assessed(target, FLOW, series, "2021-03")
    assert (march.level, march.rule, march.expected, march.gap) == ("yellow", "ceiling", 30, 1)


def test_the_last_month_asks_only_whether_the_target_is_met() -> None:
    done = assessed(WORK_INJURY, STOCK, level_series(7_500_000), "2025-12")
    missed = assessed(WORK_INJURY, STOCK, level_series(7_499_999), "2025-12")
    assert (done.level, done.rule, done.reason, done.gap) == ("normal", "final", "completed", 0)
    assert (done.progress, done.accepted_actual) == (None, done.actual)
    assert (missed.level, missed.reason, missed.gap) == ("red", "not_completed", 1)
    exactly = assessed(NEW_JOBS, FLOW, level_series(50_000), "2025-12")
    assert (exactly.actual, exactly.reason) == (3_000_000, "not_completed")


def test_a_yearly_flow_is_finally_judged_by_the_last_years_figure() -> None:
    target = a_target("0", "0.06", horizon=Horizon.YEAR)
    series = a_series("2021-01", [0] * 48 + [50] * 12)
    found = assessed(target, FLOW, series, "2025-12")
    assert (found.actual, found.reason) == (600, "completed")


def test_a_binding_target_without_a_baseline_is_held_against_its_bound_from_the_first_month() -> None:
    short, kept = (assessed(a_target(None, "10"), STOCK, level_series(value), "2021-02") for value in (99_999, 100_000))
    assert (short.level, short.rule, short.reason, short.gap) == ("orange", "floor", "bound_breached", 1)
    assert (short.progress, short.accepted_actual) == (None, short.actual)
    assert (kept.level, kept.reason) == ("normal", "bound_kept")


def test_without_a_baseline_an_expected_target_is_not_judged_until_the_last_month() -> None:
    target = a_target(None, "10", attribute=Attribute.EXPECTED)
    series = level_series(100_000)
    early, final = (assessed(target, STOCK, series, period) for period in ("2023-03", "2025-12"))
    assert (early.level, early.reason, early.rule) == ("unassessed", "no_baseline", "none")
    assert (final.level, final.reason) == ("normal", "completed")


def test_a_target_without_a_printed_value_is_never_judged() -> None:
    found = assessed(a_target("1", None), STOCK, level_series(1), "2025-12")
    assert (found.level, found.reason, found.target) == ("unassessed", "no_target_value", None)


def test_a_rate_of_no_cases_is_not_judged() -> None:
    found = assessed(a_target("40", "60", unit=RATE.unit), RATE, level_series(0, denominator=0), "2023-03")
    assert (found.level, found.reason) == ("unassessed", "zero_denominator")


def test_with_units_missing_it_is_reporting_until_the_due_day_and_missing_after_it_where_nothing_is_put_in() -> None:
    series = Series([a_point("2023-03", 1, reported=37, accepted=4)])
    due = assessed(WORK_INJURY, STOCK, series, "2023-03", today=date(2023, 4, 10))
    late = assessed(WORK_INJURY, STOCK, series, "2023-03", today=date(2023, 4, 11))
    assert (due.level, due.reason) == ("reporting", "reports_due")
    assert (late.level, late.reason) == ("missing", "reports_missing")
    assert (late.actual, late.expected, late.gap, late.progress) == (None, None, None, None)
    assert (late.expected_units, late.reported_units, late.accepted_units) == (38, 37, 4)


def test_a_total_over_a_month_that_is_not_reported_is_missing_too() -> None:
    series = Series([a_point("2021-01", 50_000), a_point("2021-03", 50_000)])
    found = assessed(NEW_JOBS, FLOW, series, "2021-03", today=date(2021, 4, 1))
    assert (found.level, found.reason, found.actual) == ("missing", "earlier_months_missing", None)


def test_the_accepted_figures_are_judged_beside_the_provisional_ones() -> None:
    cured = Series([a_point("2023-06", 7_500_000, accepted_value=7_400_000)])
    found = assessed(WORK_INJURY, STOCK, cured, "2023-06")
    assert (found.progress, found.accepted_progress, found.accepted_met) == (20_000, 10_000, True)
    assert (found.accepted_level, found.accepted_actual) == ("normal", 7_400_000)
    short = Series([a_point("2023-06", 7_500_000, accepted=37, accepted_value=7_400_000)])
    found = assessed(WORK_INJURY, STOCK, short, "2023-06")
    assert (found.accepted_progress, found.accepted_met, found.accepted_level) == (None, False, None)
    assert found.accepted_actual is None


def test_one_simulated_month_marks_the_sum_that_holds_it() -> None:
    series = Series(a_point(month, 1, simulated=month.month == 1) for month in months(Month(2021, 1), Month(2022, 3)))
    assert assessed(NEW_JOBS, FLOW, series, "2022-03").simulated
    assert not assessed(NEW_JOBS, FLOW, level_series(1), "2022-03").simulated


@given(
    st.sampled_from(["climb", "flow", "yearly", "floor"]),
    st.integers(1, 10**6),
    st.integers(1, 10**6),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=60),
)
def test_ten_times_every_figure_changes_the_amounts_and_nothing_else(
    kind: str, baseline: int, value: int, figures: list[int]
) -> None:
    horizon = {"climb": Horizon.END, "flow": Horizon.PLAN, "yearly": Horizon.YEAR, "floor": Horizon.THROUGHOUT}[kind]
    indicator = FLOW if kind in ("flow", "yearly") else STOCK
    period = str(Month(2021, 1).shift(len(figures) - 1))

    def at(scale: int) -> Assessment:
        target = a_target(str(baseline * scale), str(value * scale), horizon=horizon, unit=unit_of("人"))
        return assessed(target, indicator, a_series("2021-01", [scale * each for each in figures]), period)

    once, tenfold = at(1), at(10)
    foretold = {once.level, tenfold.level} == {
        "normal",
        "blue",
    }  # the forecast draws by the figures: others, another draw
    assert foretold or (once.level, once.reason) == (tenfold.level, tenfold.reason)
    assert (once.rule, once.progress, once.gap_points, once.months_behind) == (
        tenfold.rule,
        tenfold.progress,
        tenfold.gap_points,
        tenfold.months_behind,
    )
    assert once.actual is not None
    assert tenfold.actual == 10 * once.actual
    assert once.reason in REASON_TEXTS


@given(st.integers(2, 60), st.integers(0, 10**6), st.integers(1, 10**6))
def test_what_is_printed_as_expected_less_actual_is_the_gap(month: int, actual: int, value: int) -> None:
    target = a_target("0", str(value), unit=unit_of("人"))
    found = assessed(target, STOCK, level_series(actual), str(Month(2021, 1).shift(month - 1)))
    assert found.expected is not None
    assert found.gap == found.expected - actual
