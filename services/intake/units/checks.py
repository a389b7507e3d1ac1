"""What the review rules need to know of a unit's indicators, worked out of the catalogue once. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from services.intake.units.families import Family
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind
from shared.catalogue.review import Identity, ReviewTable
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION

_NONE = Decimal(0)
_ONE = {Kind.RATIO: PARTS_PER_MILLION, Kind.DIRECT: BASIS_POINTS}

THOUSAND = 1_000
"""The z of :class:`JumpLimits` is written in parts of this."""


class JumpLimits(NamedTuple):
    """When a change is asked about, in integers: over ``z`` thousandths, over ``floor`` parts per million of
    last year's figure, and from ``least`` on; of a rate, over ``floor`` parts per million of ``one``, which is how
    its figures write 100 % (0: it is no rate)."""

    z: int
    floor: int
    least: int
    one: int


class Check(NamedTuple):
    """One indicator's thresholds; None where the rule is off for it, or does not apply.

    ``copied`` is the least flow that counts as copied, ``reset`` the least December that January is held against.
    """

    name: str
    upward: bool
    jump: JumpLimits | None
    copied: int | None
    reset: int | None


class Checks(NamedTuple):
    """One unit's: the indicators by id, the identities among them, and the families the unit is one of."""

    indicators: dict[str, Check]
    identities: tuple[Identity, ...] = ()
    families: tuple[Family, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """The indicators' names by id."""
        return {indicator: check.name for indicator, check in self.indicators.items()}


def checks_of(catalogue: Catalogue, owed: Iterable[str]) -> Checks:
    """The checks of a unit that owes these indicators, but for its families."""
    mine = {each: _check(catalogue.indicators[each], catalogue.review) for each in owed}
    whole = [each for each in catalogue.review.identities if {each.stock, *each.into, *each.out} <= mine.keys()]
    return Checks(mine, tuple(whole))


def _check(indicator: Indicator, table: ReviewTable) -> Check:
    kind = "flow" if indicator.kind is Kind.FLOW else "stock" if indicator.kind is Kind.STOCK else "rate"
    z = table.threshold(indicator.id, "jump")
    floor = table.threshold(indicator.id, f"jump_floor_{kind}")
    least = table.threshold(indicator.id, "jump_least")
    copied = table.threshold(indicator.id, "flow_copied") if kind == "flow" else None
    reset = table.threshold(indicator.id, "ytd_not_reset")
    return Check(
        indicator.name,
        indicator.upward,
        None if z is None else limits(z, floor or _NONE, least or _NONE, _ONE.get(indicator.kind, 0)),
        None if copied is None else int(copied),
        None if reset is None else int(reset),
    )


def limits(z: Decimal, floor: Decimal, least: Decimal, one: int = 0) -> JumpLimits:
    """The limits from the thresholds as the catalogue writes them."""
    return JumpLimits(int(z * THOUSAND), int(floor * PARTS_PER_MILLION), 0 if one else int(least), one)
