"""What one unit reported for one month, and how each event changes that. Pure.

Every function is total: intake decides whether a step is allowed, the aggregator only follows.
An acceptance, return or withdrawal of a month that has no lines leaves it without lines.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import msgspec

from services.aggregator.reports.reviews import MonthInReview
from shared.events import (
    PeriodClosed,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)
from shared.shapes.shape import LinesOfShape

Status = Literal["submitted", "corrected", "accepted", "returned", "withdrawn"]
"""The last thing that happened to a unit's month."""

Lines = tuple[ReportLine, ...]


class UnitMonth(msgspec.Struct, frozen=True, gc=False):
    """One unit's month. ``live`` are the provisional lines, ``accepted`` those a reviewer accepted.

    Without ``live`` lines the month counts as not reported. ``revision`` counts the submissions
    and corrections, ``position`` is that of the last event in ``reports``. ``has_year_to_date``
    says whether any of the lines is a year-to-date one: other months of the year depend on it. ``review`` is what
    of it waits for review, and which corrections of it were accepted (None: nothing).
    """

    status: Status
    revision: int
    position: int
    live: Lines | None
    accepted: Lines | None
    simulated: bool
    has_year_to_date: bool
    review: MonthInReview | None = None

    @property
    def settled(self) -> bool:
        """Whether the revision that stands is accepted: not while a correction of it waits for review."""
        return self.accepted is not None and self.live is not None and self.status not in ("submitted", "corrected")

    def same_figures(self, other: UnitMonth | None) -> bool:
        """Whether nothing that adds to a figure differs from ``other``."""
        if other is None:
            return self.live is None and self.accepted is None
        return (
            (self.live is other.live or self.live == other.live)
            and (self.accepted is other.accepted or self.accepted == other.accepted)
            and self.simulated == other.simulated
            and self.settled == other.settled
        )


def narrowed(state: UnitMonth, indicators: Collection[str]) -> UnitMonth:
    """The month with the lines of ``indicators`` alone: no line says anything of another indicator's."""
    live = _lines_of(state.live, indicators)
    accepted = live if state.accepted is state.live else _lines_of(state.accepted, indicators)
    return msgspec.structs.replace(state, live=live, accepted=accepted)


def _lines_of(lines: Lines | None, indicators: Collection[str]) -> Lines | None:
    return None if lines is None else tuple(line for line in lines if line.indicator in indicators)


def submitted(state: UnitMonth | None, event: ReportSubmitted | ReportCorrected, position: int) -> UnitMonth:
    """The new lines stand, provisionally; what was accepted before stays accepted."""
    revision, accepted = (state.revision, state.accepted) if state else (0, None)
    status: Status = "submitted" if isinstance(event, ReportSubmitted) else "corrected"
    to_date = _year_to_date(event.lines) or (accepted is not None and _year_to_date(accepted))
    return UnitMonth(status, revision + 1, position, event.lines, accepted, event.simulated, to_date)


def accepted(state: UnitMonth | None, _event: ReportAccepted, position: int) -> UnitMonth:
    """The lines that stand are the accepted ones."""
    state = state or _EMPTY
    return _settled(state, "accepted", position, state.live)


def returned(state: UnitMonth | None, _event: ReportReturned, position: int) -> UnitMonth:
    """The lines that stood are gone: the accepted ones stand again, else the unit owes the month.

    When they were accepted themselves, by a level below the one that returns them, nothing stands.
    """
    if state is not None and state.status == "accepted":
        return _settled(state, "returned", position, None)
    return _taken_back(state, "returned", position)


def withdrawn(state: UnitMonth | None, _event: ReportWithdrawn, position: int) -> UnitMonth:
    """As :func:`returned`, by the unit itself."""
    return _taken_back(state, "withdrawn", position)


def closed(state: UnitMonth | None, _event: PeriodClosed, _position: int) -> UnitMonth | None:
    """Closing a month changes no figure."""
    return state


def _taken_back(state: UnitMonth | None, status: Status, position: int) -> UnitMonth:
    state = state or _EMPTY
    return _settled(state, status, position, state.accepted)


def _settled(state: UnitMonth, status: Status, position: int, lines: Lines | None) -> UnitMonth:
    """The month with ``lines`` both live and accepted."""
    to_date = lines is not None and _year_to_date(lines)
    return UnitMonth(status, state.revision, position, lines, lines, state.simulated, to_date)


def _year_to_date(lines: Lines) -> bool:
    if isinstance(lines, LinesOfShape):
        return bool(lines.shape.defined.to_date)
    for line in lines:  # noqa: SIM110 - a plain loop is twice as fast, and this sees every line of every report
        if line.basis == "year_to_date":
            return True
    return False


_EMPTY = UnitMonth("withdrawn", 0, 0, None, None, False, False)
