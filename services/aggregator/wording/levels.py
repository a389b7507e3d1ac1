"""A level as every page shows it: a word and a shape, never a colour alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from services.aggregator.wording.formats import DASH
from services.aggregator.wording.reasons import LEVEL_NAMES
from shared.events import Level


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
