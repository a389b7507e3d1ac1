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


class Before(NamedTuple):
    """What the months before another one add up to; ``missing`` are those (1–12) that are not in it, though they were
    due, ``to_date`` whether the last one said so itself, ``after`` how many months of the year it has looked at."""

    value: int
    denominator: int
    missing: tuple[int, ...]
    to_date: bool
    after: int


NO_STEPS: Mapping[str, int] = {}


def figure_of(value: int, denominator: int | None) -> int | None:
    """One integer for a figure; None for a ratio of nothing."""
    if denominator is None:
        return value
    return value * PARTS_PER_MILLION // denominator if denominator > 0 else None


class YearFold:
    """A year's months, taken in one after the other, and what they add up to for each indicator.

    ``steps`` says of an indicator that is not reported every month how many months its reports hold (a quarter's 3):
    a month in which it is not due leaves no hole.
    """

    def __init__(self, steps: Mapping[str, int] = NO_STEPS) -> None:
        self._steps = steps
        self._running: dict[str, Before] = {}

    def take(self, month: int, lines: Lines) -> None:
        """Take in the lines of a month (0–11) later than those before."""
        for line in lines:
            value, denominator = line.value, line.denominator or 0
            if line.basis == "year_to_date":
                self._running[line.indicator] = Before(value, denominator, (), True, month + 1)
                continue
            done = self.before(line.indicator, month)
            missing = done.missing
            self._running[line.indicator] = Before(
                done.value + value, done.denominator + denominator, missing, False, month + 1
            )

    def before(self, indicator: str, month: int) -> Before:
        """What the months taken in add up to, looked at from a later month."""
        done = self._running.get(indicator, _NOTHING)
        if done.after == month:
            return done
        step = self._steps.get(indicator, 1)
        hole = tuple(each + 1 for each in range(done.after, month) if (each + 1) % step == 0)
        return done._replace(missing=done.missing + hole, after=month)

    def so_far(self, until: int) -> dict[str, YearSoFar]:
        """All of it at the beginning of a month, by indicator."""
        found = {}
        for indicator in self._running:
            done = self.before(indicator, until)
            found[indicator] = YearSoFar(done.value, done.denominator, not done.missing, done.to_date)
        return found


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
    fold, taken = YearFold(), 0
    for month in range(12):
        so_far: Mapping[str, YearSoFar] | None = None
        for line in months.get(month, ()):
            value, denominator = line.value, line.denominator
            if line.basis != "month" and month:
                if so_far is None:
                    while taken < month:
                        fold.take(taken, months.get(taken, ()))
                        taken += 1
                    so_far = fold.so_far(month)
                own = own_figure(line, month, so_far)
                if own is None:
                    continue
                value, denominator = own
            figures = found.get(line.indicator)
            if figures is None:
                figures = found[line.indicator] = [None] * 12
            figures[month] = value if denominator is None else figure_of(value, denominator)
    return found


_NOTHING = Before(0, 0, (), False, 0)
