"""Small pictures drawn on the server: bullet graphs, sparklines and bars. Colours come from the style sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from shared.events import Level

WIDTH, HEIGHT = 144, 18
_START, _END = 26.0, 118.0  # where a bullet's baseline and target stand: the same in every row
_EDGE = 4.0


@dataclass(frozen=True, slots=True)
class Bullet:
    """What a bullet graph shows, in one measure.

    On a way from ``start`` to ``end`` the bar grows from the start; for a line to keep
    (``line``), it is the margin to the line. Right is always the good side.
    """

    start: int
    end: int
    actual: int
    due: int | None
    level: Level
    line: bool
    upward: bool


def bullet(shown: Bullet, label: str) -> Markup:
    """The bullet graph: bar = actual, tick = expected, strong line = target, thin line = start."""
    origin = _END if shown.line else _START
    scale = _line_scale(shown) if shown.line else (_END - _START) / ((shown.end - shown.start) or 1)
    base = shown.end if shown.line else shown.start
    raw = origin + (shown.actual - base) * scale
    reach = min(max(raw, _EDGE), WIDTH - _EDGE)
    clipped = raw != reach
    tip = reach + (0 if not clipped else 5 if raw < reach else -5)
    left, right = sorted((origin, tip))
    parts = [
        f'<rect class="track" x="{_EDGE:g}" y="5" width="{WIDTH - 2 * _EDGE:g}" height="8"/>',
        f'<rect class="bar {_css(shown.level)}" x="{left:.1f}" y="5" width="{max(right - left, 1):.1f}" height="8"/>',
    ]
    if clipped:
        parts.append(_arrow(reach, raw > reach, shown.level))
    if not shown.line:
        parts.append(_upright("start", _START, 3, 15))
        if shown.due is not None:
            tick = _START + (shown.due - shown.start) * scale
            parts.append(_upright("due", min(max(tick, _EDGE), WIDTH - _EDGE), 1, 17))
    parts.append(_upright("end", _END, 1, 17))
    return _picture(WIDTH, HEIGHT, "bullet", label, parts)


def _line_scale(shown: Bullet) -> float:
    """Pixels per measure for a line to keep; negative when less is better.

    The widest margin seen (the one at the start, or now) fills the room on the good side.
    """
    span = max(abs(shown.actual - shown.end), abs(shown.start - shown.end), abs(shown.end) // 100, 1)
    scale = (WIDTH - _EDGE - _END - 2) / span
    return scale if shown.upward else -scale


def sparkline(actual: Sequence[int | None], due: Sequence[int | None], level: Level, label: str) -> Markup:
    """The last months as a line, over the faint line of what was due; the last month is a dot.

    A month without a figure breaks the line: it is not drawn as zero.
    """
    known = [value for value in (*actual, *due) if value is not None]
    if not any(value is not None for value in actual):
        return Markup("")
    low, high = min(known), max(known)
    step = (WIDTH - 32 - 8) / max(len(actual) - 1, 1)

    def place(index: int, value: int) -> tuple[float, float]:
        share = (value - low) / (high - low) if high > low else 0.5
        return 4 + index * step, HEIGHT - 3 - share * (HEIGHT - 6)

    parts = [f'<polyline class="due" points="{_points(run)}"/>' for run in _runs(due, place) if len(run) > 1]
    parts += [f'<polyline class="line" points="{_points(run)}"/>' for run in _runs(actual, place) if len(run) > 1]
    last = actual[-1]
    if last is not None:
        x, y = place(len(actual) - 1, last)
        parts.append(f'<circle class="dot {_css(level)}" cx="{x:.1f}" cy="{y:.1f}" r="2.4"/>')
    return _picture(WIDTH - 32, HEIGHT, "spark", label, parts)


def bar(share: int, level: Level, label: str) -> Markup:
    """A plain bar of ``share`` basis points of the full width (clipped to it; nothing below zero)."""
    width = min(max(share, 0), 10_000) * 200 / 10_000
    shape = f'<rect class="bar {_css(level)}" x="0" y="3" width="{max(width, 0.5):.1f}" height="10"/>'
    return _picture(200, 16, "share", label, [shape])


def _runs(
    values: Sequence[int | None], place: Callable[[int, int], tuple[float, float]]
) -> Iterable[list[tuple[float, float]]]:
    """The stretches without a gap, as places."""
    run: list[tuple[float, float]] = []
    for index, value in enumerate(values):
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append(place(index, value))
    if run:
        yield run


def _points(run: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in run)


def _css(level: Level) -> str:
    return f"level-{level}"


def _upright(css: str, x: float, top: int, bottom: int) -> str:
    return f'<line class="{css}" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"/>'


def _arrow(x: float, rightward: bool, level: Level) -> str:
    back = -5 if rightward else 5
    return f'<path class="arrow {_css(level)}" d="M{x + back:.1f} 3L{x:.1f} 9L{x + back:.1f} 15Z"/>'


def _picture(width: int, height: int, css: str, label: str, parts: Iterable[str]) -> Markup:
    head = f'<svg class="{css}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
    return Markup(f"{head}<title>{escape(label)}</title>{''.join(parts)}</svg>")
