"""What is carried to a channel, and what a channel kept too long. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from services.alerts.channels.port import Outgoing
from services.alerts.messages.message import ComposedMessage
from shared.periods import from_microseconds

_decode = msgspec.json.Decoder(ComposedMessage).decode


@dataclass(frozen=True, slots=True)
class Queued:
    """A message that is due, and how often it was tried."""

    id: int
    notification: str
    alert: str
    stream: str
    correlation_id: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is carried at once: one message, or all that a digest gathered."""

    outgoing: Outgoing
    parts: tuple[Queued, ...]

    @property
    def attempts(self) -> int:
        """How often it was tried."""
        return max(part.attempts for part in self.parts)


@dataclass(frozen=True, slots=True)
class Stuck:
    """A message whose channel brought no success in time: its row, and the channels that are left."""

    row: Mapping[Any, Any]
    fallbacks: tuple[tuple[str, str], ...]


def outgoing_of(row: Mapping[Any, Any]) -> Outgoing:
    """A notification's row as a channel takes it."""
    return Outgoing(
        notification=row["notification"],
        channel=row["channel"],
        recipient=row["recipient"],
        queued_at=from_microseconds(row["queued_at"]),
        message=_decode(row["content"]),
    )
