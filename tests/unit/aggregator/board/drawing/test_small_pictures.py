"""Bullet graphs, sparklines and bars."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.board.drawing.small_pictures import WIDTH, Bullet, bar, bullet, sparkline

AMOUNT = st.integers(min_value=-(10**12), max_value=10**12)


def _bar(picture: str) -> tuple[float, float]:
    found = re.search(r'class="bar[^"]*" x="([\d.-]+)" y="5" width="([\d.]+)"', picture)
    assert found is not None
    return float(found[1]), float(found[1]) + float(found[2])


def _way(actual: int, due: int = 7_470_000) -> str:
    return bullet(Bullet(7_300_000, 7_500_000, actual, due, "red", line=False, upward=True), "实际")


def test_a_figure_half_way_ends_half_way_between_start_and_target() -> None:
    left, right = _bar(_way(7_400_000))
    assert (left, right) == (26.0, 72.0)


def test_a_figure_that_moved_away_points_left_of_the_start() -> None:
    picture = _way(6_570_000)
    assert _bar(picture)[1] == 26.0
    assert "arrow" in picture


def test_a_falling_target_grows_to_the_right_too() -> None:
    picture = bullet(Bullet(60_000, 50_000, 55_000, None, "normal", line=False, upward=False), "")
    assert _bar(picture) == (26.0, 72.0)


def test_a_kept_line_shows_its_margin_on_the_good_side() -> None:
    floor = bullet(Bullet(967_000, 900_000, 930_000, None, "normal", line=True, upward=True), "")
    ceiling = bullet(Bullet(57_000, 55_000, 54_000, None, "normal", line=True, upward=False), "")
    assert _bar(floor)[0] == _bar(ceiling)[0] == 118.0


def test_a_breached_line_shows_it_on_the_other_side() -> None:
    ceiling = bullet(Bullet(57_000, 55_000, 56_000, None, "yellow", line=True, upward=False), "")
    assert _bar(ceiling)[1] == 118.0


@given(AMOUNT, AMOUNT, AMOUNT, st.none() | AMOUNT, st.booleans(), st.booleans())
def test_any_bullet_is_well_formed_and_stays_inside(
    start: int, end: int, actual: int, due: int | None, line: bool, upward: bool
) -> None:
    picture = bullet(Bullet(start, end, actual, due, "normal", line, upward), "<实际> & 目标")
    for element in ElementTree.fromstring(picture).iter():
        for name in ("x", "x1", "x2"):
            assert 0 <= float(element.get(name, "0")) <= WIDTH


def test_a_month_without_a_figure_breaks_the_line() -> None:
    picture = sparkline([1, 2, None, 3, 4], [None] * 5, "normal", "走势")
    assert picture.count('class="line"') == 2


def test_no_figure_at_all_draws_nothing() -> None:
    assert sparkline([None, None], [1, 2], "normal", "走势") == ""


def test_a_missing_last_month_has_no_dot() -> None:
    assert "circle" not in sparkline([1, 2, None], [None] * 3, "missing", "走势")


@given(st.lists(st.none() | AMOUNT, min_size=1, max_size=24))
def test_any_sparkline_is_well_formed(values: list[int | None]) -> None:
    picture = sparkline(values, [None] * len(values), "normal", "走势")
    assert picture == "" or ElementTree.fromstring(picture) is not None


def test_a_share_below_zero_or_above_the_whole_is_clipped() -> None:
    assert 'width="0.5"' in bar(-500, "red", "")
    assert 'width="200.0" height="10"' in bar(20_000, "red", "")
