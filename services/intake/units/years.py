"""A unit's years: the months' own figures, what a year adds up to so far, and what change is usual. Pure.

A figure is one integer: an amount in base units, or a ratio in parts per million. A year-to-date line
becomes the month's figure only where the year so far is known without a hole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shared.events import ReportLine
from shared.quantities import PARTS_PER_MILLION

Lines = Sequence[ReportLine]


class YearSoFar(NamedTuple):
    """What a year's months add up to. ``exact``: without a hole; ``to_date``: the last one said so itself.

    Where it is not exact it is what the months add up to at the least.
    """

    value: int
    denominator: int
    exact: bool
    to_date: bool


def figure_of(value: int, denominator: int | None) -> int | None:
    """One integer for a figure; None for a ratio of nothing."""
    if denominator is None:
        return value
    return value * PARTS_PER_MILLION // denominator if denominator > 0 else None


def year_so_far(months: Mapping[int, Lines], until: int) -> dict[str, YearSoFar]:
    """What the months (0–11) before ``until`` add up to, by indicator."""
    running: dict[str, tuple[int, int, bool, bool, int]] = {}
    for month in range(until):
        for line in months.get(month, ()):
            value, denominator = line.value, line.denominator or 0
            if line.basis == "year_to_date":
                running[line.indicator] = (value, denominator, True, True, month + 1)
                continue
            done = running.get(line.indicator, _NOTHING)
            exact = done[2] and done[4] == month
            running[line.indicator] = (done[0] + value, done[1] + denominator, exact, False, month + 1)
    return {
        indicator: YearSoFar(value, denominator, exact and after == until, to_date)
        for indicator, (value, denominator, exact, to_date, after) in running.items()
    }


def own_figure(line: ReportLine, month: int, so_far: Mapping[str, YearSoFar]) -> tuple[int, int | None] | None:
    """A line as the month's own figure (month 0–11); None where that is not known, or not possible."""
    if line.basis == "month" or month == 0:
        return line.value, line.denominator
    before = so_far.get(line.indicator)
    if before is None or not before.exact:
        return None
    value = line.value - before.value
    denominator = None if line.denominator is None else line.denominator - before.denominator
    return None if value < 0 or (denominator is not None and denominator < 0) else (value, denominator)


def month_figures(months: Mapping[int, Lines]) -> dict[str, list[int | None]]:
    """A year's figures by indicator, twelve each; None where the month's own is not known."""
    found: dict[str, list[int | None]] = {}
    for month in range(12):
        lines = months.get(month, ())
        so_far = year_so_far(months, month) if any(line.basis != "month" for line in lines) else {}
        for line in lines:
            own = own_figure(line, month, so_far)
            if own is not None:
                found.setdefault(line.indicator, [None] * 12)[month] = figure_of(*own)
    return found


_NOTHING = (0, 0, True, False, 0)
