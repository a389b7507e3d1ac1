"""The trajectory of a target: a picture drawn on the server, and the same data for the chart in the browser."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from services.aggregator.board.drawing.trajectory_view import (
    ChartView,
    known_values,
    last_actual,
    last_due,
    nice_ticks,
    runs,
)
from services.aggregator.wording.formats import measure_text, with_unit
from shared.periods import Month

_WIDTH, _HEIGHT = 960, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 132, 18, 34
_LABEL_HEIGHT = 15
_PARTIAL_WIDTH = 44


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
    values = known_values(shown)
    if not values or not shown.months:
        return Markup("")
    ticks = nice_ticks(min(values), max(values))
    scale = _Scale(shown, ticks[0], ticks[-1])
    parts = [*_grid(shown, scale, ticks), *_levels(shown, scale), *_fan(shown, scale), *_expected(shown, scale)]
    parts += [*_actual(shown, scale), *_partial(shown, scale), *_labels(shown, scale)]
    title = escape(f"{shown.name}：实际与序时应达，{shown.months[0].chinese}至{shown.months[-1].chinese}")
    head = f'<svg class="trajectory" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"><title>{title}</title>'
    return Markup(f"{head}{''.join(parts)}</svg>")


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
    parts = []
    for month, point in sorted(shown.actual.items()):
        css = f"bar level-{point.level}{' hollow' if point.coverage else ''}"
        x = scale.x(month) - width / 2 + 0.5
        parts.append(f'<rect class="{css}" x="{x:.1f}" y="{y}" width="{width - 1:.1f}" height="7"/>')
    return parts


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
            point = shown.actual[month]
            css = "dot" if point.accepted and not point.coverage else "dot provisional"
            radius = 3.6 if point.coverage or (month, value) == run[-1] else 1.9
            missing = f"（{point.coverage} 已报）" if point.coverage else ""
            parts.append(
                f'<circle class="{css}" cx="{scale.x(month):.1f}" cy="{scale.y(value):.1f}" r="{radius}">'
                f"<title>{month.chinese} {with_unit(value, shown.unit)}{missing}</title></circle>"
            )
    return parts


def _partial(shown: ChartView, scale: _Scale) -> list[str]:
    """How many units a month holds where some are missing: at its point, or over the strip where it has none. Of
    months that stand close together the later is named."""
    parts: list[str] = []
    left_of = float("inf")
    for month, point in sorted(shown.actual.items(), reverse=True):
        x = scale.x(month)
        if not point.coverage or x + _PARTIAL_WIDTH > left_of:
            continue
        left_of = x
        y = _HEIGHT - _BOTTOM - 6 if point.actual is None else scale.y(point.actual) - 9
        parts.append(f'<text class="partial" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{point.coverage}</text>')
    return parts


def _labels(shown: ChartView, scale: _Scale) -> list[str]:
    """Names at the right end of every line, moved apart so that none covers another."""
    ends: list[tuple[float, str, str]] = []
    for css, word, value in (
        ("target", "目标", shown.target),
        ("baseline", "基期", shown.baseline),
        ("line", "实际", last_actual(shown)),
        ("due", "应达", last_due(shown)),
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


def _points(run: Sequence[tuple[Month, int]], scale: _Scale) -> str:
    return " ".join(f"{scale.x(month):.1f},{scale.y(value):.1f}" for month, value in run)
