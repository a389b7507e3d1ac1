"""Makes targets, plans and series for tests of progress, so that a test says only what matters to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.series import Series
from services.aggregator.missing.filling import NO_FILLS, MonthFills
from services.aggregator.targets.assessment import assess
from services.aggregator.targets.context import TargetContext
from services.aggregator.targets.measuring import read_target
from shared.catalogue.model import Attribute, Bound, Horizon, Indicator, Kind, Plan, Source, Target
from shared.catalogue.rules import Cuts
from shared.events import Assessment
from shared.periods import Month, months
from tests.unit.units_of_measure import unit_of

FIRST, LAST = Month(2021, 1), Month(2025, 12)
LONG_AFTER = date(2026, 12, 31)


def an_indicator(kind: Kind = Kind.STOCK, **changes: Any) -> Indicator:
    fields: dict[str, Any] = {
        "id": "work_injury_insurance_insured",
        "name": "工伤保险参保人数",
        "kind": kind,
        "unit": unit_of("%" if kind in (Kind.RATIO, Kind.DIRECT) else "万人"),
        "upward": True,
    }
    return Indicator(**(fields | changes))


def a_target(baseline: str | None, value: str | None, **changes: Any) -> Target:
    """A target at least ``value`` 万人 by the plan's end, from ``baseline``, unless changed."""
    fields: dict[str, Any] = {
        "plan": "plan",
        "row": 8,
        "name": "工伤保险参保人数",
        "indicator": "work_injury_insurance_insured",
        "printed_name": "",
        "printed_baseline": "",
        "printed_target": "",
        "attribute": Attribute.BINDING,
        "horizon": Horizon.END,
        "bound": Bound.AT_LEAST,
        "baseline": None if baseline is None else Decimal(baseline),
        "baseline_bound": "",
        "value": None if value is None else Decimal(value),
        "unit": unit_of("万人"),
        "part_of": None,
        "source": Source("", "", "", 8),
    }
    return Target(**(fields | changes))


def a_plan(target: Target, year_shares: Mapping[str, tuple[Fraction, ...]] | None = None) -> Plan:
    return Plan("plan", "规划", "500000", FIRST, LAST, "", "", (target,), year_shares=year_shares or {})


def a_point(period: Month | str, value: int, **changes: Any) -> FigurePoint:
    """A month that all 38 units have reported and had accepted, unless changed."""
    month = Month.parse(period) if isinstance(period, str) else period
    fields: dict[str, Any] = {"expected": 38, "reported": 38, "accepted": 38, "accepted_value": value}
    if "denominator" in changes:
        fields["accepted_denominator"] = changes["denominator"]
    fields |= changes
    return FigurePoint(period=month, value=value, **({"settled": fields["accepted"]} | fields))


def a_series(first: Month | str, values: Iterable[int], **changes: Any) -> Series:
    """A point a month from ``first`` on."""
    start = Month.parse(first) if isinstance(first, str) else first
    return Series(a_point(start.shift(step), value, **changes) for step, value in enumerate(values))


def level_series(value: int, first: Month = FIRST, last: Month = LAST, **changes: Any) -> Series:
    """The same value every month."""
    return Series(a_point(month, value, **changes) for month in months(first, last))


def assessed(
    target: Target,
    indicator: Indicator,
    series: Series,
    period: str,
    *,
    profile: tuple[Fraction, ...] | None = None,
    today: date = LONG_AFTER,
    plan: Plan | None = None,
    cuts: Cuts | None = None,
    fills: MonthFills = NO_FILLS,
) -> Assessment:
    """The assessment of ``target`` for ``period``, at data version 7."""
    context = TargetContext(
        plan or a_plan(target),
        indicator,
        read_target(target, indicator),
        profile,
        today,
        7,
        cuts or Cuts(),
    )
    return assess(target, series, Month.parse(period), context, fills)
