"""Every unit under a target, as its table shows it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.aggregator.targets.gaps import UnitAgainstLine
from services.aggregator.wording import formats
from shared.catalogue.model import Plan, Region, Target
from shared.events import Assessment
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit's line in the table of all: what it has, what was due of it, its difference and part of the gap, written
    out; ``held`` says that it is held back until it is accepted."""

    region: str
    name: str
    actual: str
    due: str
    difference: str
    behind: bool
    share: str
    held: bool


@dataclass(frozen=True, slots=True)
class ShownUnits:
    """What the page of all units shows: ``now`` is the area's own assessment of ``period``."""

    plan: Plan
    target: Target
    region: Region
    now: Assessment | None
    rows: tuple[UnitRow, ...]
    periods: Sequence[Month]
    period: Month


def unit_rows(
    target: Target, now: Assessment | None, standings: Sequence[UnitAgainstLine], regions: Mapping[str, Region]
) -> tuple[UnitRow, ...]:
    """Every unit, the one that lacks most first; a part of the gap only where the area is behind."""
    gap = now.gap if now is not None and now.gap is not None and now.gap > 0 else None
    return tuple(_unit_row(target, regions[each.region].name, each, gap) for each in standings)


def _unit_row(target: Target, name: str, each: UnitAgainstLine, gap: int | None) -> UnitRow:
    difference = None if each.actual is None or each.due is None else each.actual - each.due
    share = each.gap * 10_000 // gap if gap and each.gap is not None and each.gap > 0 else None
    return UnitRow(
        region=each.region,
        name=name,
        actual=formats.measure_text(each.actual, target.unit),
        due=formats.measure_text(each.due, target.unit),
        difference=formats.signed_text(difference, target.unit),
        behind=each.gap is not None and each.gap > 0,
        share=formats.basis_points_text(share),
        held=each.gap is None,
    )
