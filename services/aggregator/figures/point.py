"""One month of a figure: its counts, its two values, and what of it can be measured. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from services.aggregator.model import FigureSums
from shared.periods import Month

NEARLY_ALL_PERCENT = 95
"""From this share of its units on a month tells what a month usually brings; nothing is judged by it."""


class FigurePoint(NamedTuple):
    """One month's rolled-up figure: units expected, reported and accepted, and the two values. ``settled`` are the
    units whose revision that stands is accepted; ``accepted`` those behind the accepted value, also while a
    correction of theirs waits.

    With nobody behind a value (``reported`` or ``accepted`` 0) the value is 0 and means nothing.
    ``data_version`` is the position in ``reports`` behind which no report is in it (0: there is none).
    """

    period: Month
    expected: int
    reported: int
    accepted: int
    value: int
    denominator: int | None = None
    accepted_value: int = 0
    accepted_denominator: int | None = None
    simulated: bool = False
    data_version: int = 0
    settled: int = 0


class Side(StrEnum):
    """Which of a figure's two values: everything reported, or only what was accepted."""

    PROVISIONAL = "provisional"
    ACCEPTED = "accepted"


class Measure(StrEnum):
    """What of a series a target is about."""

    PLAN_TOTAL = "plan_total"  # a flow since the plan's first month
    YEAR_TOTAL = "year_total"  # a flow since January
    LAST = "last"  # a stock at the month's end
    LAST_RATE = "last_rate"  # a ratio of stocks at the month's end
    YEAR_RATE = "year_rate"  # a ratio of flows since January
    SURVEYED = "surveyed"  # a directly known rate of the month
    YEAR_MEAN = "year_mean"  # the mean of a directly known rate's months since January


class NotMeasurable(Exception):
    """There is no value to judge; ``reason`` names why, ``month`` the month at fault where one is."""

    def __init__(self, reason: str, month: Month | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.month = month


def nearly_all(units: int, expected: int) -> bool:
    """Whether ``units`` are nearly all of ``expected``; never where nobody owes the figure."""
    return expected > 0 and units * 100 >= NEARLY_ALL_PERCENT * expected


def point_of(period: Month, expected: int, sums: FigureSums, data_version: int) -> FigurePoint:
    """One month of a series, from a figure's sums."""
    return FigurePoint(
        period=period,
        expected=expected,
        reported=sums.reported,
        accepted=sums.accepted,
        value=sums.value,
        denominator=sums.denominator,
        accepted_value=sums.accepted_value,
        accepted_denominator=sums.accepted_denominator,
        simulated=sums.simulated > 0,
        data_version=data_version,
        settled=sums.settled,
    )
