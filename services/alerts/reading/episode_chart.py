"""An episode's months since shortly before it was raised: what was, what was due; drawn and listed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from services.alerts.episodes.known_months import KnownMonth
from services.alerts.episodes.policy import is_judged
from services.alerts.messages.wording import LOOKS, Scale
from shared.events import Level
from shared.periods import Month, months

BEFORE = 3
"""Months before the raise that are shown, so that it shows from where the figure came."""

_WIDTH, _HEIGHT = 860, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 24, 14, 30
_INTERVALS = 5
_YEARLY = 30  # months beyond which only Januaries are named


@dataclass(frozen=True, slots=True)
class DrawnMonth:
    """One month as drawn and listed; a month that was not judged has no figures.

    ``coverage`` says how many units are in it where some are missing: ``37/38``.
    """

    period: Month
    level: Level
    actual: int | None = None
    expected: int | None = None
    actual_text: str = ""
    expected_text: str = ""
    difference_text: str = ""
    coverage: str = ""

    @property
    def level_name(self) -> str:
        return LOOKS[self.level].name


@dataclass(frozen=True, slots=True)
class EpisodeChart:
    """The drawing, and the same as rows, the newest first."""

    picture: Markup
    rows: tuple[DrawnMonth, ...]


def episode_chart(
    history: Mapping[str, KnownMonth], raised: str, last: str | None, scale: Scale
) -> EpisodeChart | None:
    """The months from shortly before ``raised`` to ``last`` (None: all that are known); None below two figures."""
    known = [Month.parse(period) for period in history]
    if not known:
        return None
    first, end = Month.parse(raised).shift(-BEFORE), Month.parse(last) if last is not None else max(known)
    shown = [_shown(each, history.get(str(each)), scale) for each in months(max(first, min(known)), end)]
    if sum(each.actual is not None for each in shown) <= 1:
        return None
    return EpisodeChart(_picture(shown, Month.parse(raised), scale), tuple(reversed(shown)))


def _shown(period: Month, known: KnownMonth | None, scale: Scale) -> DrawnMonth:
    judged = known.judged if known is not None and is_judged(known.level) else None
    if known is None or judged is None or judged.actual is None:
        return DrawnMonth(period, known.level if known is not None else "unassessed")
    expected = judged.expected
    return DrawnMonth(
        period,
        known.level,
        judged.actual,
        expected,
        scale.value(judged.actual),
        scale.value(expected) if expected is not None else "",
        scale.signed(judged.actual - expected) if expected is not None else "",
        judged.partial_coverage,
    )


@dataclass(frozen=True, slots=True)
class _EpisodeFrame:
    """Where months and measures lie; ``low`` and ``high`` are ticks, ``step`` apart from the next ones."""

    count: int
    low: int
    high: int
    step: int

    def x(self, index: int) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * index / max(self.count - 1, 1)

    def y(self, measure: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (self.high - measure) / ((self.high - self.low) or 1)


def _picture(shown: Sequence[DrawnMonth], raised: Month, scale: Scale) -> Markup:
    values = [value for each in shown for value in (each.actual, each.expected) if value is not None]
    step = _round_step(max(values) - min(values))
    frame = _EpisodeFrame(len(shown), min(values) // step * step, -(-max(values) // step) * step, step)
    label = f"折线图：{shown[0].period.chinese}至{shown[-1].period.chinese}的实际（实线）与序时应达（虚线），数字见下表"
    parts = [*_grid(frame, scale), *_axis(shown, frame)]
    at = next((index for index, each in enumerate(shown) if each.period == raised), None)
    if at is not None:
        x = frame.x(at)
        parts.append(f'<line class="chosen" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>')
        parts.append(f'<text class="tick" x="{x + 4:.1f}" y="{_TOP + 10}">预警</text>')
    for css, name in (("due", "expected"), ("line", "actual")):
        parts += [f'<polyline class="{css}" points="{points}"/>' for points in _runs(shown, frame, name)]
    body = "".join([*parts, *_partial(shown, frame)])
    return Markup(
        f'<svg class="trajectory" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">{body}</svg>'
    )


def _round_step(span: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, … of which at most so many intervals span the figures."""
    step = 1
    while span > step * _INTERVALS:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step


def _grid(frame: _EpisodeFrame, scale: Scale) -> Iterator[str]:
    for measure in range(frame.low, frame.high + 1, frame.step):
        y = frame.y(measure)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        text = escape(scale.value(measure))
        yield f'<text class="tick" x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'


def _axis(shown: Sequence[DrawnMonth], frame: _EpisodeFrame) -> Iterator[str]:
    every = 1 if len(shown) <= _YEARLY // 2 else 3
    for index, each in enumerate(shown):
        january = each.period.month == 1
        if january if len(shown) > _YEARLY else (each.period.month - 1) % every == 0:
            text = str(each.period.year) if january else f"{each.period.month}月"
            yield f'<text class="tick" x="{frame.x(index):.1f}" y="{_HEIGHT - 10}" text-anchor="middle">{text}</text>'


def _runs(shown: Sequence[DrawnMonth], frame: _EpisodeFrame, name: str) -> Iterator[str]:
    """The points of each stretch without a hole: a month without a figure breaks the line; what was due goes straight
    on over a month that was not judged."""
    run: list[str] = []
    for index, each in enumerate(shown):
        value = getattr(each, name)
        if value is not None:
            run.append(f"{frame.x(index):.1f},{frame.y(value):.1f}")
        elif run and name != "expected":
            yield " ".join(run)
            run = []
    if run:
        yield " ".join(run)


def _partial(shown: Sequence[DrawnMonth], frame: _EpisodeFrame) -> Iterator[str]:
    """Months in which units are missing: a hollow point that says how many are in it."""
    for index, each in enumerate(shown):
        if each.coverage and each.actual is not None:
            x, y = frame.x(index), frame.y(each.actual)
            yield f'<circle class="dot provisional" cx="{x:.1f}" cy="{y:.1f}" r="3.6"/>'
            yield f'<text class="partial" x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{each.coverage}</text>'
