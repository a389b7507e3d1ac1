"""The open alerts as the board lists them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.aggregator.wording import formats, levels
from services.aggregator.wording.levels import LevelMark
from shared.catalogue.model import Plan, Region
from shared.events import Level
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class ListedAlert:
    """An open episode, as the projection of the topic ``alerts`` keeps it.

    ``since`` is the month that raised it, ``period`` the last one that moved it; ``difference`` (actual less
    expected) is in the target's measure, ``months_behind`` in tenths.
    """

    alert: str
    episode: int
    plan: str
    row: int
    region: str
    level: Level
    frozen: bool
    since: Month
    period: Month
    difference: int | None
    months_behind: int | None


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An open alert's line, written out."""

    number: str
    episode: int
    mark: LevelMark
    frozen: bool
    region: str
    plan: str
    plan_name: str
    row: int
    name: str
    since: str
    age: str
    period: str
    difference: str
    months: str


def alert_rows(
    alerts: Iterable[ListedAlert], plans: Mapping[str, Plan], regions: Mapping[str, Region]
) -> list[AlertRow]:
    """The most urgent first, then the oldest. An alert of a plan that was taken away is still listed."""
    found = sorted(alerts, key=lambda alert: (-levels.LEVELS[alert.level].rank, alert.since, alert.alert))
    return [_row(alert, plans.get(alert.plan), regions) for alert in found]


def _row(alert: ListedAlert, plan: Plan | None, regions: Mapping[str, Region]) -> AlertRow:
    target = next((each for each in plan.targets if each.row == alert.row), None) if plan else None
    region = regions.get(alert.region)
    difference = formats.signed_with_unit(alert.difference, target.unit) if target is not None else formats.DASH
    return AlertRow(
        number=alert.alert,
        episode=alert.episode,
        mark=levels.level_mark(alert.level),
        frozen=alert.frozen,
        region=region.name if region else alert.region,
        plan=alert.plan,
        plan_name=(plan.short_name or plan.name) if plan else alert.plan,
        row=alert.row,
        name=target.name if target else f"第{alert.row}行",
        since=str(alert.since),
        age=f"{alert.period.ordinal - alert.since.ordinal + 1} 个月",
        period=str(alert.period),
        difference=difference,
        months=formats.months_text(alert.months_behind),
    )
