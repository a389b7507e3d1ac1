from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.figures.rollup import Changes, Rollup, periods_of_year, years_of
from services.aggregator.figures.rollup_paths import Routes
from services.aggregator.reports.months import UnitMonth
from tests.unit.aggregator.report_builders import a_line, the_catalogue

FLOW, STOCK, RATE = "urban_new_employment", "work_injury_insurance_insured", "mediation_success_rate"
ONE, OTHER, CITY = "500101", "500102", "500000"
JANUARY = "2023-01"


def a_month(
    *live: int, rate: tuple[int, int] | None = None, simulated: bool = False, accepted: bool = False
) -> UnitMonth:
    """A month of a stock's lines, one number a line, and perhaps a rate's."""
    lines = tuple(a_line(indicator, value) for indicator, value in zip((FLOW, STOCK), live, strict=False))
    if rate is not None:
        lines = (*lines, a_line(RATE, *rate))
    return UnitMonth(
        "accepted" if accepted else "submitted", 1, 1, lines, lines if accepted else None, simulated, False
    )


def changes_of(*replaced: tuple[str, UnitMonth | None, UnitMonth]) -> Changes:
    rollup = Rollup(Routes(the_catalogue()))
    for region, before, after in replaced:
        rollup.replace_month(region, JANUARY, before, after)
    return rollup.changes()


def test_two_units_first_reports_add_up_in_the_city_with_a_count_of_both() -> None:
    found = changes_of((ONE, None, a_month(10, 700, rate=(9, 10))), (OTHER, None, a_month(5, 300, rate=(18, 20))))
    city = found[CITY, JANUARY]
    assert city[FLOW] == [15, 0, 2, 0, 0, 0, 0]
    assert city[STOCK] == [1_000, 0, 2, 0, 0, 0, 0]
    assert city[RATE] == [27, 30, 2, 0, 0, 0, 0]


def test_an_accepted_report_adds_to_both_halves_and_a_simulated_one_is_counted() -> None:
    found = changes_of((ONE, None, a_month(10, 700, simulated=True, accepted=True)))
    assert found[CITY, JANUARY][FLOW] == [10, 0, 1, 10, 0, 1, 1]


def test_a_correction_adds_the_difference_and_no_unit() -> None:
    found = changes_of((ONE, a_month(10, 700), a_month(12, 650)))
    assert found[CITY, JANUARY] == {FLOW: [2, 0, 0, 0, 0, 0, 0], STOCK: [-50, 0, 0, 0, 0, 0, 0]}


def test_a_report_that_says_the_same_again_changes_nothing() -> None:
    assert changes_of((ONE, a_month(10, 700), a_month(10, 700))) == {}


def test_figures_handed_in_ready_are_handed_up_the_same_way() -> None:
    rollup = Rollup(Routes(the_catalogue()))
    rollup.add_changes(ONE, JANUARY, {FLOW: [3, 0, 1, 0, 0, 0, 0]})
    rollup.add_changes(ONE, JANUARY, {FLOW: [-1, 0, 0, 0, 0, 0, 0]})
    assert rollup.changes()[CITY, JANUARY] == {FLOW: [2, 0, 1, 0, 0, 0, 0]}


MONTHS = st.builds(a_month, st.integers(0, 99), st.integers(0, 99), simulated=st.booleans(), accepted=st.booleans())


@given(st.lists(st.tuples(st.sampled_from([ONE, OTHER]), MONTHS), max_size=8))
def test_any_way_of_changes_ends_where_the_last_reports_alone_would(steps: list[tuple[str, UnitMonth]]) -> None:
    """Changes are sums: a report and its replacement come to what the replacement adds by itself."""
    rollup = Rollup(Routes(the_catalogue()))
    now: dict[str, UnitMonth] = {}
    for region, month in steps:
        rollup.replace_month(region, JANUARY, now.get(region), month)
        now[region] = month
    assert rollup.changes() == changes_of(*((region, None, month) for region, month in now.items()))


def test_years_and_their_periods() -> None:
    assert years_of([(ONE, "2023-01"), (ONE, "2023-12"), (ONE, "2024-01")]) == {(ONE, 2023), (ONE, 2024)}
    assert periods_of_year(2023)[::11] == ["2023-01", "2023-12"]
