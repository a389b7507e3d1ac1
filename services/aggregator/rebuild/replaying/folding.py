"""What becomes of units' months, all at once: the first event of every month, then the second of each, and so on. Pure.

It follows the same rules as ``reports.months``, written a second time on purpose: a rebuild that shared the live path's
code could not prove it right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.aggregator.rebuild.replaying.flat import Move
from services.aggregator.reports.months import Status

Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

NONE = -1
"""In the place of a report's number: nothing stands."""

STATUSES: Sequence[Status] = ("submitted", "corrected", "accepted", "returned", "withdrawn")
"""By the number of the move that left a month so."""


@dataclass(frozen=True, slots=True)
class EventColumns:
    """The events that move months, in their order: an array each, all of one length.

    ``report`` is the number of the report that an event brings (NONE: none), ``doubted`` whether it leaves something
    in review by itself.
    """

    region: Integers
    period: Integers
    kind: Integers
    report: Integers
    position: Integers
    doubted: Truths


@dataclass(frozen=True, slots=True)
class FoldedMonths:
    """Units' months, by region and then by period: what an UnitMonth says of each, lines as the numbers of reports.

    ``status`` is the kind of the last event, ``reviewed`` whether the month may have something in review. The events of
    month ``n`` are those at ``order[bounds[n]:bounds[n + 1]]``.
    """

    region: Integers
    period: Integers
    status: Integers
    revision: Integers
    position: Integers
    live: Integers
    accepted: Integers
    simulated: Truths
    reviewed: Truths
    order: Integers
    bounds: Integers

    @property
    def settled(self) -> Truths:
        """Whether what stands of each is accepted."""
        found: Truths = (self.live != NONE) & (self.status > Move.CORRECTED)
        return found


def fold(events: EventColumns, simulated: Truths) -> FoldedMonths:
    """The months after all events; ``simulated`` is told by the number of the report."""
    width = int(events.period.max(initial=0)) + 1
    place = events.region * width + events.period
    order = np.argsort(place, kind="stable")
    keys, starts = np.unique(place[order], return_index=True)
    bounds = np.append(starts, len(order)).astype(np.int64)
    months = _blank(keys // width, keys % width, order, bounds)
    for which, at in _rounds(order, bounds):
        _step(months, which, at, events, simulated)
    return months


def _blank(region: Integers, period: Integers, order: Integers, bounds: Integers) -> FoldedMonths:
    count = len(region)
    zeros, nothing, false = np.zeros(count, np.int64), np.full(count, NONE, np.int64), np.zeros(count, np.bool_)
    return FoldedMonths(
        region,
        period,
        np.full(count, int(Move.WITHDRAWN), np.int64),
        zeros,
        zeros.copy(),
        nothing,
        nothing.copy(),
        false,
        false.copy(),
        order,
        bounds,
    )


def _rounds(order: Integers, bounds: Integers) -> Iterator[tuple[Integers, Integers]]:
    """The months that have a first event, with it; those that have a second one; and so on."""
    counts = np.diff(bounds)
    which = np.arange(len(counts))
    turn = 0
    while len(which := which[counts[which] > turn]):
        yield which, order[bounds[which] + turn]
        turn += 1


def _step(months: FoldedMonths, which: Integers, at: Integers, events: EventColumns, simulated: Truths) -> None:
    """One event of each of the months ``which``, those ``at`` these places."""
    kind, report = events.kind[at], events.report[at]
    before, live, accepted = months.status[which], months.live[which], months.accepted[which]
    brings = kind <= Move.CORRECTED
    accepts = kind == Move.ACCEPTED
    emptied = (kind == Move.RETURNED) & (before == Move.ACCEPTED)
    months.reviewed[which] |= events.doubted[at] | (brings & (accepted != NONE))
    months.live[which] = np.select([brings, accepts, emptied], [report, live, np.int64(NONE)], accepted)
    months.accepted[which] = np.select([accepts, emptied], [live, np.int64(NONE)], accepted)
    months.simulated[which] = np.where(brings, simulated[report], months.simulated[which])
    months.status[which] = kind
    months.revision[which] += brings
    months.position[which] = events.position[at]
