from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.figures.point import FigurePoint
from services.aggregator.missing.estimates import KnownFigure, Parts, by_last, by_share, held_later
from shared.periods import Month

MARCH = Month(2023, 3)


def known(*months: tuple[str, int], whole: int = 0) -> list[KnownFigure]:
    return [KnownFigure(Month.parse(period), Parts(value, whole)) for period, value in months]


def test_a_stock_counts_with_its_last_figure_and_may_have_moved_as_far_as_it_ever_did_in_a_month() -> None:
    (found,) = by_last(MARCH, {"u": known(("2022-11", 100), ("2022-12", 130), ("2023-01", 125))}, ratio=False) or ()
    assert (found.by, found.reference, found.value) == ("last", Month(2023, 1), Parts(125))
    assert (found.low, found.high) == (Parts(65), Parts(185))  # two months gone, 30 in the widest


def test_a_change_over_months_without_a_figure_is_spread_and_what_comes_later_is_not_known_yet() -> None:
    months = known(("2022-10", 100), ("2022-12", 125), ("2023-02", 125), ("2023-04", 900))
    (found,) = by_last(MARCH, {"u": months}, ratio=False) or ()
    assert (found.value, found.low, found.high) == (Parts(125), Parts(112), Parts(138))


def test_of_a_stock_that_is_known_once_nobody_says_how_far_it_moves() -> None:
    assert by_last(MARCH, {"u": known(("2023-02", 100))}, ratio=False) is None
    assert by_last(MARCH, {"u": known(("2023-01", 1), ("2023-02", 9)), "v": []}, ratio=False) is None


def test_of_a_ratio_of_stocks_the_part_is_never_more_than_the_whole() -> None:
    months = [KnownFigure(Month(2023, 1), Parts(80, 100)), KnownFigure(Month(2023, 2), Parts(95, 104))]
    (found,) = by_last(MARCH, {"u": months}, ratio=True) or ()
    assert (found.value, found.low, found.high) == (Parts(95, 104), Parts(80, 108), Parts(100, 100))


def a_point(period: Month, value: int, denominator: int | None = None, *, reported: int = 3) -> FigurePoint:
    return FigurePoint(period, 3, reported, 0, value, denominator)


def wholes(points: Iterable[FigurePoint]) -> dict[Month, FigurePoint]:
    return {point.period: point for point in points}


def test_a_flow_counts_with_its_share_of_the_same_month_a_year_ago_in_what_the_month_comes_to() -> None:
    """A tenth a year ago: the others bring nine tenths, 180, so that the whole is 200."""
    year_ago, latest = Month(2022, 3), Month(2023, 2)
    points = wholes([a_point(year_ago, 1_000), a_point(latest, 100)])
    months = known((str(year_ago), 100), (str(latest), 50))
    (found,) = by_share(a_point(MARCH, 180, reported=2), {"u": months}, points.get, ratio=False) or ()
    assert (found.by, found.reference, found.value) == ("share", year_ago, Parts(20))
    assert (found.low, found.high) == (Parts(0), Parts(100))


def test_without_that_month_the_latest_counts_and_without_any_nothing_does() -> None:
    latest = Month(2023, 2)
    points = wholes([a_point(latest, 400)])
    (found,) = by_share(a_point(MARCH, 90, reported=2), {"u": known((str(latest), 40))}, points.get, ratio=False) or ()
    assert (found.reference, found.value, found.high) == (latest, Parts(10), Parts(40))
    assert by_share(a_point(MARCH, 90, reported=2), {"u": []}, points.get, ratio=False) is None


def test_units_that_make_up_half_of_a_month_are_not_estimated() -> None:
    latest = Month(2023, 2)
    points = wholes([a_point(latest, 100)])
    half = {"u": known((str(latest), 25)), "v": known((str(latest), 25))}
    assert by_share(a_point(MARCH, 90, reported=1), half, points.get, ratio=False) is None
    less = {"u": known((str(latest), 25)), "v": known((str(latest), 24))}
    assert by_share(a_point(MARCH, 90, reported=1), less, points.get, ratio=False) is not None


def test_a_ratios_parts_are_estimated_alike_and_lie_between_none_and_all_of_the_whole() -> None:
    latest = Month(2023, 2)
    points = wholes([a_point(latest, 80, 100)])
    months = [KnownFigure(latest, Parts(10, 20))]
    (found,) = by_share(a_point(MARCH, 70, 80, reported=2), {"u": months}, points.get, ratio=True) or ()
    assert (found.value, found.low, found.high) == (Parts(10, 20), Parts(0, 20), Parts(20, 20))


def test_a_month_that_holds_others_is_no_reference_and_what_it_holds_is_not_missing() -> None:
    months = [KnownFigure(Month(2023, 2), Parts(40)), KnownFigure(Month(2023, 5), Parts(301), (MARCH, Month(2023, 4)))]
    assert held_later("u", MARCH, months, Month(2023, 4)) is None
    found = held_later("u", MARCH, months, Month(2023, 5))
    assert found is not None
    assert (found.value, found.held_by) == (Parts(100), Month(2023, 5))
    points = wholes([a_point(Month(2023, 2), 100), a_point(Month(2023, 5), 900)])
    (june,) = by_share(a_point(Month(2023, 6), 60, reported=2), {"u": months}, points.get, ratio=False) or ()
    assert june.reference == Month(2023, 2)


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=30), st.integers(1, 12))
def test_a_stocks_estimate_lies_between_its_bounds_and_these_widen_with_time(values: list[int], gone: int) -> None:
    months = [KnownFigure(Month(2020, 1).shift(step), Parts(value)) for step, value in enumerate(values)]
    at = Month(2020, 1).shift(len(values) - 1 + gone)
    (now,) = by_last(at, {"u": months}, ratio=False) or ()
    (later,) = by_last(at.shift(1), {"u": months}, ratio=False) or ()
    assert 0 <= later.low.value <= now.low.value <= now.value.value <= now.high.value <= later.high.value
