"""What each of a unit's months amounts to, whichever way it was reported: for people to compare. Pure.

A year to date (本年累计) counts by what it adds to the months before it. Where one of them was not reported, what it
adds is that month's as well: the amount says so, and nobody takes it for one month's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from services.intake.units.years import NO_STEPS, YearFold
from shared.events import ReportLine
from shared.periods import Month, months_text


class MonthAmount(NamedTuple):
    """One month's figure in base units: alone, or a ratio's numerator with its denominator.

    ``also`` are the earlier months of the year (1–12) that are in it, since nothing was reported for them. An amount
    is negative where the year to date has fallen.
    """

    value: int
    denominator: int | None = None
    also: tuple[int, ...] = ()

    @property
    def comparable(self) -> bool:
        """Whether it is one month's figure, and one that there can be."""
        return not self.also and self.value >= 0 and (self.denominator is None or self.denominator >= 0)

    @property
    def holds(self) -> str:
        """``含5月``, ``含1–2月``: which other months are in it ('': none)."""
        return f"含{months_text(self.also)}" if self.also else ""

    def minus(self, other: MonthAmount) -> MonthAmount:
        """What is left when ``other`` is taken away."""
        parts = None if self.denominator is None or other.denominator is None else self.denominator - other.denominator
        return MonthAmount(self.value - other.value, parts)


def month_amounts(
    months: Mapping[Month, Iterable[ReportLine]], steps: Mapping[str, int] = NO_STEPS
) -> dict[str, dict[Month, MonthAmount]]:
    """For each indicator what every month amounts to; ``steps`` as in :class:`YearFold`."""
    found: dict[str, dict[Month, MonthAmount]] = defaultdict(dict)
    year, fold = 0, YearFold(steps)
    for month in sorted(months):
        if month.year != year:
            year, fold = month.year, YearFold(steps)
        lines = tuple(months[month])
        for line in lines:
            found[line.indicator][month] = _amount(line, month.month - 1, fold)
        fold.take(month.month - 1, lines)
    return dict(found)


def amounts_in(
    month: Month,
    lines: Iterable[ReportLine],
    before: Mapping[Month, Iterable[ReportLine]],
    steps: Mapping[str, int] = NO_STEPS,
) -> dict[str, MonthAmount]:
    """What one month amounts to by indicator, as :func:`month_amounts` says of it after the months ``before`` it: of
    those only what the month's own years to date hold is looked at."""
    given, fold = tuple(lines), YearFold(steps)
    cumulated = {line.indicator for line in given if line.basis != "month"}
    for earlier in sorted(each for each in before if each.year == month.year) if cumulated else ():
        fold.take(earlier.month - 1, [line for line in before[earlier] if line.indicator in cumulated])
    return {line.indicator: _amount(line, month.month - 1, fold) for line in given}


def total(amounts: Collection[MonthAmount]) -> MonthAmount | None:
    """All together; parts of a ratio add part by part. Whose months are in it is no longer told. None of none."""
    if not amounts:
        return None
    parts = [amount.denominator for amount in amounts]
    whole = [part for part in parts if part is not None]
    return MonthAmount(sum(amount.value for amount in amounts), sum(whole) if len(whole) == len(parts) else None)


def _amount(line: ReportLine, month: int, fold: YearFold) -> MonthAmount:
    given = MonthAmount(line.value, line.denominator)
    if line.basis == "month":
        return given
    before = fold.before(line.indicator, month)
    done = MonthAmount(before.value, None if line.denominator is None else before.denominator)
    return given.minus(done)._replace(also=before.missing)
