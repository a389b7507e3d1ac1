"""An area's total shared out to its units: exact, and never above a unit's ceiling. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shared.quantities import apportion

UnitPaths = dict[str, list[int]]
"""What each unit has in every month."""


def share_within(total: int, weights: Sequence[int], ceilings: Sequence[int]) -> list[int]:
    """Share ``total`` by ``weights`` so that no part exceeds its ceiling; the parts add up exactly.

    What a full part cannot take goes to the others by their weights.

    Raises:
        ValueError: the ceilings together do not hold ``total``, or it is negative.
    """
    if not 0 <= total <= sum(ceilings):
        raise ValueError("the ceilings do not hold the total")
    parts = [0] * len(weights)
    open_parts = [index for index, ceiling in enumerate(ceilings) if ceiling > 0]
    while total:
        shares = apportion(total, [weights[index] for index in open_parts])
        for index, share in zip(open_parts, shares, strict=True):
            taken = min(share, ceilings[index] - parts[index])
            parts[index] += taken
            total -= taken
        open_parts = [index for index in open_parts if parts[index] < ceilings[index]]
    return parts


def share_rate(numerator: int, weights: Sequence[int], denominators: Sequence[int]) -> list[int]:
    """Share a ratio's numerator over units that have their denominators already.

    A high rate shares out what is *missing* to the whole, a low one what is there, so that units
    differ where people look: in who is above and who below. ``weights`` vary the shares.

    Raises:
        ValueError: the numerator is above the denominators' sum, or negative.
    """
    whole = sum(denominators)
    scaled = [weight * denominator for weight, denominator in zip(weights, denominators, strict=True)]
    if 2 * numerator <= whole:
        return share_within(numerator, scaled, denominators)
    missing = share_within(whole - numerator, scaled, denominators)
    return [denominator - gap for denominator, gap in zip(denominators, missing, strict=True)]


def take_own(amount: int, wished: Mapping[str, int], within: Mapping[str, int], room: int) -> dict[str, int]:
    """What the units with paths of their own take of a month's total, in order.

    None takes more than its part of ``within``, or than is left; the last takes what is more than the ``room``
    of the others.
    """
    taken: dict[str, int] = {}
    rest = amount
    for unit, wish in wished.items():
        least = rest - room if len(taken) == len(wished) - 1 else 0
        taken[unit] = min(max(wish, least), min(within[unit], rest))
        rest -= taken[unit]
    return taken
