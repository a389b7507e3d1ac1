"""Month's figures out of months and years to date."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.intake.pages.views.series import MonthAmount, month_amounts
from shared.events import ReportLine
from shared.periods import Month

ID = "urban_new_employment"


def _line(value: int, basis: str = "month", denominator: int | None = None) -> ReportLine:
    return ReportLine(ID, value, denominator, basis)  # type: ignore[arg-type]


@given(
    st.lists(st.tuples(st.integers(0, 10**9), st.booleans()), min_size=1, max_size=12),
    st.integers(2000, 2090),
)
def test_a_year_reported_in_either_way_gives_the_same_months(figures: list[tuple[int, bool]], year: int) -> None:
    total, reported = 0, {}
    for index, (value, cumulated) in enumerate(figures):
        total += value
        line = _line(total, "year_to_date") if cumulated else _line(value)
        reported[Month(year, index + 1)] = (line,)
    found = month_amounts(reported)[ID]
    assert [found[month].value for month in sorted(found)] == [value for value, _ in figures]


def test_after_a_hole_a_year_to_date_tells_no_month() -> None:
    found = month_amounts({Month(2025, 1): (_line(5),), Month(2025, 3): (_line(20, "year_to_date"),)})[ID]
    assert found == {Month(2025, 1): MonthAmount(5)}


def test_after_a_known_year_to_date_the_next_one_tells_its_month_again() -> None:
    found = month_amounts({Month(2025, 3): (_line(20, "year_to_date"),), Month(2025, 4): (_line(26, "year_to_date"),)})
    assert found[ID] == {Month(2025, 4): MonthAmount(6)}


def test_january_starts_anew() -> None:
    months = {Month(2024, 12): (_line(90, "year_to_date"),), Month(2025, 1): (_line(4, "year_to_date"),)}
    assert month_amounts(months)[ID] == {Month(2025, 1): MonthAmount(4)}


def test_a_ratio_is_taken_apart_by_its_parts() -> None:
    months = {
        Month(2025, 1): (_line(9, "year_to_date", 10),),
        Month(2025, 2): (_line(28, "year_to_date", 30),),
    }
    assert month_amounts(months)[ID][Month(2025, 2)] == MonthAmount(19, 20)
