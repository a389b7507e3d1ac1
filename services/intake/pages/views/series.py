"""What a unit's months amount to, whichever way they were reported. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared.events import ReportLine
from shared.periods import Month


class MonthAmount(NamedTuple):
    """One month's figure in base units: alone, or a ratio's numerator with its denominator."""

    value: int
    denominator: int | None = None

    def plus(self, other: MonthAmount) -> MonthAmount:
        """Both together; parts of a ratio add part by part."""
        return MonthAmount(self.value + other.value, _both(self.denominator, other.denominator, 1))

    def minus(self, other: MonthAmount) -> MonthAmount:
        """What is left when ``other`` is taken away."""
        return MonthAmount(self.value - other.value, _both(self.denominator, other.denominator, -1))


def month_amounts(months: Mapping[Month, Iterable[ReportLine]]) -> dict[str, dict[Month, MonthAmount]]:
    """For each indicator the figure of every month that can be told.

    A year to date (本年累计) becomes the month's figure by taking away the year to date of the month
    before; where that is not known, neither is the month's.
    """
    found: dict[str, dict[Month, MonthAmount]] = defaultdict(dict)
    totals: dict[tuple[str, Month], MonthAmount] = {}
    for month in sorted(months):
        for line in months[month]:
            given = MonthAmount(line.value, line.denominator)
            before = _before(line.indicator, month, line.denominator, totals)
            if line.basis == "year_to_date":
                totals[line.indicator, month] = given
                if before is not None:
                    found[line.indicator][month] = given.minus(before)
            else:
                found[line.indicator][month] = given
                if before is not None:
                    totals[line.indicator, month] = before.plus(given)
    return dict(found)


def _before(
    indicator: str, month: Month, denominator: int | None, totals: Mapping[tuple[str, Month], MonthAmount]
) -> MonthAmount | None:
    """The year to date before ``month``: nothing in January, unknown after a hole."""
    if month.month == 1:
        return MonthAmount(0, None if denominator is None else 0)
    return totals.get((indicator, month.shift(-1)))


def _both(first: int | None, second: int | None, sign: int) -> int | None:
    return None if first is None or second is None else first + sign * second
