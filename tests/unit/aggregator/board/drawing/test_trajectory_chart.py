"""The trajectory as a picture and as data."""

from __future__ import annotations

import json
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.board.drawing.trajectory_chart import draw
from services.aggregator.board.drawing.trajectory_data import chart_data, embed
from services.aggregator.board.drawing.trajectory_view import ChartView, TrajectoryMonth, nice_ticks
from shared.periods import Month, months
from tests.unit.units_of_measure import unit_of

JANUARY = Month(2021, 1)


def _view(actual: dict[Month, int | None], unit: str = "万人") -> ChartView:
    return ChartView(
        name="工伤保险参保人数",
        unit=unit_of(unit),
        months=tuple(months(JANUARY, Month(2021, 12))),
        expected={JANUARY: 7_303_333, Month(2021, 2): 7_306_667},
        actual={month: TrajectoryMonth(value, value is not None, "red") for month, value in actual.items()},
        target=7_500_000,
        baseline=7_300_000,
    )


def test_the_picture_is_well_formed_and_names_every_line() -> None:
    picture = draw(_view({JANUARY: 7_290_000, Month(2021, 2): 7_280_000}))
    assert ElementTree.fromstring(picture) is not None
    for text in ("目标 750.00", "基期 730.00", "实际 728.00", "应达 730.67", "2021年1月 729.00 万人"):
        assert text in picture


def test_a_missing_month_breaks_the_line_and_is_not_zero() -> None:
    shown = _view({JANUARY: 7_290_000, Month(2021, 2): None, Month(2021, 3): 7_280_000})
    assert draw(shown).count('class="line"') == 2
    assert chart_data(shown)["actual"][:3] == [729.0, None, 728.0]


def test_without_any_figure_there_is_no_picture() -> None:
    bare = ChartView("无", unit_of("人"), (JANUARY,), {}, {}, None, None)
    assert draw(bare) == ""
    assert chart_data(bare)["ticks"] == []


def test_rates_are_handed_over_in_per_cent() -> None:
    shown = ChartView(
        "率", unit_of("%"), (JANUARY,), {}, {JANUARY: TrajectoryMonth(952_000, True, "normal")}, 950_000, None
    )
    assert chart_data(shown)["actual"] == [95.2]


def test_embedded_data_cannot_end_its_script_element() -> None:
    text = str(embed({"name": "</script><b>&"}))
    assert "<" not in text
    assert json.loads(text) == {"name": "</script><b>&"}


@given(st.integers(min_value=-(10**12), max_value=10**12), st.integers(min_value=0, max_value=10**12))
def test_ticks_are_even_and_enclose_every_value(low: int, span: int) -> None:
    ticks = nice_ticks(low, low + span)
    assert ticks[0] <= low and ticks[-1] >= low + span
    assert len({after - before for before, after in pairwise(ticks)}) == 1
    assert 2 <= len(ticks) <= 14


def test_a_month_in_which_units_are_missing_is_hollow_and_says_how_many_are_in_it() -> None:
    march = Month(2021, 3)
    partial = TrajectoryMonth(7_280_000, True, "yellow", "37/38")
    shown = ChartView("人", unit_of("万人"), (march,), {march: 7_300_000}, {march: partial}, 7_500_000, None)
    picture = draw(shown)
    assert ">37/38</text>" in picture
    assert 'class="dot provisional"' in picture
    assert 'class="bar level-yellow hollow"' in picture
    assert chart_data(shown)["coverage"] == ["37/38"]


def test_of_partial_months_that_stand_close_together_the_later_is_named() -> None:
    span = tuple(months(Month(2021, 1), Month(2025, 12)))
    actual = {month: TrajectoryMonth(None, False, "missing", f"{month.month}/38") for month in span[:2]}
    picture = draw(ChartView("人", unit_of("万人"), span, {span[0]: 1, span[1]: 2}, actual, 10, None))
    assert ">2/38</text>" in picture
    assert ">1/38</text>" not in picture
