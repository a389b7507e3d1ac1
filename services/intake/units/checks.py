"""What the review rules need to know of a unit's indicators, worked out of the catalogue once. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from services.intake.review.between import Family
from services.intake.review.jumps import JumpLimits, limits
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind
from shared.catalogue.review import Identity, ReviewTable
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION

_NONE = Decimal(0)
_ONE = {Kind.RATIO: PARTS_PER_MILLION, Kind.DIRECT: BASIS_POINTS}


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


def checks_of(catalogue: Catalogue, owed: Iterable[str]) -> Checks:
    """The checks of a unit that owes these indicators, but for its families."""
    mine = {each: _check(catalogue.indicators[each], catalogue.review) for each in owed}
    whole = [each for each in catalogue.review.identities if {each.stock, *each.into, *each.out} <= mine.keys()]
    return Checks(mine, tuple(whole))


def families_of(catalogue: Catalogue, region: str) -> tuple[Family, ...]:
    """The amounts that the region reports, and a region above or below it reports as well."""
    found = []
    for indicator in catalogue.owed(region):
        if catalogue.indicators[indicator].is_rate:
            continue
        above = next((each for each in catalogue.ancestors(region) if indicator in catalogue.owed(each)), None)
        for parent in (region, above):
            if parent is not None and (children := _children(catalogue, parent, indicator)):
                found.append(Family(indicator, parent, children, _covers(catalogue, parent, children)))
    return tuple(found)


def _children(catalogue: Catalogue, parent: str, indicator: str) -> tuple[str, ...]:
    """The nearest regions below ``parent`` that report the indicator themselves."""
    owing = [
        code
        for code in catalogue.regions
        if code != parent and parent in catalogue.ancestors(code) and indicator in catalogue.owed(code)
    ]
    return tuple(code for code in owing if not set(owing) & set(catalogue.ancestors(code)))


def _covers(catalogue: Catalogue, parent: str, children: tuple[str, ...]) -> bool:
    covered = {unit for child in children for unit in catalogue.units_under(child)}
    return covered >= set(catalogue.units_under(parent))


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
