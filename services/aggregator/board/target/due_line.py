"""The trajectory of a target over its plan's months: what the chart shows beyond the latest assessment. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from services.aggregator.figures.point import NotMeasurable
from services.aggregator.figures.series import Series
from services.aggregator.targets.lines import line_month, trajectory_of
from services.aggregator.targets.measuring import TargetMeasuring, read_target, start_of
from services.aggregator.targets.month_shares import EVEN_MONTHS, learn_month_shares
from shared.catalogue.amendments import HeldTarget
from shared.catalogue.model import Indicator, Plan
from shared.periods import Month, months
from shared.quantities import PARTS_PER_MILLION, round_half_even


def due_line(
    plan: Plan,
    held: Mapping[int, HeldTarget],
    indicator: Indicator,
    series: Series,
    profile: tuple[Fraction, ...] | None,
) -> dict[Month, int]:
    """What is due by the end of each month of the plan, in the target's measure; empty for a line to keep.

    ``held`` is the row in each of the plan's years, as it will have been amended by the end. ``profile`` are the
    catalogue's month shares; without them they are learnt from the years of ``series``, as the assessment does.
    """

    def month_shares(year: int) -> tuple[Fraction, ...]:
        return profile or learn_month_shares(series.complete_years(year)) or EVEN_MONTHS

    found = {}
    readings = {
        year: read_target(each.target, indicator, each.steps, start_of(each.target, indicator, plan, series))
        for year, each in held.items()
    }
    for month in months(plan.first, plan.last):
        reading = readings[month.year]
        line = trajectory_of(held[month.year].target, reading, plan, month, month_shares)
        if line is not None:
            found[month] = to_measure(line.expected(line_month(reading, plan, month)), indicator)
    return found


def figure_at(plan: Plan, reading: TargetMeasuring, indicator: Indicator, series: Series, period: Month) -> int | None:
    """What the target measures, of another region's series; None where too few units reported."""
    try:
        value = series.value(reading.measure, period, reading.since(plan, period))
    except NotMeasurable:
        return None
    return to_measure(value, indicator)


def to_measure(value: Fraction, indicator: Indicator) -> int:
    """An exact value as an assessment states it: base units, or parts per million for a rate."""
    return round_half_even(value * PARTS_PER_MILLION if indicator.is_rate else value)
