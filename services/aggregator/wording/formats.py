"""How figures, months and levels are written on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from services.aggregator.wording.reasons import LEVEL_NAMES
from shared.events import Assessment, Level
from shared.periods import CHINA
from shared.quantities import PARTS_PER_MILLION, Unit, format_amount, format_rate

MINUS = "−"
DASH = "–"


@dataclass(frozen=True, slots=True)
class LevelMark:
    """A level as it is shown: a word and a shape, never a colour alone. ``rank`` orders by urgency."""

    level: Level
    word: str
    shape: str
    rank: int

    @property
    def css(self) -> str:
        """The class that carries the level's colour."""
        return f"level-{self.level}"


_SHAPES: tuple[tuple[Level, str, int], ...] = (
    ("red", "■", 4),
    ("orange", "▲", 3),
    ("yellow", "△", 2),
    ("blue", "◇", 1),
    ("normal", "●", 0),
    ("missing", "○", -1),
    ("reporting", "◌", -1),
    ("unassessed", DASH, -1),
)

LEVELS: dict[Level, LevelMark] = {
    level: LevelMark(level, LEVEL_NAMES[level], shape, rank) for level, shape, rank in _SHAPES
}
"""Every level, the most urgent first."""


def level_mark(level: Level) -> LevelMark:
    """The mark of ``level``."""
    return LEVELS[level]


def judged(level: Level | None) -> bool:
    """Whether ``level`` says how a target stands, rather than why nothing can be said."""
    return level is not None and LEVELS[level].rank >= 0


def measure_text(measure: int | None, unit: Unit) -> str:
    """A measure of an assessment (base units, or parts per million of one for a rate) in ``unit``.

    ``None`` (not reported, not applicable) is a dash; zero is a figure.
    """
    if measure is None:
        return DASH
    text = format_rate(Fraction(measure, PARTS_PER_MILLION)) if unit.base == "%" else format_amount(measure, unit)
    return text.replace("-", MINUS)


def with_unit(measure: int | None, unit: Unit) -> str:
    """A measure with its unit behind it: ``706.00 万人``, ``95.20%``."""
    if measure is None:
        return DASH
    text = measure_text(measure, unit)
    return f"{text}%" if unit.symbol == "%" else f"{text} {unit.symbol}"


def margin_text(gap: int | None, unit: Unit) -> str:
    """A gap turned into a margin: ``+`` is ahead of what is due, ``−`` behind."""
    if gap is None:
        return DASH
    return f"+{measure_text(-gap, unit)}" if gap < 0 else measure_text(-gap, unit)


def gap_unit(unit: Unit) -> str:
    """The unit of a difference: two rates differ by 个百分点."""
    return "个百分点" if unit.symbol == "%" else unit.symbol


def months_text(tenths: int | None) -> str:
    """Months behind, given in tenths: ``12.3``; ahead of the trajectory is ``提前 3.0``."""
    if tenths is None:
        return DASH
    text = f"{abs(tenths) // 10}.{abs(tenths) % 10}"
    return f"提前 {text}" if tenths < 0 else text


def basis_points_text(points: int | None) -> str:
    """Basis points as per cent with one decimal: 9530 → ``95.3%`` (half up)."""
    if points is None:
        return DASH
    tenths = (abs(points) + 5) // 10
    return f"{MINUS if points < 0 else ''}{tenths // 10:,}.{tenths % 10}%"


def share_text(part: int, whole: int) -> str:
    """A share as per cent with one decimal; a dash when there is no whole."""
    return basis_points_text(part * 10_000 // whole) if whole else DASH


def instant_text(instant: datetime) -> str:
    """An instant as a page shows it, in China's time."""
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def outcome_text(assessment: Assessment) -> str:
    """At the plan's end the question is only whether the target was met; before it, nothing.

    A figure that is held back until it is accepted says so.
    """
    return _OUTCOMES.get(assessment.reason, "")


_OUTCOMES = {"completed": "完成", "not_completed": "未完成", "awaiting_review": "待审核"}
