"""A small line of the last months, drawn on the server. Colours come from the style sheet. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup, escape

WIDTH, HEIGHT = 120, 22
_EDGE = 4.0


def sparkline(values: Sequence[Fraction | None], label: str) -> Markup:
    """The months as a line, the last one a dot. A month without a figure breaks the line: it is not zero."""
    known = [value for value in values if value is not None]
    if not known:
        return Markup("")
    low, high = min(known), max(known)
    step = (WIDTH - 2 * _EDGE) / max(len(values) - 1, 1)

    def place(index: int, value: Fraction) -> tuple[float, float]:
        share = float((value - low) / (high - low)) if high > low else 0.5
        return _EDGE + index * step, HEIGHT - _EDGE - share * (HEIGHT - 2 * _EDGE)

    parts: list[str] = []
    run: list[tuple[float, float]] = []
    for index, value in enumerate([*values, None]):
        if value is not None:
            run.append(place(index, value))
            continue
        if len(run) > 1:
            parts.append(f'<polyline class="line" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in run)}"/>')
        elif run:
            parts.append(f'<circle class="dot" cx="{run[0][0]:.1f}" cy="{run[0][1]:.1f}" r="1.4"/>')
        run = []
    last = values[-1]
    if last is not None:
        x, y = place(len(values) - 1, last)
        parts.append(f'<circle class="dot now" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/>')
    head = f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">'
    return Markup(f"{head}<title>{escape(label)}</title>{''.join(parts)}</svg>")
