"""Month's figures out of months and years to date."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.intake.units.month_amounts import MonthAmount, amounts_in, month_amounts, total
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


def test_after_a_hole_a_year_to_date_holds_the_months_that_were_not_reported_and_says_which() -> None:
    reported = {Month(2025, 1): (_line(5),), Month(2025, 2): (_line(11, "year_to_date"),)}
    reported[Month(2025, 5)] = (_line(40, "year_to_date"),)
    found = month_amounts(reported)[ID]
    assert found[Month(2025, 5)] == MonthAmount(29, also=(3, 4))
    assert (found[Month(2025, 5)].holds, found[Month(2025, 5)].comparable) == ("含3–4月", False)
    assert (found[Month(2025, 2)].holds, found[Month(2025, 2)].comparable) == ("", True)


def test_a_hole_is_told_by_the_next_year_to_date_whatever_was_reported_between() -> None:
    reported = {Month(2025, 2): (_line(7),), Month(2025, 4): (_line(9),), Month(2025, 6): (_line(60, "year_to_date"),)}
    found = month_amounts(reported)[ID]
    assert found[Month(2025, 6)] == MonthAmount(44, also=(1, 3, 5))
    assert found[Month(2025, 6)].holds == "含1、3、5月"
    assert found[Month(2025, 4)] == MonthAmount(9)


def test_after_a_year_to_date_that_fills_a_hole_the_next_one_is_one_month_again() -> None:
    found = month_amounts({Month(2025, 3): (_line(20, "year_to_date"),), Month(2025, 4): (_line(26, "year_to_date"),)})
    assert found[ID] == {Month(2025, 3): MonthAmount(20, also=(1, 2)), Month(2025, 4): MonthAmount(6)}


def test_of_a_quarterly_figure_the_months_between_are_no_hole() -> None:
    quarters = {Month(2025, 3): (_line(30, "year_to_date"),), Month(2025, 6): (_line(70, "year_to_date"),)}
    quarters[Month(2025, 12)] = (_line(170, "year_to_date"),)
    found = month_amounts(quarters, {ID: 3})[ID]
    assert found[Month(2025, 3)] == MonthAmount(30)
    assert found[Month(2025, 6)] == MonthAmount(40)
    assert found[Month(2025, 12)] == MonthAmount(100, also=(9,))


def test_a_year_to_date_that_falls_gives_an_amount_that_nothing_can_be_compared_with() -> None:
    found = month_amounts({Month(2025, 1): (_line(9, "year_to_date"),), Month(2025, 2): (_line(4, "year_to_date"),)})
    assert found[ID][Month(2025, 2)] == MonthAmount(-5)
    assert not found[ID][Month(2025, 2)].comparable


@given(
    st.dictionaries(st.integers(1, 12), st.booleans(), min_size=1),
    st.lists(st.integers(0, 10**6), min_size=12, max_size=12),
)
def test_the_amounts_of_a_year_hold_every_month_up_to_its_last_year_to_date_once(
    months: dict[int, bool], values: list[int]
) -> None:
    """Whoever reports what, in which way: what the amounts hold is what happened in the months that they name."""
    reported = {
        Month(2025, each): (_line(sum(values[:each]), "year_to_date") if cumulated else _line(values[each - 1]),)
        for each, cumulated in months.items()
    }
    for month, amount in month_amounts(reported)[ID].items():
        assert amount.value == values[month.month - 1] + sum(values[each - 1] for each in amount.also)
        assert not set(amount.also) & months.keys()


def test_january_starts_anew() -> None:
    months = {Month(2024, 12): (_line(90, "year_to_date"),), Month(2025, 1): (_line(4, "year_to_date"),)}
    assert month_amounts(months)[ID][Month(2025, 1)] == MonthAmount(4)


def test_a_ratio_is_taken_apart_by_its_parts() -> None:
    months = {
        Month(2025, 1): (_line(9, "year_to_date", 10),),
        Month(2025, 2): (_line(28, "year_to_date", 30),),
    }
    assert month_amounts(months)[ID][Month(2025, 2)] == MonthAmount(19, 20)


LINES = st.lists(
    st.builds(
        ReportLine,
        st.sampled_from(["a", "b", "c"]),
        st.integers(0, 50),
        st.one_of(st.none(), st.integers(0, 9)),
        st.sampled_from(["month", "year_to_date"]),
    ),
    max_size=4,
    unique_by=lambda line: line.indicator,
)


@given(st.dictionaries(st.integers(-12, 11).map(Month(2024, 1).shift), LINES), LINES, st.sampled_from([{}, {"a": 3}]))
def test_a_month_alone_amounts_to_what_it_does_among_the_others(
    before: dict[Month, list[ReportLine]], lines: list[ReportLine], steps: dict[str, int]
) -> None:
    month = Month(2024, 12)
    before.pop(month, None)
    among = month_amounts({**before, month: lines}, steps)
    assert amounts_in(month, lines, before, steps) == {
        indicator: months[month] for indicator, months in among.items() if month in months
    }


def test_a_total_adds_parts_of_ratios_where_all_have_them() -> None:
    ratios = [MonthAmount(3, 10), MonthAmount(4, 20, also=(1,))]
    assert total(ratios) == MonthAmount(7, 30)
    assert total([*ratios, MonthAmount(5)]) == MonthAmount(12, None)
    assert total([]) is None
