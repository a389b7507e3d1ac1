from __future__ import annotations

import io

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from services.alerts.episodes.known_months import KnownMonth
from services.alerts.messages import png_chart as picture
from services.alerts.messages.chart import MOST_MONTHS, Chart, ChartMonth, chart_of
from services.alerts.messages.png_chart import png
from shared.catalogue.catalogue import Catalogue
from tests.builders import an_assessment
from tests.unit.alerts.charts import a_chart
from tests.unit.alerts.setting import Setting, an_assessed, levels
from tests.unit.units_of_measure import UNITS

MEASURES = st.none() | st.integers(-(10**12), 10**12)


def a_history(*periods: str) -> dict[str, KnownMonth]:
    return {period: KnownMonth("red", 1, 1, an_assessment(level="red", actual=6_570_000)) for period in periods}


def test_the_months_of_a_chart_end_with_the_message_s_and_leave_gaps(catalogue: Catalogue) -> None:
    history = a_history("2024-12", "2025-01") | {"2025-02": KnownMonth("missing", 1, 1, None)}
    chart = chart_of(history | a_history("2025-04"), an_assessed("2025-03"), catalogue)
    assert chart is not None
    assert [each.period for each in chart.months] == ["2024-12", "2025-01", "2025-02", "2025-03"]
    assert chart.months[2] == ChartMonth("2025-02")
    assert (chart.unit, chart.number(chart.months[0].actual or 0)) == ("万人", "657.00")


def test_it_looks_back_two_years_at_most_and_needs_two_months(catalogue: Catalogue) -> None:
    years = a_history(*(f"{year}-{month:02d}" for year in (2021, 2022, 2023, 2024) for month in range(1, 13)))
    chart = chart_of(years, an_assessed("2025-03"), catalogue)
    assert chart is not None
    assert len(chart.months) == MOST_MONTHS
    assert chart_of({}, an_assessed("2025-03"), catalogue) is None


def test_the_text_lists_what_the_picture_shows(setting: Setting) -> None:
    setting.assess(*levels(("2025-01", "red"), ("2025-02", "orange"), ("2025-03", "red")))
    sent = setting.reading.sent("CQ-08-e1.3-outbox-fada0cda")
    assert sent is not None
    message = sent.outgoing.message
    assert message.chart is not None
    listed = message.text.split("近 3 个月（万人）：实际／序时应达\n")[1].splitlines()
    assert [line.split("　")[0] for line in listed] == ["2025年1月", "2025年2月", "2025年3月"]
    for line, month in zip(listed, message.chart.months, strict=True):
        assert message.chart.number(month.actual or 0) in line
    assert message.chart.alternative() in message.html


def test_the_same_chart_is_the_same_picture_and_another_is_not() -> None:
    drawn = png(a_chart(), simulated=False)
    assert drawn == png(a_chart(), simulated=False)
    assert drawn != png(a_chart(), simulated=True)
    assert drawn != png(a_chart(target=None), simulated=False)
    assert len(drawn) < 20_000


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(MEASURES, MEASURES), min_size=2, max_size=24), MEASURES, st.booleans())
def test_whatever_is_known_can_be_drawn(
    given: list[tuple[int | None, int | None]], target: int | None, by_year: bool
) -> None:
    months = tuple(ChartMonth(f"20{20 + n // 12}-{n % 12 + 1:02d}", *each) for n, each in enumerate(given))
    chart = Chart((ChartMonth("2019-12", 5, 7), *months), "万人", 10_000, by_year, target)
    with Image.open(io.BytesIO(png(chart, simulated=False))) as image:
        assert (image.format, image.size) == ("PNG", (960, 390))


@pytest.mark.parametrize(
    "text", [*(unit.symbol for unit in UNITS.values()), "实际", "序时应达", "规划目标", "模拟数据", "（）-,.0123456789"]
)
def test_the_font_that_comes_along_has_every_character(text: str) -> None:
    font = ImageFont.truetype(picture._FONT, 40)
    unknown = bytes(font.getmask("\U0001f600"))
    assert all(bytes(font.getmask(each)) != unknown for each in text)


def test_a_month_in_which_units_are_missing_says_how_many_are_in_it(catalogue: Catalogue) -> None:
    partial = KnownMonth("red", 1, 1, an_assessment(actual=6_570_000, reported_units=37, expected_units=38))
    chart = chart_of(a_history("2025-01") | {"2025-02": partial}, an_assessed("2025-03"), catalogue)
    assert chart is not None
    assert [each.coverage for each in chart.months] == ["", "37/38", ""]
    assert chart.lines()[2].endswith("（已报 37/38）")
    whole = msgspec.structs.replace(
        chart, months=tuple(msgspec.structs.replace(each, coverage="") for each in chart.months)
    )
    assert png(chart, simulated=False) != png(whole, simulated=False)


def test_what_was_due_is_drawn_over_a_month_that_was_not_judged() -> None:
    def due_at_the_hole(*expected: int | None) -> bool:
        months = tuple(ChartMonth(f"2025-0{n}", 6_000_000, each) for n, each in enumerate(expected, start=1))
        with Image.open(io.BytesIO(png(Chart(months, "万人", 10_000, False), simulated=False))) as image:
            reds, _, blues = (each.tobytes() for each in image.convert("RGB").crop((450, 100, 460, 390)).split())
        return any(red > 150 and blue < 90 for red, blue in zip(reds, blues, strict=True))

    assert due_at_the_hole(7_000_000, 7_010_000, 7_020_000)
    assert due_at_the_hole(7_000_000, None, 7_020_000)
    assert not due_at_the_hole(None, None, 7_020_000)
