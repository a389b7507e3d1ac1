"""Messages queued with the decision that caused them: events and rows. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from services.alerts.messages.message import ComposedMessage, personal
from services.alerts.messages.routing import ChannelWay
from shared.events import NotificationQueued
from shared.periods import to_microseconds

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to one recipient: the event, and the row that delivery works on."""

    event: NotificationQueued
    row: Mapping[str, Any]


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
        event = NotificationQueued(
            notification=notification_id(message.alert, message.episode, message.sequence, way.channel, way.recipient),
            alert=message.alert,
            episode=message.episode,
            sequence=message.sequence,
            channel=way.channel,
            recipient=way.recipient,
            subject=message.subject,
        )
        row = {
            **{name: getattr(event, name) for name in event.__struct_fields__ if name != "instead_of"},
            **timing(way),
            "stream": stream,
            "title": message.title,
            "content": _encode(personal(message, link(way.recipient))),
            "state": "queued",
            "attempts": 0,
            "queued_at": to_microseconds(queued_at),
            "finished_at": None,
            "detail": "",
            "correlation_id": correlation_id,
        }
        yield Notice(event, row)


def timing(way: ChannelWay) -> dict[str, Any]:
    """When a way is taken and what comes after it, as a row holds it."""
    at = to_microseconds(way.at)
    return {
        "next_attempt_at": at,
        "wanted_at": at,
        "digest": way.digest,
        "fallbacks": _encode(way.fallbacks).decode(),
        "fallback_at": to_microseconds(way.fallback_at) if way.fallback_at is not None else None,
    }


def notification_id(alert: str, episode: int, sequence: int, channel: str, recipient: str) -> str:
    """The identity of a message to a recipient: the same for the same, fit for an address or a file name."""
    digest = hashlib.sha256(recipient.encode()).hexdigest()[:8]
    return f"{alert}-e{episode}.{sequence}-{channel}-{digest}"
