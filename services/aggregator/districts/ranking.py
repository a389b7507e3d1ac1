"""Districts in order: by progress where each has a target, otherwise by growth or by the rate itself. Pure.

A list is ordered by one measure only, because places by different measures cannot be compared:

==========  ============================================  ===========================================
basis       when                                          order
==========  ============================================  ===========================================
progress    every district with figures has a target of   P on its own trajectory, the highest first
            its own, printed or allocated, with a P
rate        otherwise, for a rate                         the rate itself, the better side first
growth      otherwise, for a flow or a stock              against the same month of last year
                                                          (a flow: January to the month)
==========  ============================================  ===========================================

Nothing is invented: a parent's target is never shared out here to make a district's. Only accepted
figures are ranked; a district without them stands at the end with the reason. Equal values share a
place, and the places after them are left out (1, 2, 2, 4).

``pull`` (拉动) is a district's increase as a share of the whole area's amount a year ago: over the
districts that have both years it adds up to the growth of their sum, whatever the signs are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from services.aggregator.districts.district_figure import DistrictFigure


class Basis(StrEnum):
    """What a list is ordered by."""

    PROGRESS = "progress"
    GROWTH = "growth"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class PlacedDistrict:
    """A district in the list. ``place`` is None where it is not ranked, ``reason`` names why.

    ``growth`` is the relative change of an amount, or the difference of a rate (a fraction of one).
    """

    standing: DistrictFigure
    place: int | None
    growth: Fraction | None
    pull: Fraction | None
    reason: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """The whole list, the ranked first."""

    basis: Basis
    placed: tuple[PlacedDistrict, ...]


def rank(standings: Sequence[DistrictFigure], *, rate: bool, upward: bool) -> Ranking:
    """Put districts in order; those of equal value, and those not ranked, stay in the order given."""
    basis = _basis(standings, rate)
    whole = sum((each.before for each in standings if _grows(each) and each.before is not None), Fraction(0))
    sign = 1 if upward or basis is Basis.PROGRESS else -1
    keyed = [(each, _key(each, basis, rate)) for each in standings]
    ranked = sorted(
        ((each, sign * key) for each, key in keyed if key is not None), key=lambda pair: pair[1], reverse=True
    )
    keys = [key for _, key in ranked]
    placed = [
        PlacedDistrict(each, keys.index(key) + 1, growth(each, rate), _pull(each, whole, rate), "")
        for each, key in ranked
    ]
    others = [
        PlacedDistrict(each, None, growth(each, rate), _pull(each, whole, rate), _why(each, basis))
        for each, key in keyed
        if key is None
    ]
    return Ranking(basis, (*placed, *others))


def growth(standing: DistrictFigure, rate: bool) -> Fraction | None:
    """The change over a year: relative for an amount (None from zero), a difference for a rate."""
    if standing.now is None or standing.before is None:
        return None
    if rate:
        return standing.now - standing.before
    return (standing.now - standing.before) / standing.before if standing.before else None


def _basis(standings: Sequence[DistrictFigure], rate: bool) -> Basis:
    measured = [each for each in standings if each.now is not None]
    if measured and all(each.goal is not None and each.goal.progress is not None for each in measured):
        return Basis.PROGRESS
    return Basis.RATE if rate else Basis.GROWTH


def _key(standing: DistrictFigure, basis: Basis, rate: bool) -> Fraction | None:
    match basis:
        case Basis.PROGRESS:
            return standing.goal.progress if standing.goal and standing.now is not None else None
        case Basis.RATE:
            return standing.now
        case Basis.GROWTH:
            return growth(standing, rate)


def _grows(standing: DistrictFigure) -> bool:
    return standing.now is not None and standing.before is not None


def _pull(standing: DistrictFigure, whole: Fraction, rate: bool) -> Fraction | None:
    if rate or not whole or standing.now is None or standing.before is None:
        return None
    return (standing.now - standing.before) / whole


def _why(standing: DistrictFigure, basis: Basis) -> str:
    if standing.now is None:
        return standing.reason
    if standing.before is None and basis is Basis.GROWTH:
        return "no_year_before"
    return "zero_year_before"
