"""What is carried to a channel at once. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from services.alerts.channels.port import Outgoing
from services.alerts.messages.notification import NotificationRow
from shared.periods import from_microseconds


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is carried at once: one message, or all that a digest gathered."""

    outgoing: Outgoing
    parts: tuple[NotificationRow, ...]

    @property
    def attempts(self) -> int:
        """How often it was tried."""
        return max(part.attempts for part in self.parts)


def outgoing_of(row: NotificationRow) -> Outgoing:
    """A notification as a channel takes it."""
    return Outgoing(
        notification=row.notification,
        channel=row.channel,
        recipient=row.recipient,
        queued_at=from_microseconds(row.queued_at),
        message=row.message,
    )
