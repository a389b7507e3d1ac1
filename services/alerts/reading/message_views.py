"""Messages and what became of them, as answers and pages show them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from services.alerts.messages.notification import NotificationRow
from services.alerts.messages.wording import DELIVERY_STATES
from services.alerts.reading.shown import WholeMessage
from shared.periods import from_microseconds

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)


def message_view(row: NotificationRow, retried: Sequence[tuple[str, datetime]] = ()) -> WholeMessage:
    """One notification, without its content; ``retried``: by whom and when it was sent again."""
    finished = from_microseconds(row.finished_at) if row.finished_at is not None else None
    return WholeMessage(
        notification=row.notification,
        alert=row.alert,
        episode=row.episode,
        sequence=row.sequence,
        channel=row.channel,
        recipient=row.recipient,
        state=row.state,
        state_name=DELIVERY_STATES[row.state],
        attempts=row.attempts,
        queued_at=from_microseconds(row.queued_at),
        wanted_at=from_microseconds(row.wanted_at),
        held=row.state == "queued" and row.attempts == 0 and row.wanted_at > row.queued_at,
        finished_at=finished,
        digest=row.digest,
        retried=list(retried),
        delivered_at=finished if row.state == "delivered" else None,
        detail=row.detail,
        subject=row.subject,
        title=row.title,
        page=_page_of(row),
    )


def _page_of(row: NotificationRow) -> str:
    """Where what a message is about is shown."""
    if row.stream.startswith("reminder-"):
        period = "-".join(row.stream.split("-")[1:3])
        return f"/reminders?period={period}" if _MONTH.fullmatch(period) else "/commitments"  # of statements, by plan
    if row.stream.startswith("panel-"):
        return "/employment"
    if not row.episode:  # a 提示 is about a target, which may never have had an alert
        plan, target, _ = row.stream.removeprefix("alert-").rsplit("-", 2)
        return f"/plans/{plan}/{target}"
    return f"/alerts/{row.alert}#e{row.episode}"
