"""How a sample's headcount changed period by period, as bars drawn on the server. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from markupsafe import Markup, escape

from services.aggregator.board.panel.rates import percent

WIDTH, HEIGHT = 720, 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 12, 12, 24, 40
_LEAST = Fraction(1, 100)  # the scale reaches one per cent at least: noise is not drawn as a collapse


def change_bars(changes: Sequence[tuple[str, Fraction | None]], name: str) -> Markup:
    """A bar a period, up or down from nought, its rate beside it; a period without one has none."""
    known = [abs(change) for _, change in changes if change is not None]
    if not known:
        return Markup("")
    scale = max([*known, _LEAST])
    label = f"{name}样本企业各期在岗人数变动率"
    body = "".join(_bars(changes, scale))
    head = f'<svg class="panel-bars" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
    return Markup(f"{head}<title>{escape(label)}</title>{body}</svg>")


def _bars(changes: Sequence[tuple[str, Fraction | None]], scale: Fraction) -> Iterator[str]:
    middle, half = (HEIGHT - _BOTTOM + _TOP) / 2, (HEIGHT - _BOTTOM - _TOP) / 2
    step = (WIDTH - _LEFT - _RIGHT) / len(changes)
    yield f'<line class="zero" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{middle:.1f}" y2="{middle:.1f}"/>'
    for index, (word, change) in enumerate(changes):
        x = _LEFT + step * index + step / 2
        yield f'<text class="word" x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(word)}</text>'
        if change is None:
            yield f'<text class="none" x="{x:.1f}" y="{middle - 6:.1f}" text-anchor="middle">—</text>'
            continue
        long = float(abs(change) / scale) * (half - 14)
        top = middle - long if change >= 0 else middle
        css = "up" if change >= 0 else "down"
        size = f'width="{step * 0.6:.1f}" height="{max(long, 1):.1f}"'
        yield f'<rect class="{css}" x="{x - step * 0.3:.1f}" y="{top:.1f}" {size}/>'
        at = top - 5 if change >= 0 else top + long + 14
        yield f'<text class="rate" x="{x:.1f}" y="{at:.1f}" text-anchor="middle">{percent(change, signed=True)}</text>'
