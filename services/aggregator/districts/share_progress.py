"""How far the shares of a target have come. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from shared.catalogue.region_changes import RegionChange
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
    without: Mapping[str, RegionChange] = field(default_factory=dict)
    """Who has no share any more because a part came or went, and the change."""

    @property
    def total(self) -> int:
        """What the shares add up to."""
        return self.allocation.amount - self.allocation.gap
