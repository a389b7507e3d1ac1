"""What a unit's missing month counts for, and between which bounds it lies. Exact, pure.

A stock counts with its last figure; a flow with its share of the whole in the same month a year ago, or in the latest
month that the unit is in. A ratio's two parts are estimated like amounts of their kind. See docs/decisions/0128.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from services.aggregator.figures.point import FigurePoint
from shared.periods import Month
from shared.quantities import round_half_even

YEAR = 12
LEAST_KNOWN = Fraction(1, 2)
"""With less of a month reported, more would be estimated than known: the month is missing."""


class Parts(NamedTuple):
    """An amount, or a ratio's two amounts."""

    value: int
    denominator: int = 0

    def plus(self, other: Parts) -> Parts:
        return Parts(self.value + other.value, self.denominator + other.denominator)

    def less(self, other: Parts) -> Parts:
        return Parts(self.value - other.value, self.denominator - other.denominator)


class KnownFigure(NamedTuple):
    """A month that a unit has reported; ``held`` are the earlier months that are in it as well."""

    period: Month
    parts: Parts
    held: tuple[Month, ...] = ()


class Estimate(NamedTuple):
    """What a unit's missing month counts for, and at the lowest and the highest; ``held_by`` is the later month that
    has it in its figure, which then has so much less of its own."""

    region: str
    period: Month
    by: Literal["last", "share"]
    reference: Month
    value: Parts
    low: Parts
    high: Parts
    held_by: Month | None = None


Known = Mapping[str, Sequence[KnownFigure]]
"""By unit the months it has reported, in order."""


def by_last(month: Month, missing: Known, *, ratio: bool) -> tuple[Estimate, ...] | None:
    """The units' last stocks. None where of one of them fewer than two are known: nobody can say how far it moves.

    Each may have moved, every month since its last figure, as far as in the widest of its last twelve known changes.
    """
    found = []
    for region, known in missing.items():
        before = [each for each in known if each.period < month][-YEAR - 1 :]
        if len(before) < 2:
            return None
        last = before[-1]
        gone = month.ordinal - last.period.ordinal
        value, whole = (gone * _widest(before, part) for part in (0, 1))
        reach = Parts(value, whole)
        low, high = last.parts.less(reach), last.parts.plus(reach)
        low = Parts(max(0, low.value), max(0, low.denominator))
        if ratio:  # of the part none is outside the whole
            low, high = Parts(low.value, high.denominator), Parts(min(high.value, low.denominator), low.denominator)
        found.append(Estimate(region, month, "last", last.period, last.parts, low, high))
    return tuple(found)


def _widest(known: Sequence[KnownFigure], part: int) -> int:
    """The widest change of a month; over months without a figure it is spread evenly."""
    changes = (
        (abs(now.parts[part] - before.parts[part]), now.period.ordinal - before.period.ordinal)
        for before, now in pairwise(known)
    )
    return max(-(-change // gap) for change, gap in changes)


def held_later(region: str, month: Month, known: Sequence[KnownFigure], period: Month) -> Estimate | None:
    """A unit's missing month that a later one up to ``period`` has in its figure, as a year to date does: nothing is
    missing in a sum over both. It counts for an even part of what that month brought, whichever it was."""
    for each in known:
        if each.period <= period and month in each.held:
            parts = Parts(*(part // (len(each.held) + 1) for part in each.parts))
            return Estimate(region, month, "share", each.period, parts, parts, parts, each.period)
    return None


def by_share(
    reported: FigurePoint, missing: Known, whole: Callable[[Month], FigurePoint | None], *, ratio: bool
) -> tuple[Estimate, ...] | None:
    """The units' shares of what the month comes to, which is what the others have ``reported`` and these shares.

    ``whole`` gives the whole's month. None where of one of the units no month is known, or where the shares are too
    large. A flow lies between nothing and the unit's largest figure of the same calendar month, a ratio's part
    between nothing and all of its denominator, which is at most its largest one.
    """
    month = reported.period
    shares: dict[str, tuple[Month, Fraction, Fraction]] = {}
    for region, known in missing.items():
        reference = _reference(known, month)
        share = None if reference is None else _shares(reference, whole(reference.period), ratio=ratio)
        if reference is None or share is None:
            return None
        shares[region] = (reference.period, *share)
    others = 1 - sum((share for _, share, _ in shares.values()), Fraction(0))
    other_wholes = 1 - sum((share for _, _, share in shares.values()), Fraction(0))
    if min(others, other_wholes) <= 1 - LEAST_KNOWN:
        return None
    found = []
    for region, (reference_month, of_value, of_whole) in shares.items():
        parts = Parts(
            round_half_even(reported.value * of_value / others),
            round_half_even((reported.denominator or 0) * of_whole / other_wholes),
        )
        most = _largest(missing[region], month, parts)
        low = Parts(0, most.denominator)
        high = Parts(most.denominator, most.denominator) if ratio else most
        found.append(Estimate(region, month, "share", reference_month, parts, low, high))
    return tuple(found)


def _alone(known: Sequence[KnownFigure], month: Month) -> list[KnownFigure]:
    """The months before ``month`` that are one month each."""
    return [each for each in known if each.period < month and not each.held]


def _reference(known: Sequence[KnownFigure], month: Month) -> KnownFigure | None:
    """The same month a year ago, or else the latest one."""
    before = _alone(known, month)
    ago = month.shift(-YEAR)
    return next((each for each in before if each.period == ago), before[-1] if before else None)


def _shares(unit: KnownFigure, whole: FigurePoint | None, *, ratio: bool) -> tuple[Fraction, Fraction] | None:
    if whole is None:
        return None
    value = _share(unit.parts.value, whole.value)
    denominator = _share(unit.parts.denominator, whole.denominator or 0) if ratio else Fraction(0)
    return None if value is None or denominator is None else (value, denominator)


def _share(part: int, whole: int) -> Fraction | None:
    """None where the whole is nothing, and the part is not."""
    if part <= 0:
        return Fraction(0)
    return Fraction(part, whole) if whole > 0 else None


def _largest(known: Sequence[KnownFigure], month: Month, estimate: Parts) -> Parts:
    before = _alone(known, month)
    same = [each for each in before if each.period.month == month.month] or before
    return Parts(
        max(0, estimate.value, *(each.parts.value for each in same)),
        max(0, estimate.denominator, *(each.parts.denominator for each in same)),
    )
