"""A target's trajectory as data for the chart in the browser. Pure."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from services.aggregator.board.drawing.trajectory_view import ChartView, known_values, nice_ticks
from shared.quantities import PARTS_PER_MILLION, Unit


def chart_data(shown: ChartView) -> dict[str, Any]:
    """The same, for the chart in the browser: figures in the printed unit, for display only."""
    known = [shown.actual.get(month) for month in shown.months]
    values = known_values(shown)
    ticks = [_display(tick, shown.unit) for tick in nice_ticks(min(values), max(values))] if values else []
    return {
        "name": shown.name,
        "unit": shown.unit.symbol,
        "decimals": shown.unit.decimals,
        "months": [str(month) for month in shown.months],
        "expected": [_display(shown.expected.get(month), shown.unit) for month in shown.months],
        "actual": [_display(point.actual if point else None, shown.unit) for point in known],
        "accepted": [bool(point and point.accepted) for point in known],
        "coverage": [point.coverage if point else "" for point in known],
        "level": [point.level if point else None for point in known],
        "target": _display(shown.target, shown.unit),
        "baseline": _display(shown.baseline, shown.unit),
        "ticks": ticks,
        "period": None if shown.period is None else str(shown.period),
        "fan": _fan_data(shown),
    }


def _fan_data(shown: ChartView) -> dict[str, list[float | None]] | None:
    if not shown.fan:
        return None
    months = [shown.fan.get(month) for month in shown.months]
    return {
        "p10": [_display(each.p10 if each else None, shown.unit) for each in months],
        "p50": [_display(each.p50 if each else None, shown.unit) for each in months],
        "p90": [_display(each.p90 if each else None, shown.unit) for each in months],
    }


def embed(data: object) -> Markup:
    """``data`` as JSON that may stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def _display(measure: int | None, unit: Unit) -> float | None:
    if measure is None:
        return None
    whole = PARTS_PER_MILLION // 100 if unit.base == "%" else unit.scale
    return round(measure / whole, 4)
