"""What changed months add to the figures above them."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.figures.rollup import Changes, Rollup, periods_of_year, years_of
from services.aggregator.figures.rollup_paths import Routes
from services.aggregator.reports.months import UnitMonth, submitted
from shared.events import ReportSubmitted
from shared.shapes.shape import shape_of
from tests.unit.aggregator.report_builders import a_line, the_catalogue

JOBS, INJURY = "urban_new_employment", "work_injury_insurance_insured"
MONTH, AREA, GROUP = "2023-02", "500000", "500000-db"
ROUTES = Routes(the_catalogue())
UNITS = the_catalogue().units_under(GROUP)


def a_month(value: int, *, accepted: bool = False, simulated: bool = False) -> UnitMonth:
    lines = (a_line(JOBS, value), a_line(INJURY, 10 * value))
    return UnitMonth("submitted", 1, 1, lines, lines if accepted else None, simulated, False)


def changes(*replaced: tuple[str, UnitMonth | None, UnitMonth]) -> Changes:
    rollup = Rollup(ROUTES)
    for unit, before, after in replaced:
        rollup.replace_month(unit, MONTH, before, after)
    return rollup.changes()


def test_a_first_report_adds_itself_to_every_region_above() -> None:
    found = changes((UNITS[0], None, a_month(7, simulated=True)))
    assert found[AREA, MONTH][JOBS] == [7, 0, 1, 0, 0, 0, 1, 0]
    assert found[GROUP, MONTH][INJURY] == [70, 0, 1, 0, 0, 0, 1, 0]
    assert (UNITS[0], MONTH) not in found


def test_a_correction_adds_the_difference_and_counts_nobody_twice() -> None:
    found = changes((UNITS[0], a_month(7), a_month(9)))
    assert found[AREA, MONTH][JOBS] == [2, 0, 0, 0, 0, 0, 0, 0]


def test_an_acceptance_leaves_the_live_side_alone() -> None:
    stands = a_month(7)
    accepted = msgspec.structs.replace(stands, accepted=stands.live)
    assert changes((UNITS[0], stands, accepted))[AREA, MONTH][JOBS][3:6] == [7, 0, 1]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([JOBS, INJURY, "mediation_success_rate"]), st.integers(0, 99), st.none() | st.integers(0, 9)
        ),
        max_size=4,
        unique_by=lambda line: line[0],
    ),
    st.booleans(),
    st.booleans(),
)
def test_lines_that_still_have_their_columns_add_what_plain_ones_add(
    lines: list[tuple[str, int, int | None]], accepted: bool, to_date: bool
) -> None:
    plain = tuple(a_line(*line, to_date=to_date) for line in lines)
    shape = shape_of(plain)
    columns = shape.lines(*shape.figures(plain))
    found = []
    for each in (plain, columns):
        sent = ReportSubmitted(region=UNITS[0], period=MONTH, lines=each, digest="d")
        month = submitted(None, sent, 1)
        month = msgspec.structs.replace(month, accepted=each if accepted else None)
        found.append((month, changes((UNITS[0], None, month), (UNITS[1], a_month(7), month))))
    assert found[0] == found[1]


def test_what_adds_up_to_nothing_is_left_out() -> None:
    assert changes((UNITS[0], a_month(7), a_month(9)), (UNITS[1], a_month(9), a_month(7))) == {}


@given(st.permutations(range(5)))
def test_the_order_in_which_months_are_replaced_never_matters(order: list[int]) -> None:
    replaced = [(unit, None, a_month(7 + place)) for place, unit in enumerate(UNITS[:5])]
    assert changes(*(replaced[place] for place in order)) == changes(*replaced)


def test_changes_of_a_units_own_figures_add_to_those_of_whole_months() -> None:
    rollup = Rollup(ROUTES)
    rollup.replace_month(UNITS[0], MONTH, None, a_month(7))
    rollup.add_changes(UNITS[1], MONTH, {JOBS: [3, 0, 1, 0, 0, 0, 0, 0]})
    assert rollup.changes()[AREA, MONTH][JOBS] == [10, 0, 2, 0, 0, 0, 0, 0]


def test_years_and_periods_are_those_of_the_calendar() -> None:
    assert years_of([("a", "2023-02"), ("a", "2023-12"), ("b", "2024-01")]) == {("a", 2023), ("b", 2024)}
    assert periods_of_year(2023)[::11] == ["2023-01", "2023-12"]
