"""The simulated figures: what each district system knows, month by month."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from shared.periods import Month, months


@dataclass(frozen=True, slots=True)
class SimulatedSeries:
    """One indicator of one region: each month's own figure in base units, oldest first.

    A ratio's ``values`` are its numerators and have ``denominators``; a surveyed rate is in basis
    points; a flow is the month's figure, not the year to date.
    """

    values: tuple[int, ...]
    denominators: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Simulation:
    """Every line that every region owes from ``first`` to ``last``, by region and indicator."""

    first: Month
    last: Month
    series: Mapping[str, Mapping[str, SimulatedSeries]]

    @property
    def periods(self) -> tuple[Month, ...]:
        """Every month, oldest first."""
        return tuple(months(self.first, self.last))

    @property
    def regions(self) -> tuple[str, ...]:
        """The reporting regions: the units, then the areas with lines of their own."""
        return tuple(self.series)

    def figure(self, region: str, indicator: str, period: Month) -> tuple[int, int | None]:
        """The month's figure, and for a ratio its denominator.

        Raises:
            KeyError: the region does not owe the indicator.
            IndexError: the period is not simulated.
        """
        series = self.series[region][indicator]
        place = self._place(period)
        return series.values[place], series.denominators[place] if series.denominators else None

    def year_to_date(self, region: str, indicator: str, period: Month) -> tuple[int, int | None]:
        """The sum of the year's months up to ``period``, as far as they are simulated.

        Raises:
            KeyError, IndexError: as :meth:`figure`.
        """
        series = self.series[region][indicator]
        end = self._place(period) + 1
        start = max(0, end - period.month)
        denominators = series.denominators
        return sum(series.values[start:end]), sum(denominators[start:end]) if denominators else None

    def digest(self) -> str:
        """SHA-256 over every figure: equal exactly when every figure is."""
        state = hashlib.sha256(f"{self.first} {self.last}".encode())
        for region, owed in sorted(self.series.items()):
            for indicator, series in sorted(owed.items()):
                state.update(f"{region} {indicator} {series.values} {series.denominators}".encode())
        return state.hexdigest()

    def _place(self, period: Month) -> int:
        place = period.ordinal - self.first.ordinal
        if not 0 <= place <= self.last.ordinal - self.first.ordinal:
            raise IndexError(f"{period} is not simulated")
        return place
