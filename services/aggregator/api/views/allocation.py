"""How a target was revised and shared out, as ``GET /v1/progress`` answers it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from services.aggregator.api.views.measured import Measured, decimal_text, difference, measured
from services.aggregator.districts.share_progress import AllocationStanding, ShareProgress
from services.aggregator.wording.reasons import LEVEL_NAMES
from shared.catalogue import Catalogue
from shared.catalogue.model import Target
from shared.events import Level, TargetRevised
from shared.quantities import BASIS_POINTS, round_half_even


class Revised(msgspec.Struct, frozen=True):
    """A revision of the target that was known: its value in the printed unit, from when on, and its document."""

    value: str
    unit: str
    effective: str
    document: str
    number: str
    reason: str


class Share(msgspec.Struct, frozen=True):
    """A child's part of the target, and how it stands with it; ``progress`` is P, ``basis`` where the part is from."""

    region: str
    name: str
    share: Measured
    basis: str
    actual: Measured | None
    expected: Measured | None
    progress: str | None
    level: Level
    level_name: str


class Allocation(msgspec.Struct, frozen=True):
    """How the target was shared out, for a year or ('') the whole plan; shares and ``gap`` (缺口) add up."""

    period: str
    amount: Measured
    gap: Measured
    method: str
    document: str
    number: str
    shares: tuple[Share, ...]
    without_share: tuple[str, ...] = ()
    """The regions that have no share any more: a part of them came or went when regions were redrawn."""


def revised_of(events: Iterable[TargetRevised]) -> tuple[Revised, ...]:
    """The revisions of a target, as recorded."""
    return tuple(
        Revised(each.value, each.unit, each.effective, each.document, each.number, each.reason) for each in events
    )


def allocation_of(catalogue: Catalogue, target: Target, standing: AllocationStanding | None) -> Allocation | None:
    """The allocation that stands; None where nothing was shared out."""
    if standing is None:
        return None
    event = standing.allocation
    return Allocation(
        period=event.period,
        amount=difference(event.amount, target),
        gap=difference(event.gap, target),
        method=event.method,
        document=event.document,
        number=event.number,
        shares=tuple(_share(catalogue, each, target) for each in standing.children),
        without_share=tuple(standing.without),
    )


def _share(catalogue: Catalogue, child: ShareProgress, target: Target) -> Share:
    progress = None if child.progress is None else round_half_even(child.progress * BASIS_POINTS)
    return Share(
        region=child.share.region,
        name=catalogue.regions[child.share.region].name,
        share=difference(child.share.amount, target),
        basis=child.share.basis,
        actual=measured(child.actual, target),
        expected=measured(child.expected, target),
        progress=decimal_text(progress, BASIS_POINTS),
        level=child.level,
        level_name=LEVEL_NAMES[child.level],
    )
