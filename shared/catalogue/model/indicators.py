"""An indicator, the same across plans."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from shared.catalogue.model.definitions import Definition, ExplainedLine, explained
from shared.catalogue.model.kinds import Frequency, Kind
from shared.quantities import BASIS_POINTS, Unit


@dataclass(frozen=True, slots=True)
class Indicator:
    """One canonical indicator, the same across plans.

    ``part_kind`` says how a ratio's parts behave over months (``flow`` or ``stock``).
    ``reported_at`` is ``unit`` (every unit reports it and it adds up) or ``area``
    (only the area that carries the plan knows it, and posts it itself).
    ``parts`` names a ratio's numerator and denominator; ``unit`` is the unit of the figure
    (``%`` for rates) and ``part_unit`` the base unit of a ratio's parts. ``definition`` is what is printed of it (None:
    nothing is); it says nothing of how figures are counted, so two indicators that differ in it alone are the same.
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
    definition: Definition | None = field(default=None, compare=False)

    @property
    def explained(self) -> tuple[ExplainedLine, ...]:
        """What it means (指标解释), line by line."""
        return explained(
            self.definition,
            self.kind,
            self.unit,
            self.reported_at,
            self.frequency,
            self.part_kind,
            self.part_unit,
            self.parts,
        )

    @property
    def is_rate(self) -> bool:
        return self.kind in (Kind.RATIO, Kind.DIRECT)


def basis_points(points: int) -> Fraction:
    """A directly surveyed rate, stored in basis points, as a fraction of one."""
    return Fraction(points, BASIS_POINTS)
