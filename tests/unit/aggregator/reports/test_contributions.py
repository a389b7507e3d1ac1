"""What a unit's year adds to the figures above it, and what a change of it does."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.model import NOTHING, FigureSums
from services.aggregator.reports.contributions import Cells, UnitYear, year_changes, year_sums
from services.aggregator.reports.months import Lines, UnitMonth
from shared.catalogue.model import Region
from shared.catalogue.region_changes import NO_CHANGES, ChangeKind, RegionChange, RegionChanges
from shared.catalogue.region_years import RegionYear
from shared.periods import Month
from tests.unit.aggregator.report_builders import a_line

FLOW = "urban_new_employment"
CUMULATIVE = frozenset({FLOW})


def a_month(
    live: Lines | None, accepted: Lines | None = None, *, simulated: bool = False, waits: bool = True
) -> UnitMonth:
    return UnitMonth("corrected" if waits else "accepted", 1, 1, live, accepted, simulated, False)


def flow(value: int, *, to_date: bool = False) -> Lines:
    return (a_line(FLOW, value, to_date=to_date),)


PLAIN = RegionYear(2023, {}, NO_CHANGES)


def sums(year: UnitYear) -> dict[int, dict[str, FigureSums]]:
    """Of a unit whose year hangs together with no other's."""
    return year_sums({"a": year}, CUMULATIVE, PLAIN)["a"]


def changes(before: UnitYear, after: UnitYear) -> dict[int, Cells]:
    return year_changes({"a": before}, {"a": after}, CUMULATIVE, PLAIN).get("a", {})


years = st.dictionaries(
    st.integers(1, 12),
    st.builds(
        a_month,
        st.none() | st.builds(flow, st.integers(0, 99), to_date=st.booleans()),
        st.none() | st.builds(flow, st.integers(0, 99), to_date=st.booleans()),
        simulated=st.booleans(),
        waits=st.booleans(),
    ),
    max_size=4,
)


def test_a_month_counts_one_unit_on_each_side_that_has_the_figure() -> None:
    year: UnitYear = {1: a_month(flow(10), flow(10)), 2: a_month(flow(25, to_date=True), simulated=True)}
    assert sums(year) == {
        1: {FLOW: FigureSums(10, 0, 1, 10, 0, 1, 0)},
        2: {FLOW: FigureSums(15, 0, 1, 0, 0, 0, 1)},
    }


def test_a_late_month_takes_from_the_year_to_date_months_after_it() -> None:
    before: UnitYear = {3: a_month(flow(40, to_date=True))}
    after = before | {2: a_month(flow(25, to_date=True))}
    assert changes(before, after) == {
        2: {FLOW: [25, 0, 1, 0, 0, 0, 0, 0]},
        3: {FLOW: [-25, 0, 0, 0, 0, 0, 0, 0]},
    }


def test_what_stays_the_same_is_no_change() -> None:
    year: UnitYear = {1: a_month(flow(10), flow(10))}
    assert changes(year, dict(year)) == {}


@given(years, years)
def test_the_changes_lead_from_the_one_years_sums_to_the_others(before: UnitYear, new: UnitYear) -> None:
    after = before | new
    moves = changes(before, after)
    was, becomes = sums(before), sums(after)
    for month in after:
        old = was.get(month, {}).get(FLOW, NOTHING)
        moved = moves.get(month, {}).get(FLOW, list(NOTHING))
        assert tuple(map(sum, zip(old, moved, strict=True))) == tuple(becomes[month].get(FLOW, NOTHING))


RECODED = RegionYear(
    2023,
    {
        "old": Region("old", "旧县", "county", "", valid_to=Month(2023, 3)),
        "new": Region("new", "新县", "county", "", valid_from=Month(2023, 4)),
    },
    RegionChanges([RegionChange(ChangeKind.RECODE, date(2023, 3, 1), Month(2023, 4), ("old",), ("new",), "批复")]),
)


def test_a_month_in_which_a_unit_is_not_there_adds_nothing_and_is_taken_from_nothing() -> None:
    family = {
        "old": {3: a_month(flow(30, to_date=True)), 4: a_month(flow(999, to_date=True))},
        "new": {3: a_month(flow(5)), 4: a_month(flow(42, to_date=True), flow(42, to_date=True))},
    }
    found = year_sums(family, CUMULATIVE, RECODED)
    assert found["old"] == {3: {FLOW: FigureSums(30, 0, 1)}, 4: {}}
    assert found["new"] == {3: {}, 4: {FLOW: FigureSums(12, 0, 1, 42, 0, 1)}}


def test_a_correction_of_the_old_code_changes_the_month_of_the_new_one() -> None:
    before = {"old": {3: a_month(flow(30, to_date=True))}, "new": {4: a_month(flow(42, to_date=True))}}
    after = {**before, "old": {3: a_month(flow(33, to_date=True))}}
    assert year_changes(before, after, CUMULATIVE, RECODED) == {
        "old": {3: {FLOW: [3, 0, 0, 0, 0, 0, 0, 0]}},
        "new": {4: {FLOW: [-3, 0, 0, 0, 0, 0, 0, 0]}},
    }
