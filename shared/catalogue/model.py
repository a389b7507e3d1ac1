"""What the catalogue holds: regions, indicators, departments, plans and their targets.

These are the plans as published. What changes later (an allocation, a mid-term revision) is an
event, not an edit of these files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from shared.catalogue.rules import PlanRules
from shared.periods import Month
from shared.quantities import BASIS_POINTS, Unit


class Kind(StrEnum):
    """How an indicator adds up over regions and months."""

    FLOW = "flow"  # happens during the month; adds over regions and months
    STOCK = "stock"  # counted at the month's end; adds over regions, never over months
    RATIO = "ratio"  # numerator over denominator; the parts add, then divide
    DIRECT = "direct"  # a rate known at one level only; never adds


class Frequency(StrEnum):
    """How often an indicator is reported: a quarter's report covers the quarter, a year's the year."""

    MONTH = "month"  # 月报
    QUARTER = "quarter"  # 季报: for March, June, September and December
    YEAR = "year"  # 年报: for December

    @property
    def months(self) -> int:
        """How many months one report covers."""
        return _COVERED[self]

    @property
    def chinese(self) -> str:
        """As a form says it."""
        return _REPORTS[self]

    def due_in(self, period: Month) -> bool:
        """Whether ``period`` is a month that is reported for."""
        return self is Frequency.MONTH or period.month % _COVERED[self] == 0


_COVERED = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
_REPORTS = {Frequency.MONTH: "月报", Frequency.QUARTER: "季报", Frequency.YEAR: "年报"}


class Attribute(StrEnum):
    BINDING = "binding"  # 约束性
    EXPECTED = "expected"  # 预期性


class Horizon(StrEnum):
    PLAN = "plan"  # the plan's five years add up to it: 【】 or []
    YEAR = "year"  # each year's own figure
    END = "end"  # the value at the plan's end
    THROUGHOUT = "throughout"  # must hold all the time


class Bound(StrEnum):
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"

    def holds(self, actual: Fraction, value: Fraction) -> bool:
        """Whether ``actual`` keeps this bound of ``value``."""
        match self:
            case Bound.AT_LEAST:
                return actual >= value
            case Bound.MORE_THAN:
                return actual > value
            case Bound.AT_MOST:
                return actual <= value
            case Bound.LESS_THAN:
                return actual < value

    @property
    def upward(self) -> bool:
        """Whether more is better."""
        return self in (Bound.AT_LEAST, Bound.MORE_THAN)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One canonical indicator, the same across plans.

    ``part_kind`` says how a ratio's parts behave over months (``flow`` or ``stock``).
    ``reported_at`` is ``unit`` (every county-level unit reports it and it adds up) or ``area``
    (only the area that carries the plan knows it, and posts it itself).
    ``parts`` names a ratio's numerator and denominator; ``unit`` is the unit of the figure
    (``%`` for rates) and ``part_unit`` the base unit of a ratio's parts.
    """

    id: str
    name: str
    kind: Kind
    unit: Unit
    upward: bool
    reported_at: str = "unit"
    part_kind: Kind = Kind.STOCK
    part_unit: str = ""
    parts: tuple[str, str] | None = None
    aliases: tuple[str, ...] = ()
    frequency: Frequency = Frequency.MONTH

    @property
    def is_rate(self) -> bool:
        return self.kind in (Kind.RATIO, Kind.DIRECT)


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its GB/T 2260 code, or a named group such as ``500000-zc`` (主城都市区).

    ``parent`` is the code of the level above ('' for a root). ``level`` is ``province``,
    ``prefecture``, ``county`` or ``group``; only counties (the reporting units) are leaves.
    """

    code: str
    name: str
    level: str
    parent: str
    short_name: str = ""
    valid_from: Month | None = None
    valid_to: Month | None = None

    def valid_in(self, period: Month) -> bool:
        """Whether the region existed in ``period`` (both ends included)."""
        return (self.valid_from is None or self.valid_from <= period) and (
            self.valid_to is None or period <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Department:
    """Who answers for an indicator in an area, and where a message reaches them."""

    id: str
    name: str
    region: str
    mail: tuple[str, ...]
    indicators: tuple[str, ...]
    leader: str = ""
    leader_mail: tuple[str, ...] = ()
    im: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row was read: the document, its number, the 专栏 and the row in it."""

    document: str
    number: str
    table: str
    row: int


@dataclass(frozen=True, slots=True)
class Target:
    """One row of a plan's table of main indicators: as printed, and its normalised reading.

    ``baseline`` and ``value`` are in the printed ``unit`` (万人, %, …), exact decimals;
    ``baseline_bound`` marks a baseline that was itself printed as a bound (``>95``) or as
    approximate (``83左右``). ``part_of`` is the row number that this 其中 row is part of.
    ``usual_revision`` is how far the figure is usually revised later, in ``unit`` (None: not known).
    """

    plan: str
    row: int
    name: str
    indicator: str
    printed_name: str
    printed_baseline: str
    printed_target: str
    attribute: Attribute
    horizon: Horizon
    bound: Bound
    baseline: Decimal | None
    baseline_bound: str
    value: Decimal | None
    unit: Unit
    part_of: int | None
    source: Source
    section: str = ""
    usual_revision: Decimal | None = None

    @property
    def binding(self) -> bool:
        return self.attribute is Attribute.BINDING

    @property
    def value_exact(self) -> Fraction | None:
        """The target in base units (persons, yuan) or, for a rate, as a fraction of one."""
        return None if self.value is None else exact(self.value, self.unit)

    @property
    def usual_revision_exact(self) -> Fraction:
        """The usual revision in base units, or as a fraction of one for a rate; 0 when not known."""
        return Fraction(0) if self.usual_revision is None else exact(self.usual_revision, self.unit)

    @property
    def baseline_exact(self) -> Fraction | None:
        """The baseline in base units, or as a fraction of one for a rate."""
        return None if self.baseline is None else exact(self.baseline, self.unit)


@dataclass(frozen=True, slots=True)
class CompletedTarget:
    """One row of a table of completion (2016–2020), as printed, with its normalised reading."""

    plan: str
    row: int
    name: str
    printed_start: str
    printed_target: str
    printed_outcome: str
    printed_verdict: str
    horizon: Horizon
    bound: Bound
    value: Decimal | None
    outcome: Decimal | None
    outcome_bound: str
    unit: Unit
    source: Source
    section: str = ""
    printed_name: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: an area's targets for a span of years, and where they were published.

    ``prefix`` begins the numbers of the plan's alerts (``CQ`` in ``CQ-08``); '' leaves the choice to them.
    ``rules`` are how it is judged and when it alerts.
    """

    id: str
    name: str
    region: str
    first: Month
    last: Month
    document: str
    number: str
    targets: tuple[Target, ...]
    completed: tuple[CompletedTarget, ...] = ()
    year_shares: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)
    short_name: str = ""
    prefix: str = ""
    rules: PlanRules = field(default_factory=PlanRules)

    def target(self, row: int) -> Target:
        """The target in that row.

        Raises:
            KeyError: no such row.
        """
        for target in self.targets:
            if target.row == row:
                return target
        raise KeyError(row)

    @property
    def years(self) -> range:
        return range(self.first.year, self.last.year + 1)


def exact(value: Decimal, unit: Unit) -> Fraction:
    """``value`` of ``unit`` in base units; a rate as a fraction of one."""
    return Fraction(value) / 100 if unit.base == "%" else Fraction(value) * unit.scale


def basis_points(points: int) -> Fraction:
    """A directly surveyed rate, stored in basis points, as a fraction of one."""
    return Fraction(points, BASIS_POINTS)
