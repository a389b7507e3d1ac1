"""What a unit's year adds to the figures above it, and what a change of it does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.model import NOTHING, FigureSums
from services.aggregator.reports.contributions import UnitYear, year_changes, year_sums
from services.aggregator.reports.months import Lines, UnitMonth
from tests.unit.aggregator.report_builders import a_line

FLOW = "urban_new_employment"
CUMULATIVE = frozenset({FLOW})


def a_month(live: Lines | None, accepted: Lines | None = None, *, simulated: bool = False) -> UnitMonth:
    return UnitMonth("submitted", 1, 1, live, accepted, simulated, False)


def flow(value: int, *, to_date: bool = False) -> Lines:
    return (a_line(FLOW, value, to_date=to_date),)


years = st.dictionaries(
    st.integers(1, 12),
    st.builds(
        a_month,
        st.none() | st.builds(flow, st.integers(0, 99), to_date=st.booleans()),
        st.none() | st.builds(flow, st.integers(0, 99), to_date=st.booleans()),
        simulated=st.booleans(),
    ),
    max_size=4,
)


def test_a_month_counts_one_unit_on_each_side_that_has_the_figure() -> None:
    year: UnitYear = {1: a_month(flow(10), flow(10)), 2: a_month(flow(25, to_date=True), simulated=True)}
    assert year_sums(year, CUMULATIVE) == {
        1: {FLOW: FigureSums(10, 0, 1, 10, 0, 1, 0)},
        2: {FLOW: FigureSums(15, 0, 1, 0, 0, 0, 1)},
    }


def test_a_late_month_takes_from_the_year_to_date_months_after_it() -> None:
    before: UnitYear = {3: a_month(flow(40, to_date=True))}
    after = before | {2: a_month(flow(25, to_date=True))}
    assert year_changes(before, after, CUMULATIVE) == {
        2: {FLOW: [25, 0, 1, 0, 0, 0, 0]},
        3: {FLOW: [-25, 0, 0, 0, 0, 0, 0]},
    }


def test_what_stays_the_same_is_no_change() -> None:
    year: UnitYear = {1: a_month(flow(10), flow(10))}
    assert year_changes(year, dict(year), CUMULATIVE) == {}


@given(years, years)
def test_the_changes_lead_from_the_one_years_sums_to_the_others(before: UnitYear, new: UnitYear) -> None:
    after = before | new
    changes = year_changes(before, after, CUMULATIVE)
    was, becomes = year_sums(before, CUMULATIVE), year_sums(after, CUMULATIVE)
    for month in after:
        old = was.get(month, {}).get(FLOW, NOTHING)
        moved = changes.get(month, {}).get(FLOW, list(NOTHING))
        assert tuple(map(sum, zip(old, moved, strict=True))) == tuple(becomes[month].get(FLOW, NOTHING))
