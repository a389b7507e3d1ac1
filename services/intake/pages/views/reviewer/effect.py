"""What accepting reports does to an area's totals: sums over intake's own standing reports. Pure.

These are intake's own sums, shown before a decision; the published totals are the aggregator's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from services.intake.units.month_amounts import MonthAmount, total


@dataclass(frozen=True, slots=True)
class StandingMonth:
    """One unit's month: what stands of it (``reported``), and what of it is accepted; {} where nothing is."""

    reported: Mapping[str, MonthAmount]
    accepted: Mapping[str, MonthAmount]


@dataclass(frozen=True, slots=True)
class Effect:
    """One indicator's total in the area: accepted now, accepted afterwards, and over all that is reported.

    ``units_now`` and ``units_after`` count the units behind the accepted totals, ``expected`` those
    that owe the figure, ``several`` those behind the total afterwards whose figure holds earlier months as well.
    """

    indicator: str
    now: MonthAmount | None
    after: MonthAmount | None
    reported: MonthAmount | None
    units_now: int
    units_after: int
    units_reported: int
    expected: int
    several: int = 0

    @property
    def changes(self) -> bool:
        """Whether accepting moves the total."""
        return self.now != self.after


def effects(
    months: Mapping[str, StandingMonth], accepting: Collection[str], expected: Mapping[str, Sequence[str]]
) -> list[Effect]:
    """The totals without and with the reports of the units in ``accepting``.

    ``expected`` holds for each indicator the units whose figures make up its total in the area.
    """
    found = []
    for indicator, units in expected.items():
        now = {unit: months[unit].accepted[indicator] for unit in units if _has(months, unit, indicator)}
        reported = {
            unit: months[unit].reported[indicator]
            for unit in units
            if unit in months and indicator in months[unit].reported
        }
        after = now | {unit: amount for unit, amount in reported.items() if unit in accepting}
        for unit in accepting:  # a figure that the new revision leaves out is no longer accepted
            if unit in after and unit not in reported:
                del after[unit]
        found.append(
            Effect(
                indicator,
                total(now.values()),
                total(after.values()),
                total(reported.values()),
                len(now),
                len(after),
                len(reported),
                len(units),
                sum(bool(amount.also) for amount in after.values()),
            )
        )
    return found


def _has(months: Mapping[str, StandingMonth], unit: str, indicator: str) -> bool:
    return unit in months and indicator in months[unit].accepted
