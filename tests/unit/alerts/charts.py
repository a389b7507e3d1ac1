"""A chart to draw."""

from __future__ import annotations

from services.alerts.messages.chart import Chart, ChartMonth
from shared.periods import Month


def a_chart(months: int = 24, **changes: object) -> Chart:
    """工伤保险 in 重庆, falling while it should rise; ``changes`` go to the chart."""
    first = Month(2025, 3).shift(1 - months)
    found = tuple(
        ChartMonth(str(first.shift(index)), 7_060_000 - index * 21_000, 7_300_000 + index * 8_000)
        for index in range(months)
    )
    fields = {"months": found, "unit": "万人", "per_unit": 10_000, "by_year": False, "target": 7_500_000}
    return Chart(**{**fields, **changes})  # type: ignore[arg-type]
