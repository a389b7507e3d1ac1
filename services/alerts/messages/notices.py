"""Messages queued with the decision that caused them: events and rows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from services.alerts.messages.message import ComposedMessage, personal
from services.alerts.messages.notification import NotificationRow, notification_id
from services.alerts.messages.routing import ChannelWay
from shared.events import NotificationQueued
from shared.periods import to_microseconds

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one recipient: the event, and the row that delivery works on."""

    event: NotificationQueued
    row: NotificationRow


def notices(
    message: ComposedMessage,
    ways: Iterable[ChannelWay],
    *,
    link: Callable[[str], str],
    stream: str,
    queued_at: datetime,
    correlation_id: str,
) -> Iterator[Notice]:
    """A message over every way. ``link`` makes the address under which a recipient may answer."""
    for way in ways:
        event = _queued(message, way)
        content = _encode(personal(message, link(way.recipient)))
        at = to_microseconds(way.at)
        row = NotificationRow(
            notification=event.notification,
            stream=stream,
            alert=message.alert,
            episode=message.episode,
            sequence=message.sequence,
            channel=way.channel,
            recipient=way.recipient,
            subject=message.subject,
            title=message.title,
            queued_at=to_microseconds(queued_at),
            next_attempt_at=at,
            wanted_at=at,
            correlation_id=correlation_id,
            content=content,
            digest=way.digest,
            fallbacks=way.fallbacks,
            fallback_at=to_microseconds(way.fallback_at) if way.fallback_at is not None else None,
        )
        yield Notice(event, row)


def _queued(message: ComposedMessage, way: ChannelWay) -> NotificationQueued:
    return NotificationQueued(
        notification=notification_id(message.alert, message.episode, message.sequence, way.channel, way.recipient),
        alert=message.alert,
        episode=message.episode,
        sequence=message.sequence,
        channel=way.channel,
        recipient=way.recipient,
        subject=message.subject,
    )
