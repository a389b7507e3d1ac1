"""Says of a target's month who has reported it, and that it waits for review where nobody else is missing.

Without this a month that everybody has reported would be called 缺报 in public. Who has reported is no figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec
import sqlalchemy as sa

from services.aggregator.model import ProgressKey, RegionMonth
from services.aggregator.progress import repository
from services.aggregator.reports.months import Lines
from services.aggregator.targets.assessment import RULE_VERSION
from services.aggregator.targets.levels import UNJUDGED
from services.aggregator.veil.held_back import AWAITING, held_back
from services.aggregator.veil.months import VeiledMonth
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Target
from shared.events import Assessment
from shared.periods import Month

_Veiled = Mapping[RegionMonth, VeiledMonth]


def hold_back_short(
    connection: sa.Connection, catalogue: Catalogue, plan: Plan, veiled: _Veiled, data_version: int
) -> None:
    """Write the plan's assessments anew that are short of reports which wait for review."""
    mine = list(_reported_in(catalogue, plan, veiled))
    if not mine:
        return
    periods = [period for period, _ in mine]
    stored = repository.load_range(connection, plan.id, min(periods), max(periods))
    found: dict[ProgressKey, Assessment] = {}
    for target in plan.targets:
        waiting = Counter(period for period, month in mine if _waits(month, target))
        for period, units in waiting.items():
            key = ProgressKey(plan.id, target.row, period)
            short = stored.get(key) or _nothing(catalogue, plan, target, period, data_version)
            reported = short.reported_units + units
            if short.level in UNJUDGED and short.reason != AWAITING:
                whole = reported >= short.expected_units > 0
                told = msgspec.structs.replace(short, reported_units=reported)
                found[key] = held_back(told) if whole else told
    repository.save(connection, found)


def _reported_in(catalogue: Catalogue, plan: Plan, veiled: _Veiled) -> Iterator[tuple[Month, VeiledMonth]]:
    """The months that are not public as they stand, of those that the plan is about."""
    for (region, text), month in veiled.items():
        period = Month.parse(text)
        if plan.first <= period <= plan.last and (
            region == plan.region or region in catalogue.units_under(plan.region, period)
        ):
            yield period, month


def _waits(month: VeiledMonth, target: Target) -> bool:
    """Whether a unit has reported a target's indicator, and is not public with it."""
    return _says(month.standing.live, target) and not _says(month.public.live, target)


def _says(lines: Lines | None, target: Target) -> bool:
    return any(line.indicator == target.indicator for line in lines or ())


def _nothing(catalogue: Catalogue, plan: Plan, target: Target, period: Month, data_version: int) -> Assessment:
    """What there is to say of a month that nobody is public in."""
    return Assessment(
        level="unassessed",
        rule="none",
        reason="",
        rule_version=RULE_VERSION,
        data_version=data_version,
        expected_units=catalogue.expected_units(plan.region, target.indicator, period),
        reported_units=0,
        accepted_units=0,
    )
