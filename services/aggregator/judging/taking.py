"""How much of what waits is judged in one transaction. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from services.aggregator.model import WaitingMonth
from shared.periods import Month


def whole_targets(waiting: Sequence[WaitingMonth], latest: Month, most: int) -> list[WaitingMonth]:
    """Of a plan's ``waiting`` months, by row, those of the first targets that together reach no more than ``most``
    months; one target at least, whatever it reaches.

    A target is never judged in parts: its months follow from one another. A change reaches the months up to the
    ``latest`` that is reported at the most.
    """
    taken: list[WaitingMonth] = []
    reached = 0
    for months in by_target(waiting):
        reached += 1 + max(0, latest.ordinal - min(Month.parse(each.period).ordinal for each in months))
        if taken and reached > most:
            break
        taken += months
    return taken


def by_target(waiting: Sequence[WaitingMonth]) -> Iterable[list[WaitingMonth]]:
    """What waits, by row, target by target."""
    for _, months in groupby(waiting, key=lambda each: (each.plan, each.row)):
        yield list(months)
