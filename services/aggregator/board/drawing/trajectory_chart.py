"""The trajectory of a target: a picture drawn on the server, and the same data for the chart in the browser."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from services.aggregator.forecast.stored import ForecastMonth
from services.aggregator.wording.formats import measure_text, with_unit
from shared.events import Level
from shared.periods import Month
from shared.quantities import PARTS_PER_MILLION, Unit

_WIDTH, _HEIGHT = 960, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 132, 18, 34
_LABEL_HEIGHT = 15
_TICKS = 6


@dataclass(frozen=True, slots=True)
class TrajectoryMonth:
    """A month that was assessed: its figure, whether every unit's report is accepted, and its level."""

    actual: int | None
    accepted: bool
    level: Level


@dataclass(frozen=True, slots=True)
class ChartView:
    """What the chart shows, in one measure: months of the plan, what was due and what there is.

    ``period`` is the month that the page is about, ``fan`` the forecast made in it.
    """

    name: str
    unit: Unit
    months: tuple[Month, ...]
    expected: Mapping[Month, int]
    actual: Mapping[Month, TrajectoryMonth]
    target: int | None
    baseline: int | None
    period: Month | None = None
    fan: Mapping[Month, ForecastMonth] = field(default_factory=dict)


class _Scale:
    """Places months and measures on the picture."""

    def __init__(self, shown: ChartView, low: int, high: int) -> None:
        self._first = shown.months[0].ordinal
        self._span = max(len(shown.months) - 1, 1)
        self._low, self._range = low, max(high - low, 1)

    def x(self, month: Month) -> float:
        return _LEFT + (month.ordinal - self._first) / self._span * (_WIDTH - _LEFT - _RIGHT)

    def y(self, measure: int) -> float:
        share = (measure - self._low) / self._range
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def draw(shown: ChartView) -> Markup:
    """The trajectory as SVG; nothing when no figure is known at all."""
    values = _values(shown)
    if not values or not shown.months:
        return Markup("")
    ticks = nice_ticks(min(values), max(values))
    scale = _Scale(shown, ticks[0], ticks[-1])
    parts = [*_grid(shown, scale, ticks), *_levels(shown, scale), *_fan(shown, scale), *_expected(shown, scale)]
    parts += [*_actual(shown, scale), *_labels(shown, scale)]
    title = escape(f"{shown.name}：实际与序时应达，{shown.months[0].chinese}至{shown.months[-1].chinese}")
    head = f'<svg class="trajectory" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"><title>{title}</title>'
    return Markup(f"{head}{''.join(parts)}</svg>")


def chart_data(shown: ChartView) -> dict[str, Any]:
    """The same, for the chart in the browser: figures in the printed unit, for display only."""
    known = [shown.actual.get(month) for month in shown.months]
    values = _values(shown)
    ticks = [_display(tick, shown.unit) for tick in nice_ticks(min(values), max(values))] if values else []
    return {
        "name": shown.name,
        "unit": shown.unit.symbol,
        "decimals": shown.unit.decimals,
        "months": [str(month) for month in shown.months],
        "expected": [_display(shown.expected.get(month), shown.unit) for month in shown.months],
        "actual": [_display(point.actual if point else None, shown.unit) for point in known],
        "accepted": [bool(point and point.accepted) for point in known],
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


def nice_ticks(low: int, high: int) -> list[int]:
    """Round values from at or below ``low`` to at or above ``high``, evenly spaced."""
    span = max(high - low, 1)
    rough = max(span // _TICKS, 1)
    power = 10 ** (len(str(rough)) - 1)
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    first = low // step * step
    count = -(-(high - first) // step)
    return [first + step * index for index in range(max(count, 1) + 1)]


def _values(shown: ChartView) -> list[int]:
    values = [*shown.expected.values(), *(point.actual for point in shown.actual.values())]
    values += [value for each in shown.fan.values() for value in (each.p10, each.p90)]
    return [value for value in (*values, shown.target, shown.baseline) if value is not None]


def _display(measure: int | None, unit: Unit) -> float | None:
    if measure is None:
        return None
    whole = PARTS_PER_MILLION // 100 if unit.base == "%" else unit.scale
    return round(measure / whole, 4)


def _grid(shown: ChartView, scale: _Scale, ticks: Sequence[int]) -> list[str]:
    parts = []
    for tick in ticks:
        y = scale.y(tick)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="tick" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">')
        parts.append(f"{measure_text(tick, shown.unit)}</text>")
    parts.append(f'<text class="tick" x="{_LEFT - 8}" y="{_TOP - 6}" text-anchor="end">{shown.unit.symbol}</text>')
    for month in shown.months:
        if month.month == 1:
            x = scale.x(month)
            parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>')
            parts.append(f'<text class="tick" x="{x + 4:.1f}" y="{_HEIGHT - _BOTTOM + 30}">{month.year}年</text>')
    if shown.period in shown.months and shown.period is not None:
        x = scale.x(shown.period)
        parts.append(f'<line class="chosen" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>')
    return parts


def _levels(shown: ChartView, scale: _Scale) -> list[str]:
    """A strip under the chart: each month in the colour of its level."""
    width = (_WIDTH - _LEFT - _RIGHT) / max(len(shown.months) - 1, 1)
    y = _HEIGHT - _BOTTOM + 6
    return [
        f'<rect class="bar level-{point.level}" x="{scale.x(month) - width / 2 + 0.5:.1f}" y="{y}" '
        f'width="{width - 1:.1f}" height="7"/>'
        for month, point in sorted(shown.actual.items())
    ]


def _expected(shown: ChartView, scale: _Scale) -> list[str]:
    parts = []
    for css, value in (("target", shown.target), ("baseline", shown.baseline)):
        if value is not None:
            y = scale.y(value)
            parts.append(f'<line class="{css}" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
    for run in runs([(month, shown.expected.get(month)) for month in shown.months]):
        parts.append(f'<polyline class="due" points="{_points(run, scale)}"/>')
    return parts


def _fan(shown: ChartView, scale: _Scale) -> list[str]:
    """The forecast: a band from P10 to P90, and P50 in it."""
    parts = []
    for run in runs([(month, shown.fan[month].p50 if month in shown.fan else None) for month in shown.months]):
        known = [month for month, _ in run]
        upper = _points([(month, shown.fan[month].p90) for month in known], scale)
        lower = _points([(month, shown.fan[month].p10) for month in reversed(known)], scale)
        parts.append(f'<polygon class="fan" points="{upper} {lower}"/>')
        parts.append(f'<polyline class="middle" points="{_points(run, scale)}"/>')
    return parts


def _actual(shown: ChartView, scale: _Scale) -> list[str]:
    months = [(month, shown.actual[month].actual if month in shown.actual else None) for month in shown.months]
    parts = []
    for run in runs(months):
        parts.append(f'<polyline class="line" points="{_points(run, scale)}"/>')
        for month, value in run:
            css = "dot" if shown.actual[month].accepted else "dot provisional"
            radius = 3.6 if (month, value) == run[-1] else 1.9
            parts.append(
                f'<circle class="{css}" cx="{scale.x(month):.1f}" cy="{scale.y(value):.1f}" r="{radius}">'
                f"<title>{month.chinese} {with_unit(value, shown.unit)}</title></circle>"
            )
    return parts


def _labels(shown: ChartView, scale: _Scale) -> list[str]:
    """Names at the right end of every line, moved apart so that none covers another."""
    ends: list[tuple[float, str, str]] = []
    for css, word, value in (
        ("target", "目标", shown.target),
        ("baseline", "基期", shown.baseline),
        ("line", "实际", _last_actual(shown)),
        ("due", "应达", _last_due(shown)),
        ("middle", "预判", shown.fan[max(shown.fan)].p50 if shown.fan else None),
    ):
        if value is not None:
            ends.append((scale.y(value), css, f"{word} {measure_text(value, shown.unit)}"))
    parts = []
    previous = -float("inf")
    for y, css, text in sorted(ends):
        previous = max(y + 4, previous + _LABEL_HEIGHT)
        parts.append(f'<text class="label {css}" x="{_WIDTH - _RIGHT + 10}" y="{previous:.1f}">{text}</text>')
    return parts


def _last_actual(shown: ChartView) -> int | None:
    known = [point.actual for _, point in sorted(shown.actual.items()) if point.actual is not None]
    return known[-1] if known else None


def _last_due(shown: ChartView) -> int | None:
    """What was due at the last month that has a figure."""
    known = [month for month, point in shown.actual.items() if point.actual is not None]
    return shown.expected.get(max(known)) if known else None


def runs(series: Sequence[tuple[Month, int | None]]) -> list[list[tuple[Month, int]]]:
    """The stretches of months that have a value: a missing month breaks a line, it is not zero."""
    found: list[list[tuple[Month, int]]] = []
    fresh = True
    for month, value in series:
        if value is None:
            fresh = True
            continue
        if fresh:
            found.append([])
        found[-1].append((month, value))
        fresh = False
    return found


def _points(run: Sequence[tuple[Month, int]], scale: _Scale) -> str:
    return " ".join(f"{scale.x(month):.1f},{scale.y(value):.1f}" for month, value in run)
