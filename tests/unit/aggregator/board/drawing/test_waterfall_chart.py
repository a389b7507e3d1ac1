from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.board.drawing.waterfall_chart import WIDTH, Bar, starts_at_zero, waterfall


def bars(start: int, *changes: int) -> list[Bar]:
    steps = [Bar("更正", str(change), change, False) for change in changes]
    return [Bar("前", str(start), start, True), *steps, Bar("后", "x", start + sum(changes), True)]


def test_a_change_begins_where_the_row_above_ended() -> None:
    picture = str(waterfall(bars(0, 100, -40), "变动"))
    boxes = [tuple(map(float, each)) for each in re.findall(r'x="([\d.]+)" y="\d+" width="([\d.]+)"', picture)]
    (first, width), (second, fall), (last, rest) = boxes[1:]
    assert abs(first + width - (second + fall)) < 0.2
    assert abs(last + rest - second) < 0.2
    assert picture.count("<text") == 2 * 4


def test_small_changes_of_a_large_total_are_shown_large_and_the_axis_says_so() -> None:
    assert not starts_at_zero(bars(1_000_000, 500, -200))
    assert starts_at_zero(bars(1_000, 500))
    assert starts_at_zero(bars(100, -300))


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(-(10**9), 10**9), max_size=7))
def test_every_bar_stays_inside_the_picture(start: int, changes: list[int]) -> None:
    picture = str(waterfall(bars(start, *changes), "<变动>"))
    assert "<变动>" not in picture
    for left, width in re.findall(r'<rect class="\w+" x="([\d.-]+)" y="\d+" width="([\d.]+)"', picture):
        assert float(left) >= 0
        assert float(left) + float(width) <= WIDTH
