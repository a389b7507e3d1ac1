"""Between which figures a unit's months have lain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.intake.units.history import UnitHistory
from services.intake.units.spans import Span
from shared.events import ReportLine
from shared.periods import Month

JOBS = "urban_new_employment"
JANUARY = Month(2023, 1).ordinal


def to_date(value: int, denominator: int | None = None) -> tuple[ReportLine, ...]:
    return (ReportLine(JOBS, value, denominator, "year_to_date"),)


def month(value: int, denominator: int | None = None) -> tuple[ReportLine, ...]:
    return (ReportLine(JOBS, value, denominator),)


def history(*months: tuple[ReportLine, ...], first: int = JANUARY) -> UnitHistory:
    found = UnitHistory(0)
    for offset, lines in enumerate(months):
        found.put(first + offset, lines)
    return found


def test_of_a_unit_without_months_nothing_is_known() -> None:
    assert UnitHistory(0).span(JOBS, JANUARY) is None
    assert history(month(5)).span("other", JANUARY + 1) is None


def test_the_months_before_the_one_asked_about_count_and_its_own_does_not() -> None:
    known = history(month(40, 50), month(60, 90), month(1, 1_000))
    assert known.span(JOBS, JANUARY + 2) == Span(40, 60, 50, 90)
    assert known.span(JOBS, JANUARY + 1) == Span(40, 40, 50, 50)
    assert known.span(JOBS, JANUARY + 3) == Span(1, 60, 50, 1_000)


def test_a_year_to_date_counts_by_what_it_adds_to_the_month_before() -> None:
    assert history(to_date(40), to_date(90), to_date(120)).span(JOBS, JANUARY + 3) == Span(30, 50)


def test_of_two_months_reported_as_one_the_mean_widens_upwards_only() -> None:
    known = history(to_date(90), to_date(120), first=JANUARY + 1)
    assert known.span(JOBS, JANUARY + 2) == Span(0, 45)
    assert known.span(JOBS, JANUARY + 3) == Span(30, 45)


def test_all_of_last_year_counts_and_the_year_before_it_does_not() -> None:
    known = history(*[month(100 + each) for each in range(25)])
    assert known.span(JOBS, JANUARY + 24) == Span(112, 123)
    assert known.span(JOBS, JANUARY + 25) == Span(112, 124)


def test_what_changes_an_earlier_month_is_noticed() -> None:
    known = history(month(40), month(900), month(50))
    assert known.span(JOBS, JANUARY + 3) == Span(40, 900)
    known.drop(JANUARY + 1)
    assert known.span(JOBS, JANUARY + 3) == Span(40, 50)
    known.put(JANUARY + 1, month(60))
    assert known.span(JOBS, JANUARY + 3) == Span(40, 60)
    known.put(JANUARY + 3, month(1))
    assert known.span(JOBS, JANUARY + 3) == Span(40, 60), "the month asked about, and later ones, do not count"


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 99)), min_size=1, max_size=40), st.data())
def test_in_whatever_order_months_come_and_are_asked_about_the_span_is_theirs(
    put: list[tuple[int, int]], data: st.DataObject
) -> None:
    known, stands = UnitHistory(0), dict[int, int]()
    for offset, value in put:
        known.put(JANUARY + offset, month(value))
        stands[offset] = value
        at = data.draw(st.integers(0, 31))
        first = max(0, at // 12 * 12 - 12)
        expected = [stands[each] for each in range(first, at) if each in stands]
        found = known.span(JOBS, JANUARY + at)
        assert found == (Span(min(expected), max(expected)) if expected else None)


_LINES = st.one_of(
    st.builds(month, st.integers(0, 99), st.none() | st.integers(99, 199)),
    st.builds(to_date, st.integers(0, 999), st.none() | st.integers(999, 1_999)),
)


@given(st.lists(st.tuples(st.integers(0, 30), st.none() | _LINES, st.integers(0, 31)), max_size=30))
def test_what_is_kept_up_is_what_would_be_read_anew(
    steps: list[tuple[int, tuple[ReportLine, ...] | None, int]],
) -> None:
    known, stands = UnitHistory(0), dict[int, tuple[ReportLine, ...]]()
    for offset, lines, at in steps:
        if lines is None:
            known.drop(JANUARY + offset)
            stands.pop(offset, None)
        else:
            known.put(JANUARY + offset, lines)
            stands[offset] = lines
        anew = UnitHistory(0)
        for each in sorted(stands):
            anew.put(JANUARY + each, stands[each])
        assert known.span(JOBS, JANUARY + at) == anew.span(JOBS, JANUARY + at)
