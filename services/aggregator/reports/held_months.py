"""Which earlier months a month's amount holds besides its own: those that a year to date jumped over. Pure.

A year to date counts by what it adds to the earlier reports of the year. Where one of the months between was not
reported, what it adds is that month's as well (含5月): the sums of the year are right, the month is not one month.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from services.aggregator.reports.months import Lines
from shared.catalogue.region_years import RegionYear, YearTurn
from shared.periods import Month


class Held(NamedTuple):
    """Of how many ``units`` a month's figure holds earlier months as well; ``months`` are those of a unit's own."""

    units: int = 0
    months: tuple[Month, ...] = ()


ONE_MONTH = Held()
"""A figure that is one month's, of every unit in it."""


class HeldSides(NamedTuple):
    """The same of both sides of a figure: what was accepted may have holes that what was reported has not."""

    provisional: Held = ONE_MONTH
    accepted: Held = ONE_MONTH


ONE_MONTH_EACH = HeldSides()

Bases = Mapping[int, Mapping[str, bool]]
"""A unit's months (1–12) of a year that were reported: by indicator, whether as the year to date."""

NO_STEPS: Mapping[str, int] = {}


def bases_of(lines: Iterable[tuple[int, Lines]]) -> dict[int, dict[str, bool]]:
    """The bases of a year's months from the lines that stand for them."""
    return {month: {line.indicator: line.basis == "year_to_date" for line in each} for month, each in lines}


class HeldMonths:
    """One year of units whose years hang together (RegionYear.family), each with its :data:`Bases`.

    ``steps`` says of an indicator that is not reported every month how many months its reports hold: the months
    between are no hole.
    """

    def __init__(self, reported: Mapping[str, Bases], year: RegionYear, steps: Mapping[str, int] = NO_STEPS) -> None:
        self._reported = reported
        self._year = year
        self._steps = steps

    @property
    def units(self) -> Container[str]:
        """The units whose year is known."""
        return self._reported

    def of(self, unit: str, month: int, indicator: str) -> tuple[int, ...]:
        """The earlier months of the year that are in the unit's amount of ``month``, in order; none in most.

        A unit that began anew in the year has no amount in a year to date, and so nothing in it.
        """
        if not self._basis(unit, month, indicator) or self._year.anew(unit, month) is not None:
            return ()
        return tuple(sorted(self._missing(unit, month, indicator)))

    def _basis(self, unit: str, month: int, indicator: str) -> bool | None:
        """Whether a month stands as the year to date; None where it does not stand at all."""
        return self._reported.get(unit, {}).get(month, {}).get(indicator)

    def _missing(self, unit: str, month: int, indicator: str) -> set[int]:
        """The months before ``month`` that the year's last known sum does not hold."""
        step, found = self._steps.get(indicator, 1), set[int]()
        for earlier in range(month - 1, 0, -1):
            turn = self._turn(unit, earlier + 1)
            if turn is not None:
                return found.union(*(self._missing(code, earlier + 1, indicator) for code in turn.sources))
            basis = self._basis(unit, earlier, indicator)
            if basis:
                break
            if basis is None and earlier % step == 0 and self._year.counts(unit, earlier):
                found.add(earlier)
        return found

    def _turn(self, unit: str, month: int) -> YearTurn | None:
        """From whom the unit takes over in ``month``; None where it goes on as it was."""
        return next((turn for turn in self._year.turns.get(month, ()) if turn.code == unit), None)
