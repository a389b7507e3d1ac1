from __future__ import annotations

from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.units.history import MOST_MONTHS, UnitHistory
from shared.events import ReportLine

START = 24_000


def flow(value: int, basis: str = "month") -> ReportLine:
    return ReportLine("urban_new_employment", value, None, "year_to_date" if basis == "year_to_date" else "month")


def filled(*values: int) -> tuple[UnitHistory, int]:
    history = UnitHistory(START)
    for offset, value in enumerate(values, 12):
        history.put(START + offset, (flow(value),))
    return history, START + 12 + len(values)


@pytest.mark.parametrize(
    ("value", "slipped"),
    [(4_999, False), (5_000, True), (10_000, True), (20_000, True), (20_001, False), (1, False), (0, False)],
)
def test_a_value_five_to_twenty_thousand_times_the_median_has_slipped(value: int, slipped: bool) -> None:
    history, month = filled(1, 1, 1)
    assert (history.slipped_from(flow(value), month) is not None) is slipped


@pytest.mark.parametrize(("value", "slipped"), [(1, True), (2, True), (3, False), (10_000, False)])
def test_a_value_that_small_a_part_of_the_median_has_slipped(value: int, slipped: bool) -> None:
    history, month = filled(10_000, 10_000, 10_000)
    assert (history.slipped_from(flow(value), month) is not None) is slipped


def test_with_fewer_than_three_earlier_values_nothing_is_said() -> None:
    history, month = filled(1, 1)
    assert history.slipped_from(flow(10_000), month) is None


def test_only_the_twelve_months_before_count() -> None:
    history, month = filled(1, 1, 1)
    assert history.slipped_from(flow(10_000), month + 9) == 1
    assert history.slipped_from(flow(10_000), month + 10) is None
    assert history.slipped_from(flow(10_000), month - 3) is None


def test_another_basis_or_indicator_is_another_history() -> None:
    history, month = filled(1, 1, 1)
    assert history.slipped_from(flow(10_000, "year_to_date"), month) is None
    assert history.slipped_from(ReportLine("other", 10_000), month) is None


def test_a_ratio_is_judged_by_its_denominator() -> None:
    history = UnitHistory(START)
    for offset in range(12, 15):
        history.put(START + offset, (ReportLine("rate", 1, 10),))
    assert history.slipped_from(ReportLine("rate", 1, 100_000), START + 15) == 10
    assert history.slipped_from(ReportLine("rate", 10, 10), START + 15) is None


def test_a_dropped_month_no_longer_counts() -> None:
    history, month = filled(1, 1, 1)
    history.drop(month - 1)
    assert history.slipped_from(flow(10_000), month) is None


def test_a_median_of_zero_says_nothing() -> None:
    history, month = filled(0, 0, 0, 1)
    assert history.slipped_from(flow(10_000), month) is None


def test_memory_is_bounded_and_what_was_forgotten_is_not_covered() -> None:
    history, month = filled(*range(1, 100))
    assert len(history._months) == MOST_MONTHS
    assert history.covers(month)
    assert not history.covers(START + 14)


def test_a_month_before_the_start_is_not_taken_up() -> None:
    history = UnitHistory(START)
    history.put(START - 1, (flow(1),))
    assert not list(history._months)


@given(
    st.lists(st.integers(0, 10**6) | st.integers(0, 50), min_size=1, max_size=12),
    st.integers(0, 10**10) | st.integers(0, 10**5),
)
def test_the_quick_answer_is_the_plain_one(values: list[int], value: int) -> None:
    history, month = filled(*values)
    middle = median_low(values)
    slipped = (
        len(values) >= 3
        and middle > 0
        and value > 0
        and (5_000 <= value / middle <= 20_000 or 5_000 <= middle / value <= 20_000)
    )
    assert history.slipped_from(flow(value), month) == (middle if slipped else None)


FIRST, LAST = 2_020 * 12, 2_023 * 12 + 11
LINES = st.lists(
    st.builds(
        ReportLine,
        st.sampled_from(["a", "b"]),
        st.integers(0, 500),
        st.none() | st.integers(1, 900),
        st.sampled_from(["month", "year_to_date"]),
    ),
    max_size=2,
    unique_by=lambda line: line.indicator,
).map(tuple)
CHANGES = st.lists(st.tuples(st.integers(FIRST, LAST), st.none() | LINES), min_size=1, max_size=40)


def asked(history: UnitHistory, month: int) -> tuple[object, ...]:
    """All that is worked out of a history and kept."""
    return (
        history.year_so_far(month),
        history.references(month // 12),
        history.counted(month, lambda lines, last: (len(lines), sum(line.value for line in last.values()))),
        history.span("a", month),
        history.span("b", month),
    )


@given(CHANGES, st.lists(st.integers(FIRST + 12, LAST), min_size=3, max_size=3))
def test_what_is_kept_is_what_would_be_worked_out_anew(
    changes: list[tuple[int, tuple[ReportLine, ...] | None]], months: list[int]
) -> None:
    history, standing = UnitHistory(0), dict[int, tuple[ReportLine, ...]]()
    for turn, (month, lines) in enumerate(changes):
        if lines is None:
            history.drop(month)
            standing.pop(month, None)
        else:
            history.put(month, lines)
            standing[month] = lines
        anew = UnitHistory(0)
        for each in sorted(standing):
            anew.put(each, standing[each])
        wanted = months[turn % len(months)]
        assert asked(history, wanted) == asked(anew, wanted)


@given(st.lists(st.tuples(st.integers(0, 59), st.none() | st.integers(0, 10**20)), max_size=70), st.integers(1, 5))
def test_what_earlier_years_say_is_the_same_in_whatever_order_they_came(
    steps: list[tuple[int, int | None]], year: int
) -> None:
    asked = START // 12 + year
    history, stands = UnitHistory(START), dict[int, tuple[ReportLine, ...]]()
    for month, value in steps:
        history.pack()
        if value is None:
            history.drop(START + month)
            stands.pop(START + month, None)
        else:
            stands[START + month] = (flow(value), ReportLine("rate", value, 10**20))
            history.put(START + month, stands[START + month])
        history.references(asked)
    fresh = UnitHistory(START)
    for month in sorted(stands):
        fresh.put(month, stands[month])
    assert history.references(asked) == fresh.references(asked)
    assert history.references(asked + 1) == fresh.references(asked + 1)
