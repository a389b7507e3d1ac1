"""An episode's row, projected from the alert's events. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from services.alerts.episodes.events import EpisodeEvent, PeopleEvent
from services.alerts.episodes.policy import rank
from shared.events import (
    AlertAcknowledged,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    AlertSignedOff,
    AlertSilenced,
)

Row = Mapping[str, Any]
_encode = msgspec.json.Encoder().encode


def project(row: Row | None, event: EpisodeEvent, stream: str, at: int) -> Row:
    """The row after one more event. ``at`` is its instant in UTC microseconds.

    Raises:
        ValueError: an episode that goes on without having begun.
    """
    if isinstance(event, AlertRaised):
        return _raised(event, stream, at)
    if row is None:
        raise ValueError(f"{event.alert} episode {event.episode} was never raised")
    if isinstance(event, PeopleEvent):
        return {**row, **_HANDLED[type(event)](event, at)}
    changed = {**row, "period": max(row["period"], event.period), "changed_at": at}
    match event:
        case AlertLevelChanged():
            state = "open" if event.reason == "figures_returned" else row["state"]
            worse = rank(event.level) > rank(event.old_level)
            asked = _asked(at) if worse and not event.gathered_by else {}
            return {**changed, **asked, "state": state, "level": event.level, "assessment": _encode(event.assessment)}
        case AlertFrozen():
            return {**changed, "state": "frozen"}
        case AlertResolved():
            return {**changed, "state": "resolved", "assessment": _encode(event.assessment)}
        case AlertClosedByCorrection():
            return {**changed, "state": "closed_by_correction", "assessment": _encode(event.assessment)}


def _raised(event: AlertRaised, stream: str, at: int) -> Row:
    return {
        "number": event.alert,
        "episode": event.episode,
        "stream": stream,
        "plan": event.plan,
        "row": event.row,
        "indicator": event.indicator,
        "region": event.region,
        "state": "open",
        "level": event.level,
        "raised_period": event.period,
        "raised_at": at,
        "period": event.period,
        "changed_at": at,
        "after": event.after,
        "assessment": _encode(event.assessment),
        "signed_off_at": None,
        "silenced_until": "",
        **_asked(at),
    }


def _asked(at: int) -> Row:
    """The department is asked (anew) to sign and to answer."""
    return {"asked_at": at, "acknowledged_at": None, "answer": "none", "answered_at": None, "escalated": ""}


_HANDLED: Mapping[type[PeopleEvent], Callable[[Any, int], Row]] = {
    AlertAcknowledged: lambda event, at: {"acknowledged_at": at},
    AlertAnswered: lambda event, at: {"answer": "standing", "answered_at": at},
    AlertAnswerAccepted: lambda event, at: {"answer": "accepted"},
    AlertAnswerReturned: lambda event, at: {"answer": "returned"},
    AlertSignedOff: lambda event, at: {"signed_off_at": at},
    AlertEscalated: lambda event, at: {"escalated": event.step},
    AlertSilenced: lambda event, at: {"silenced_until": event.until},
}
"""What people's events change in the row."""
