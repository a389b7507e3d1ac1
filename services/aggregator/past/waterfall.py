"""Why a total changed between two points: one part for every event that moved it. Pure.

The history of each unit is followed event by event; a part is what its unit's contribution is after the
event less what it was before. So the parts add up to the change exactly, whatever the events were. A late
report, or a correction of a year-to-date line, also moves the months after its own: that is its part too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from services.aggregator.past.change_parts import NOTHING, Cause, ChangePart, TotalAmount, Waterfall
from services.aggregator.past.followed_total import Total, Years, contribution, contributions, family_of, sum_of
from services.aggregator.reports.contributions import UnitYear
from services.aggregator.reports.handlers import IntakeEvent, evolve
from services.aggregator.reports.months import UnitMonth
from shared.catalogue import Catalogue
from shared.events import (
    ReportAccepted,
    ReportCorrected,
    ReportReturned,
    ReportSubmitted,
)
from shared.periods import CHINA, Month, from_microseconds


class Happened(NamedTuple):
    """An event of ``reports`` with its envelope; ``recorded_at`` is in UTC microseconds."""

    position: int
    recorded_at: int
    actor: str
    event: IntakeEvent


def explain(
    total: Total, events: Iterable[Happened], start: int, end: int, known_then: Total | None = None
) -> Waterfall:
    """The change of ``total`` from the position ``start`` to the position ``end``.

    ``events`` are those of every unit that adds to it, in order, from the first on; those of each whole
    year of which a month counts are needed, whatever came of them, and of the units that hang together with it.
    ``known_then`` is the total as it was made up by what was known at the start, where more became known since:
    that too has its parts.
    """
    then = total if known_then is None else known_then
    years: _Followed = defaultdict(dict)
    parts: list[ChangePart] = []
    before: TotalAmount | None = None
    simulated = False
    for happened in events:
        if happened.position > end:
            break
        simulated = simulated or getattr(happened.event, "simulated", False)
        if happened.position <= start:
            _follow(total, years, happened)
            continue
        if before is None:
            before = sum_of(then, years)
            parts += _moved(then, total, years, start)
        part = _explained(total, years, happened)
        if part is not None:
            parts.append(part)
    if before is None:
        before = sum_of(then, years)
        parts += _moved(then, total, years, start)
    return Waterfall(before, sum_of(total, years), tuple(parts), simulated)


def _moved(then: Total, now: Total, years: Years, position: int) -> Iterator[ChangePart]:
    """What other members change, unit by unit, in what stands at ``position``."""
    if then is now:
        return
    was, becomes = (_by_unit(total, years) for total in (then, now))
    for region, year in sorted({*was, *becomes}):
        change = becomes.get((region, year), NOTHING).minus(was.get((region, year), NOTHING))
        if change != NOTHING:
            yield ChangePart(position, 0, "", region, f"{year:04d}", Cause.BOUNDARY, change, "")


def _by_unit(total: Total, years: Years) -> dict[tuple[str, int], TotalAmount]:
    """What each unit's year adds to a total."""
    families = {family_of(total, region, year) for region, year in years}
    return {
        (unit, year): amount
        for family, year in families
        for unit, amount in contributions(total, family[0], year, years)
    }


_Followed = dict[tuple[str, int], UnitYear]
"""As :data:`Years`, still being added to: a year that nothing is known of is empty."""


class _Step(NamedTuple):
    """An event was applied; ``state`` is the month as it was."""

    state: UnitMonth | None


def _follow(total: Total, years: _Followed, happened: Happened) -> _Step | None:
    """Apply one event; None where it changes nothing."""
    event = _of_indicator(happened.event, total.indicator)
    period = Month.parse(event.period)
    year = years[event.region, period.year]
    state = year.get(period.month)
    new = evolve(state, event, happened.position)
    if new is None or new is state:
        return None
    year[period.month] = new
    return _Step(state)


def _explained(total: Total, years: _Followed, happened: Happened) -> ChangePart | None:
    """Apply one event; what it did to the total, if anything."""
    event = happened.event
    key = (event.region, int(event.period[:4]))
    before = contribution(total, *key, years)
    step = _follow(total, years, happened)
    change = contribution(total, *key, years).minus(before)
    if step is None or change == NOTHING:
        return None
    return ChangePart(
        happened.position,
        happened.recorded_at,
        happened.actor,
        event.region,
        event.period,
        _cause(event, step.state, happened.recorded_at, total.catalogue),
        change,
        _reason(event),
    )


def _of_indicator(event: IntakeEvent, indicator: str) -> IntakeEvent:
    """The event with the lines of one indicator only: the others do not matter, and there are many."""
    if not isinstance(event, ReportSubmitted | ReportCorrected):
        return event
    return msgspec.structs.replace(event, lines=tuple(line for line in event.lines if line.indicator == indicator))


def _cause(event: IntakeEvent, state: UnitMonth | None, recorded_at: int, catalogue: Catalogue) -> Cause:
    if isinstance(event, ReportCorrected):
        return Cause.CORRECTED
    if isinstance(event, ReportSubmitted):
        if state is not None and state.revision:
            return Cause.RESUBMITTED
        period = Month.parse(event.period)
        if catalogue.backfills(event.region, period):
            return Cause.BACKFILLED
        day = from_microseconds(recorded_at).astimezone(CHINA).date()
        return Cause.LATE if day > catalogue.calendar_of(event.region).due_day(period) else Cause.REPORTED
    if isinstance(event, ReportReturned):
        return Cause.RETURNED
    return Cause.ACCEPTED if isinstance(event, ReportAccepted) else Cause.WITHDRAWN


def _reason(event: IntakeEvent) -> str:
    return str(getattr(event, "reason", ""))
