"""A row of a plan's tables: as printed, with its normalised reading."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from shared.catalogue.model.kinds import Attribute, Bound, Horizon, Unjudged
from shared.quantities import Unit


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row was read: the document, its number, the 专栏 and the row in it."""

    document: str
    number: str
    table: str
    row: int


class AnnualTarget(NamedTuple):
    """What was set for one calendar year of a row, in its printed unit, by the event at ``position``."""

    year: int
    value: Decimal
    position: int


@dataclass(frozen=True, slots=True)
class Target:
    """One row of a plan's table of main indicators: as printed, and its normalised reading.

    ``baseline`` and ``value`` are in the printed ``unit`` (万人, %, …), exact decimals;
    ``baseline_bound`` marks a baseline that was itself printed as a bound (``>95``) or as
    approximate (``83左右``). ``part_of`` is the row number that this 其中 row is part of.
    ``usual_revision`` is how far the figure is usually revised later, in ``unit`` (None: not known). ``advise``: the
    plan asks for a 提示 where the row, an expected one, falls behind.

    What was set for single years afterwards (年度目标) is ``annual``, in the order of the years. Of a row
    that says its aim in words, ``set_for`` is the year whose annual target the ``value`` is (None: it has its own).
    ``reading`` is what a person has said that the print asks for, ``confirmed_by`` who answers for it and for whatever
    else of the row is not what the print says. Without a ``value`` the row is followed and not judged, ``unjudged``
    says why. ``note`` is the sentence that explains the reading where the print alone does not ('' elsewhere).
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
    advise: bool = False
    annual: tuple[AnnualTarget, ...] = ()
    set_for: int | None = None
    reading: str = ""
    confirmed_by: str = ""
    unjudged: Unjudged = Unjudged.NOTHING
    note: str = ""

    @property
    def binding(self) -> bool:
        return self.attribute is Attribute.BINDING

    @property
    def advised(self) -> bool:
        """Whether 提示 are given of the row while it is expected: of a bound to keep, and where its plan says so."""
        return self.advise or self.horizon is Horizon.THROUGHOUT

    @property
    def value_exact(self) -> Fraction | None:
        """The target in base units (persons, yuan) or, for a rate, as a fraction of one."""
        return None if self.value is None else exact(self.value, self.unit)

    @property
    def usual_revision_exact(self) -> Fraction:
        """The usual revision in base units, or as a fraction of one for a rate; 0 when not known."""
        return Fraction(0) if self.usual_revision is None else exact(self.usual_revision, self.unit)

    def annual_exact(self, year: int) -> Fraction | None:
        """What was set for a year, in base units or as a fraction of one for a rate; None where nothing was."""
        return next((exact(each.value, self.unit) for each in self.annual if each.year == year), None)

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


def exact(value: Decimal, unit: Unit) -> Fraction:
    """``value`` of ``unit`` in base units; a rate as a fraction of one."""
    return Fraction(value) / 100 if unit.base == "%" else Fraction(value) * unit.scale
