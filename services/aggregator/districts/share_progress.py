"""How far the shares of a target have come. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shared.events import Level, TargetAllocated, TargetShare


@dataclass(frozen=True, slots=True)
class ShareProgress:
    """A child's share at a month, in base units; None where it cannot be said. ``progress`` is exact P."""

    share: TargetShare
    reported: int
    expected_units: int
    actual: int | None = None
    expected: int | None = None
    progress: Fraction | None = None
    level: Level = "unassessed"


@dataclass(frozen=True, slots=True)
class AllocationStanding:
    """An allocation that stands, and how each child stands with it."""

    allocation: TargetAllocated
    children: tuple[ShareProgress, ...]

    @property
    def total(self) -> int:
        """What the shares add up to."""
        return self.allocation.amount - self.allocation.gap
