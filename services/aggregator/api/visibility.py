"""What single units' figures show to whom, before they are accepted. The views decide; here only what they are given.

A unit's month waits for review from its (re)submission until it is accepted, returned or withdrawn. Because
a figure may add up months, whatever concerns the unit alone is held back from the first month on that waits.
What is held back leaves no figure and no level: an assessment says 待审核, a part of a gap goes into the rest.
Sums above the units are shown as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from services.aggregator.districts.share_progress import AllocationStanding, ShareProgress
from services.aggregator.model import ProgressKey
from services.aggregator.tables import UNIT_MONTHS, UNSETTLED
from services.aggregator.targets.gaps import GapParts, UnitAgainstLine
from services.aggregator.veil.held_back import (
    fold_parts,
    held_back,
    without_parts,
    without_standings,
    without_year_ago,
)
from shared.catalogue.model import Plan
from shared.events import Assessment
from shared.periods import Month
from shared.security.access import Sight

_WAITING = ("submitted", "corrected")


def waiting_since(connection: sa.Connection, units: Collection[str], first: Month, last: Month) -> dict[str, Month]:
    """For each of these units the first month of the span that waits for review; who waits for nothing is left out."""
    if not units:
        return {}
    months = UNIT_MONTHS.c
    query = (
        sa.select(months.region, sa.func.min(months.period))
        .where(months.region.in_(sorted(units)), months.period.between(str(first), str(last)))
        .where(months.status.in_(_WAITING), UNSETTLED)  # which says no more, and names the index
        .group_by(months.region)
    )
    return {region: Month.parse(period) for region, period in connection.execute(query)}


def veil_progress(
    connection: sa.Connection, sight: Sight, plan: Plan, found: Mapping[ProgressKey, Assessment]
) -> dict[ProgressKey, Assessment]:
    """A plan's assessments as ``sight`` may see them."""
    own = plan.region if not sight.sees(plan.region) else None
    if own is not None:
        units: Collection[str] = {own}
    else:
        parts = (part.region for item in found.values() for part in item.contributions)
        units = {region for region in parts if not sight.sees(region)}
    waiting = waiting_since(connection, units, plan.first, max((key.period for key in found), default=plan.first))
    if own is not None:
        found = _without_waiting_year(connection, own, plan, found)
    if not waiting:
        return dict(found)
    if own is not None:
        return {key: held_back(item) if waiting[own] <= key.period else item for key, item in found.items()}
    return {
        key: without_parts(item, [region for region, since in waiting.items() if since <= key.period])
        for key, item in found.items()
    }


def _without_waiting_year(
    connection: sa.Connection, own: str, plan: Plan, found: Mapping[ProgressKey, Assessment]
) -> Mapping[ProgressKey, Assessment]:
    """The assessments of a unit's own plan without a year ago (同比) where that is before the plan, and waits."""
    since = waiting_since(connection, {own}, plan.first.shift(-12), plan.first.shift(-1)).get(own)
    if since is None:
        return found
    return {key: without_year_ago(item) if since <= key.period.shift(-12) else item for key, item in found.items()}


def veil_parts(connection: sa.Connection, sight: Sight, plan: Plan, period: Month, parts: GapParts) -> GapParts:
    """The units that a gap comes from, as ``sight`` may see them."""
    units = {part.region for part in parts.listed if not sight.sees(part.region)}
    return fold_parts(parts, waiting_since(connection, units, plan.first, period))


def veil_standings(
    connection: sa.Connection, sight: Sight, plan: Plan, period: Month, found: Sequence[UnitAgainstLine]
) -> list[UnitAgainstLine]:
    """How every unit stands, as ``sight`` may see it."""
    units = {each.region for each in found if not sight.sees(each.region)}
    return without_standings(found, waiting_since(connection, units, plan.first, period))


def veil_shares(
    connection: sa.Connection, sight: Sight, plan: Plan, period: Month, standing: AllocationStanding | None
) -> AllocationStanding | None:
    """How the regions below stand with their shares of a target, as ``sight`` may see them."""
    if standing is None:
        return None
    units = {child.share.region for child in standing.children if not sight.sees(child.share.region)}
    waiting = waiting_since(connection, units, plan.first, period)
    if not waiting:
        return standing
    children = tuple(
        ShareProgress(child.share, child.reported, child.expected_units) if child.share.region in waiting else child
        for child in standing.children
    )
    return AllocationStanding(standing.allocation, children, standing.without)
