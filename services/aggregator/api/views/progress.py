"""Assessments as ``GET /v1/progress`` answers them: exact values with the words people read. Pure."""

from __future__ import annotations

from services.aggregator.api.views.measured import Measured, decimal_text, difference, measured, value_unit
from services.aggregator.api.views.progress_answer import (
    EstimatedView,
    Gap,
    MissingView,
    OutlookView,
    PartView,
    ProgressView,
    Rest,
    Units,
    YearView,
)
from services.aggregator.targets.gaps import GapParts
from services.aggregator.wording.formats import with_unit
from services.aggregator.wording.reasons import LEVEL_NAMES, REASON_TEXTS
from services.aggregator.wording.years import change_text
from shared.catalogue import Catalogue
from shared.catalogue.model import Target
from shared.events import Assessment, Contribution
from shared.periods import Month
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION

_OF_THE_ROW = (
    "plan",
    "row",
    "name",
    "indicator",
    "attribute",
    "binding",
    "horizon",
    "bound",
    "printed_baseline",
    "printed_target",
)
"""What the answer takes over from the target's row as it stands there."""

_OF_THE_ASSESSMENT = (
    "level",
    "rule",
    "reason",
    "accepted_met",
    "breached_periods",
    "outlook_reason",
    "data_version",
    "rule_version",
    "simulated",
)
"""What the answer takes over from the assessment as it stands there."""


def progress_of(
    catalogue: Catalogue, target: Target, period: Month, found: Assessment, parts: GapParts | None = None
) -> ProgressView:
    """What stands of ``target`` at ``period``; ``parts`` instead of the stored contributions where given."""
    split = parts or GapParts(found.contributions, found.rest_gap, found.rest_units)
    return ProgressView(
        **{name: getattr(target, name) for name in _OF_THE_ROW},
        **{name: getattr(found, name) for name in _OF_THE_ASSESSMENT},
        region=catalogue.plans[target.plan].region,
        period=str(period),
        unit=value_unit(target.unit),
        display_unit=target.unit.symbol,
        level_name=LEVEL_NAMES[found.level],
        reason_text=REASON_TEXTS.get(found.reason, found.reason),
        actual=measured(found.actual, target),
        expected=measured(found.expected, target),
        target=measured(found.target, target),
        baseline=measured(found.baseline, target),
        gap=_gap(found, target),
        progress=decimal_text(found.progress, BASIS_POINTS),
        accepted_progress=decimal_text(found.accepted_progress, BASIS_POINTS),
        months_behind=decimal_text(found.months_behind, 10),
        required_pace=measured(found.required_pace, target),
        recent_pace=measured(found.recent_pace, target),
        intensity=decimal_text(found.intensity, BASIS_POINTS),
        probability=decimal_text(found.probability, BASIS_POINTS),
        outlook=_ahead(found, target),
        coverage=Units(found.expected_units, found.reported_units, found.accepted_units),
        reported_weight=decimal_text(found.reported_weight, BASIS_POINTS),
        accepted_weight=decimal_text(found.accepted_weight, BASIS_POINTS),
        estimated=tuple(
            EstimatedView(each.region, catalogue.regions[each.region].name, each.period, each.by, each.reference)
            for each in found.estimated
        ),
        more_estimated=found.more_estimated,
        missing_range=_missing(found, target),
        year=_year(found, target),
        contributions=tuple(_part(catalogue, each, target) for each in split.listed),
        rest=Rest(split.rest_units, difference(split.rest_gap, target)) if split.rest_units else None,
    )


def _ahead(found: Assessment, target: Target) -> OutlookView | None:
    if found.outlook is None:
        return None
    low, middle, high = (
        Measured(value, with_unit(value, target.unit))
        for value in (found.outlook.p10, found.outlook.p50, found.outlook.p90)
    )
    return OutlookView(found.outlook.period, low, middle, high)


def _year(found: Assessment, target: Target) -> YearView | None:
    year = found.year
    if year is None:
        return None
    return YearView(
        year=year.year,
        target=Measured(year.target, with_unit(year.target, target.unit)),
        actual=measured(year.actual, target),
        completed=decimal_text(year.completed, BASIS_POINTS),
        before=measured(year.before, target),
        change=decimal_text(year.change, PARTS_PER_MILLION if target.unit.base == "%" else BASIS_POINTS),
        change_text=None if year.change is None else change_text(year.change, target.unit),
    )


def _missing(found: Assessment, target: Target) -> MissingView | None:
    spread = found.missing_range
    if spread is None:
        return None
    worst, best = (Measured(value, with_unit(value, target.unit)) for value in (spread.worst, spread.best))
    return MissingView(worst, best, spread.worst_level, spread.best_level)


def _gap(found: Assessment, target: Target) -> Gap | None:
    if found.gap is None:
        return None
    text = difference(found.gap, target).text
    return Gap(found.gap, text, decimal_text(found.gap_points, BASIS_POINTS // 100))


def _part(catalogue: Catalogue, each: Contribution, target: Target) -> PartView:
    share = decimal_text(each.share, BASIS_POINTS) or "0"
    return PartView(each.region, catalogue.regions[each.region].name, difference(each.gap, target), share)
