"""Messages queued with the decision that caused them: events and rows. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from services.alerts.message import Message
from shared.events import NotificationQueued
from shared.periods import to_microseconds

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one recipient: the event, and the row that delivery works on."""

    event: NotificationQueued
    row: Mapping[str, Any]


def notices(
    message: Message,
    recipients: Sequence[str],
    channels: Sequence[str],
    *,
    stream: str,
    queued_at: datetime,
    correlation_id: str,
) -> Iterator[Notice]:
    """A message for every recipient over every channel; an address given twice counts once."""
    content = _encode(message)
    at = to_microseconds(queued_at)
    for channel in channels:
        for recipient in dict.fromkeys(recipients):
            event = NotificationQueued(
                notification=notification_id(message, channel, recipient),
                alert=message.alert,
                episode=message.episode,
                sequence=message.sequence,
                channel=channel,
                recipient=recipient,
                subject=message.subject,
            )
            yield Notice(
                event,
                {
                    **{name: getattr(event, name) for name in event.__struct_fields__},
                    "stream": stream,
                    "title": message.title,
                    "content": content,
                    "state": "queued",
                    "attempts": 0,
                    "queued_at": at,
                    "next_attempt_at": at,
                    "detail": "",
                    "correlation_id": correlation_id,
                },
            )


def notification_id(message: Message, channel: str, recipient: str) -> str:
    """The identity of a message to a recipient: the same for the same, fit for an address or a file name."""
    digest = hashlib.sha256(recipient.encode()).hexdigest()[:8]
    return f"{message.alert}-e{message.episode}.{message.sequence}-{channel}-{digest}"
