"""A waterfall drawn on the server: from one total, cause by cause, to the other. Colours come from the style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 960
_LEFT, _RIGHT = 190.0, 150.0  # room for the words and for the figures
_ROW, _BAR = 30, 16
_FROM_ZERO = 4  # the axis starts at zero unless everything lies within the last quarter of it


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a total that stands (``total``), or a change that starts where the row above ended."""

    label: str
    text: str
    value: int
    total: bool


def waterfall(bars: Sequence[Bar], title: str) -> Markup:
    """The picture; its rows are read out one by one, and a table stands beneath it."""
    spans = _spans(bars)
    low, high = _axis(spans)
    scale = (WIDTH - _LEFT - _RIGHT) / max(high - low, 1)
    height = len(bars) * _ROW + 8
    parts: list[str] = []
    for number, (bar, (start, end)) in enumerate(zip(bars, spans, strict=True)):
        top = number * _ROW + 6
        begin = low if bar.total and low > 0 else start
        left, right = sorted((_LEFT + (begin - low) * scale, _LEFT + (end - low) * scale))
        parts += _row(bar, top, left, right)
        if number + 1 < len(bars):
            x = _LEFT + (end - low) * scale
            parts.append(f'<line class="joint" x1="{x:.1f}" x2="{x:.1f}" y1="{top + _BAR}" y2="{top + _ROW}"/>')
    head = f'<svg class="waterfall" viewBox="0 0 {WIDTH} {height}" role="img"><title>{escape(title)}</title>'
    return Markup(f"{head}{''.join(parts)}</svg>")


def starts_at_zero(bars: Sequence[Bar]) -> bool:
    """Whether the bars of totals show the whole of them."""
    low, _ = _axis(_spans(bars))
    return low <= 0


def _spans(bars: Sequence[Bar]) -> list[tuple[int, int]]:
    """Where each bar starts and ends."""
    found, running = [], 0
    for bar in bars:
        start = 0 if bar.total else running
        running = start + bar.value
        found.append((start, running))
    return found


def _axis(spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    ends = [end for _, end in spans]
    low, high = min(ends), max(ends)
    if low <= 0 or (high - low) * _FROM_ZERO >= high:
        return min(low, 0), max(high, 0)
    return max(low - (high - low) // 2 - 1, 0), high


def _row(bar: Bar, top: int, left: float, right: float) -> list[str]:
    css = "total" if bar.total else "up" if bar.value >= 0 else "down"
    middle = top + _BAR - 4
    return [
        f'<text class="label" x="{_LEFT - 8:g}" y="{middle}" text-anchor="end">{escape(bar.label)}</text>',
        f'<rect class="{css}" x="{left:.1f}" y="{top}" width="{max(right - left, 1.5):.1f}" height="{_BAR}"/>',
        f'<text class="amount" x="{right + 6:.1f}" y="{middle}">{escape(bar.text)}</text>',
    ]
