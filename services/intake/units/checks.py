"""What the review rules need to know of a unit's indicators, worked out of the catalogue once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from services.intake.units.baselines import Bounds, bounds
from services.intake.units.families import Family
from services.intake.units.plan_scales import PlanScale, plan_scale
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


class ScaleLimits(NamedTuple):
    """When a figure is of another order than the unit's earlier ones, in integers: ``times`` thousandths of them,
    and from a change of ``least`` on. ``flow``: they are all its months, else the last one."""

    times: int
    least: int
    flow: bool


class Check(NamedTuple):
    """One indicator's thresholds; None where the rule is off for it, or does not apply.

    ``copied`` is the least flow that counts as copied, ``reset`` the least December that January is held against,
    ``swapped`` how many thousandths a figure moves before it is looked for in another row, ``near`` how many it may
    move before any question of magnitude is put. ``peers`` how many thousandths of what its peers lead one to expect.
    """

    name: str
    upward: bool
    jump: JumpLimits | None
    copied: int | None
    reset: int | None
    scale: ScaleLimits | None = None
    swapped: int | None = None
    near: int = 0
    bounds: Bounds | None = None
    first: PlanScale | None = None
    peers: int | None = None


class Checks(NamedTuple):
    """One unit's: the indicators by id, the identities among them, and the families the unit is one of.

    ``scales``: how many base units the unit of an amount has (10,000 for 万人); a rate's parts are counted in one.
    """

    indicators: dict[str, Check]
    identities: tuple[Identity, ...] = ()
    families: tuple[Family, ...] = ()
    scales: Mapping[str, int] = {}

    @property
    def names(self) -> dict[str, str]:
        """The indicators' names by id."""
        return {indicator: check.name for indicator, check in self.indicators.items()}


def checks_of(catalogue: Catalogue, owed: Iterable[str], region: str = "", areas: Sequence[str] = ()) -> Checks:
    """The checks of a unit that owes these indicators, but for its families; ``areas`` carry a plan and hold it."""
    mine = {
        each: _check(catalogue.indicators[each], catalogue.review)._replace(
            bounds=bounds(catalogue, region, areas, each), first=plan_scale(catalogue, region, areas, each)
        )
        for each in owed
    }
    whole = [each for each in catalogue.review.identities if {each.stock, *each.into, *each.out} <= mine.keys()]
    amounts = (each for each in map(catalogue.indicators.__getitem__, mine) if not each.is_rate)
    return Checks(mine, tuple(whole), scales={each.id: each.unit.scale for each in amounts})


def _check(indicator: Indicator, table: ReviewTable) -> Check:
    kind = "flow" if indicator.kind is Kind.FLOW else "stock" if indicator.kind is Kind.STOCK else "rate"
    z = table.threshold(indicator.id, "jump")
    floor = table.threshold(indicator.id, f"jump_floor_{kind}")
    least = table.threshold(indicator.id, "jump_least")
    copied = table.threshold(indicator.id, "flow_copied") if kind == "flow" else None
    reset = table.threshold(indicator.id, "ytd_not_reset")
    scale, swapped = _scale(indicator, table), _thousandths(table.threshold(indicator.id, "swapped"))
    return Check(
        indicator.name,
        indicator.upward,
        None if z is None else limits(z, floor or _NONE, least or _NONE, _ONE.get(indicator.kind, 0)),
        None if copied is None else int(copied),
        None if reset is None else int(reset),
        scale,
        swapped,
        min(each for each in (scale and scale.times, swapped, 2 * THOUSAND) if each is not None),
        peers=_thousandths(table.threshold(indicator.id, "peers")),
    )


def _scale(indicator: Indicator, table: ReviewTable) -> ScaleLimits | None:
    flow = (indicator.part_kind if indicator.kind is Kind.RATIO else indicator.kind) is Kind.FLOW
    times = _thousandths(table.threshold(indicator.id, "scale_flow" if flow else "scale_stock"))
    least = table.threshold(indicator.id, "scale_least")
    return None if times is None else ScaleLimits(times, int(least or 0), flow)


def _thousandths(threshold: Decimal | None) -> int | None:
    return None if threshold is None else int(threshold * THOUSAND)


def limits(z: Decimal, floor: Decimal, least: Decimal, one: int = 0) -> JumpLimits:
    """The limits from the thresholds as the catalogue writes them."""
    return JumpLimits(int(z * THOUSAND), int(floor * PARTS_PER_MILLION), 0 if one else int(least), one)
