"""What the chart of a target's trajectory shows, however it is drawn. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.aggregator.forecast.stored import ForecastMonth
from shared.events import Level
from shared.periods import Month
from shared.quantities import Unit

_TICKS = 6


@dataclass(frozen=True, slots=True)
class TrajectoryMonth:
    """A month that was assessed: its figure, whether every unit's report is accepted, and its level.

    ``coverage`` says how many units are in it where some are missing: ``37/38``; else it is empty.
    """

    actual: int | None
    accepted: bool
    level: Level
    coverage: str = ""


@dataclass(frozen=True, slots=True)
class ChartView:
    """What the chart shows, in one measure: months of the plan, what was due and what there is.

    ``period`` is the month that the page is about, ``fan`` the forecast made in it.
    """

    name: str
    unit: Unit
    months: tuple[Month, ...]
    expected: Mapping[Month, int]
    actual: Mapping[Month, TrajectoryMonth]
    target: int | None
    baseline: int | None
    period: Month | None = None
    fan: Mapping[Month, ForecastMonth] = field(default_factory=dict)


def nice_ticks(low: int, high: int) -> list[int]:
    """Round values from at or below ``low`` to at or above ``high``, evenly spaced."""
    span = max(high - low, 1)
    rough = max(span // _TICKS, 1)
    power = 10 ** (len(str(rough)) - 1)
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    first = low // step * step
    count = -(-(high - first) // step)
    return [first + step * index for index in range(max(count, 1) + 1)]


def known_values(shown: ChartView) -> list[int]:
    """Every value that the picture has to hold."""
    values = [*shown.expected.values(), *(point.actual for point in shown.actual.values())]
    values += [value for each in shown.fan.values() for value in (each.p10, each.p90)]
    return [value for value in (*values, shown.target, shown.baseline) if value is not None]


def last_actual(shown: ChartView) -> int | None:
    """The latest figure that is known."""
    known = [point.actual for _, point in sorted(shown.actual.items()) if point.actual is not None]
    return known[-1] if known else None


def last_due(shown: ChartView) -> int | None:
    """What was due at the last month that has a figure."""
    known = [month for month, point in shown.actual.items() if point.actual is not None]
    return shown.expected.get(max(known)) if known else None


def runs(series: Sequence[tuple[Month, int | None]]) -> list[list[tuple[Month, int]]]:
    """The stretches of months that have a value: a missing month breaks a line, it is not zero."""
    found: list[list[tuple[Month, int]]] = []
    fresh = True
    for month, value in series:
        if value is None:
            fresh = True
            continue
        if fresh:
            found.append([])
        found[-1].append((month, value))
        fresh = False
    return found
