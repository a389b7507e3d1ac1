"""Messages and what became of them, as answers and pages show them. Pure."""

from __future__ import annotations

from typing import Any

from services.alerts.messages.notification import NotificationRow
from services.alerts.messages.wording import DELIVERY_STATES
from shared.periods import from_microseconds

View = dict[str, Any]
"""What is shown, by name; ready to be answered as JSON."""


def message_view(row: NotificationRow) -> View:
    """One notification, without its content."""
    finished = row.finished_at
    return {
        "notification": row.notification,
        "alert": row.alert,
        "episode": row.episode,
        "sequence": row.sequence,
        "channel": row.channel,
        "recipient": row.recipient,
        "state": row.state,
        "state_name": DELIVERY_STATES[row.state],
        "attempts": row.attempts,
        "queued_at": from_microseconds(row.queued_at),
        "wanted_at": from_microseconds(row.wanted_at),
        "held": row.state == "queued" and row.attempts == 0 and row.wanted_at > row.queued_at,
        "finished_at": from_microseconds(finished) if finished is not None else None,
        "digest": row.digest,
        "retried": [],
        "delivered_at": from_microseconds(finished) if finished is not None and row.state == "delivered" else None,
        "detail": row.detail,
        "subject": row.subject,
        "title": row.title,
        "page": _page_of(row),
    }


def _page_of(row: NotificationRow) -> str:
    """Where what a message is about is shown."""
    if row.stream.startswith("reminder-"):
        period = "-".join(row.stream.split("-")[1:3])
        return f"/reminders?period={period}"
    return f"/alerts/{row.alert}#e{row.episode}"
