"""What stands in the place of a figure that is held back until it is accepted. Pure.

It leaves no figure and no level: an assessment says 待审核, a part of a gap goes into the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from services.aggregator.targets.gaps import GapParts, UnitAgainstLine
from shared.events import Assessment

AWAITING = "awaiting_review"
"""The reason of an assessment that is held back."""

HIDDEN = "待审核"
"""What stands in the place of a figure that is held back."""


def held_back(item: Assessment) -> Assessment:
    """An assessment without its figures, its level and what it rests on: only its coverage and versions stay."""
    return Assessment(
        level="unassessed",
        rule="none",
        reason=AWAITING,
        rule_version=item.rule_version,
        data_version=item.data_version,
        expected_units=item.expected_units,
        reported_units=item.reported_units,
        accepted_units=item.accepted_units,
        target=item.target,
        baseline=item.baseline,
        simulated=item.simulated,
    )


def without_year_ago(item: Assessment) -> Assessment:
    """An assessment that does not say how its year stands against the one before."""
    if item.year is None:
        return item
    return msgspec.structs.replace(item, year=msgspec.structs.replace(item.year, before=None, change=None))


def without_parts(item: Assessment, hidden: Iterable[str]) -> Assessment:
    """An assessment whose contributions do not tell of the units in ``hidden``."""
    whole = GapParts(item.contributions, item.rest_gap, item.rest_units)
    folded = fold_parts(whole, hidden)
    if folded is whole:
        return item
    return msgspec.structs.replace(
        item, contributions=folded.listed, rest_gap=folded.rest_gap, rest_units=folded.rest_units
    )


def without_standings(found: Sequence[UnitAgainstLine], hidden: Iterable[str]) -> list[UnitAgainstLine]:
    """The units' standings without the figures of ``hidden`` ones, which stand last. They are two at least: of one
    alone the area's figure less the others' would tell, so the unit that lacks least is held back with it."""
    names = set(hidden) & {each.region for each in found}
    if len(names) == 1:
        names |= {each.region for each in [each for each in found if each.region not in names][-1:]}
    shown = [each for each in found if each.region not in names]
    return [*shown, *(UnitAgainstLine(each.region, None, None, None) for each in found if each.region in names)]


def fold_parts(parts: GapParts, hidden: Iterable[str]) -> GapParts:
    """The parts with those of ``hidden`` units added to the rest, which then holds two units at least:
    of one alone the sum would tell."""
    names = set(hidden)
    kept = [part for part in parts.listed if part.region not in names]
    if len(kept) == len(parts.listed):
        return parts
    if parts.rest_units + len(parts.listed) - len(kept) == 1 and kept:
        kept.pop()
    shown = {part.region for part in kept}
    folded = [part for part in parts.listed if part.region not in shown]
    return GapParts(tuple(kept), parts.rest_gap + sum(part.gap for part in folded), parts.rest_units + len(folded))
