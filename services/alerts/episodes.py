"""An episode's row, projected from the alert's events. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from services.alerts.message import AlertEvent
from shared.events import AlertClosedByCorrection, AlertFrozen, AlertLevelChanged, AlertRaised, AlertResolved

Row = Mapping[str, Any]
_encode = msgspec.json.Encoder().encode


def project(row: Row | None, event: AlertEvent, stream: str, at: int) -> Row:
    """The row after one more event. ``at`` is its instant in UTC microseconds.

    Raises:
        ValueError: an episode that goes on without having begun.
    """
    if isinstance(event, AlertRaised):
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
        }
    if row is None:
        raise ValueError(f"{event.alert} episode {event.episode} was never raised")
    changed = {**row, "period": max(row["period"], event.period), "changed_at": at}
    match event:
        case AlertLevelChanged():
            state = "open" if event.reason == "figures_returned" else row["state"]
            return {**changed, "state": state, "level": event.level, "assessment": _encode(event.assessment)}
        case AlertFrozen():
            return {**changed, "state": "frozen"}
        case AlertResolved():
            return {**changed, "state": "resolved", "assessment": _encode(event.assessment)}
        case AlertClosedByCorrection():
            return {**changed, "state": "closed_by_correction", "assessment": _encode(event.assessment)}
