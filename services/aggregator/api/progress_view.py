"""Assessments as ``GET /v1/progress`` answers them: exact values with the words people read. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from services.aggregator.districts.share_progress import AllocationStanding, ShareProgress
from services.aggregator.targets.gaps import GapParts
from services.aggregator.wording.formats import gap_unit, measure_text, with_unit
from services.aggregator.wording.reasons import LEVEL_NAMES, REASON_TEXTS
from shared.catalogue import Catalogue
from shared.catalogue.model import Target
from shared.events import Assessment, Contribution, Level, TargetRevised
from shared.periods import Month
from shared.quantities import BASIS_POINTS, round_half_even


class Measured(msgspec.Struct, frozen=True):
    """A measure: its integer (base units, or parts per million of a rate) and its text in the printed unit."""

    value: int
    text: str


class Gap(msgspec.Struct, frozen=True):
    """How far behind (positive) or ahead, and the same in per cent of the target's way."""

    value: int
    text: str
    points: str | None


class OutlookView(msgspec.Struct, frozen=True):
    """Where the forecast has the figure at the end of ``period``: a tenth, half and nine tenths of its paths below."""

    period: str
    p10: Measured
    p50: Measured
    p90: Measured


class Units(msgspec.Struct, frozen=True):
    """How many units owe the figure, have reported it, and were accepted."""

    expected: int
    reported: int
    accepted: int


class PartView(msgspec.Struct, frozen=True):
    """A unit's part of the gap and its share of the whole."""

    region: str
    name: str
    gap: Measured
    share: str


class Rest(msgspec.Struct, frozen=True):
    """What the units that are not named come to."""

    units: int
    gap: Measured


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


class ProgressView(msgspec.Struct, frozen=True, kw_only=True):
    """One target at one month, as it was in force then."""

    plan: str
    row: int
    name: str
    indicator: str
    region: str
    period: str
    attribute: str
    binding: bool
    horizon: str
    bound: str
    printed_baseline: str
    printed_target: str
    unit: str
    level: Level
    level_name: str
    rule: str
    reason: str
    reason_text: str
    actual: Measured | None
    expected: Measured | None
    target: Measured | None
    baseline: Measured | None
    gap: Gap | None
    progress: str | None
    accepted_progress: str | None
    accepted_met: bool
    months_behind: str | None
    required_pace: Measured | None
    recent_pace: Measured | None
    intensity: str | None
    breached_periods: int
    probability: str | None
    outlook: OutlookView | None
    outlook_reason: str
    coverage: Units
    contributions: tuple[PartView, ...]
    rest: Rest | None
    data_version: int
    rule_version: int
    simulated: bool
    revisions: tuple[Revised, ...] = ()
    allocation: Allocation | None = None


def progress_of(
    catalogue: Catalogue, target: Target, period: Month, found: Assessment, parts: GapParts | None = None
) -> ProgressView:
    """What stands of ``target`` at ``period``; ``parts`` instead of the stored contributions where given."""
    split = parts or GapParts(found.contributions, found.rest_gap, found.rest_units)
    return ProgressView(
        plan=target.plan,
        row=target.row,
        name=target.name,
        indicator=target.indicator,
        region=catalogue.plans[target.plan].region,
        period=str(period),
        attribute=target.attribute,
        binding=target.binding,
        horizon=target.horizon,
        bound=target.bound,
        printed_baseline=target.printed_baseline,
        printed_target=target.printed_target,
        unit=target.unit.symbol,
        level=found.level,
        level_name=LEVEL_NAMES[found.level],
        rule=found.rule,
        reason=found.reason,
        reason_text=REASON_TEXTS.get(found.reason, found.reason),
        actual=_measured(found.actual, target),
        expected=_measured(found.expected, target),
        target=_measured(found.target, target),
        baseline=_measured(found.baseline, target),
        gap=_gap(found, target),
        progress=_decimal(found.progress, BASIS_POINTS),
        accepted_progress=_decimal(found.accepted_progress, BASIS_POINTS),
        accepted_met=found.accepted_met,
        months_behind=_decimal(found.months_behind, 10),
        required_pace=_measured(found.required_pace, target),
        recent_pace=_measured(found.recent_pace, target),
        intensity=_decimal(found.intensity, BASIS_POINTS),
        breached_periods=found.breached_periods,
        probability=_decimal(found.probability, BASIS_POINTS),
        outlook=_ahead(found, target),
        outlook_reason=found.outlook_reason,
        coverage=Units(found.expected_units, found.reported_units, found.accepted_units),
        contributions=tuple(_part(catalogue, each, target) for each in split.listed),
        rest=Rest(split.rest_units, _difference(split.rest_gap, target)) if split.rest_units else None,
        data_version=found.data_version,
        rule_version=found.rule_version,
        simulated=found.simulated,
    )


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
        amount=_difference(event.amount, target),
        gap=_difference(event.gap, target),
        method=event.method,
        document=event.document,
        number=event.number,
        shares=tuple(_share(catalogue, each, target) for each in standing.children),
    )


def _share(catalogue: Catalogue, child: ShareProgress, target: Target) -> Share:
    progress = None if child.progress is None else round_half_even(child.progress * BASIS_POINTS)
    return Share(
        region=child.share.region,
        name=catalogue.regions[child.share.region].name,
        share=_difference(child.share.amount, target),
        basis=child.share.basis,
        actual=_measured(child.actual, target),
        expected=_measured(child.expected, target),
        progress=_decimal(progress, BASIS_POINTS),
        level=child.level,
        level_name=LEVEL_NAMES[child.level],
    )


def _measured(value: int | None, target: Target) -> Measured | None:
    return None if value is None else Measured(value, with_unit(value, target.unit))


def _difference(value: int, target: Target) -> Measured:
    return Measured(value, f"{measure_text(value, target.unit)} {gap_unit(target.unit)}")


def _ahead(found: Assessment, target: Target) -> OutlookView | None:
    if found.outlook is None:
        return None
    low, middle, high = (
        Measured(value, with_unit(value, target.unit))
        for value in (found.outlook.p10, found.outlook.p50, found.outlook.p90)
    )
    return OutlookView(found.outlook.period, low, middle, high)


def _gap(found: Assessment, target: Target) -> Gap | None:
    if found.gap is None:
        return None
    text = _difference(found.gap, target).text
    return Gap(found.gap, text, _decimal(found.gap_points, BASIS_POINTS // 100))


def _part(catalogue: Catalogue, each: Contribution, target: Target) -> PartView:
    share = _decimal(each.share, BASIS_POINTS) or "0"
    return PartView(each.region, catalogue.regions[each.region].name, _difference(each.gap, target), share)


def _decimal(value: int | None, scale: int) -> str | None:
    """``value`` in parts of ``scale`` (a power of ten) as decimal text: -42941 of 10⁴ → ``-4.2941``."""
    if value is None:
        return None
    return f"{Decimal(value) / scale:.{len(str(scale)) - 1}f}"
