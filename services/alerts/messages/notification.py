"""A message to one recipient as it is kept from the decision to its delivery. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from services.alerts.messages.message import ComposedMessage

NotificationState = Literal["queued", "delivered", "failed", "superseded"]

_encode = msgspec.json.Encoder().encode
_decode_message = msgspec.json.Decoder(ComposedMessage).decode
_decode_fallbacks = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode


class NotificationRow(NamedTuple):
    """One message to one recipient, as its table's row holds it.

    ``state`` failed is a dead letter, superseded: another channel took its place. ``wanted_at`` is when it is meant
    to go, ``digest`` the gathered mail that it is part of ('' when it goes by itself). ``fallbacks`` are the
    department's further channels as (channel, recipient); the first takes over at ``fallback_at`` (None: none does).
    ``content`` is the message as JSON, empty in a list, which is read without. ``id`` is 0 before it is queued.
    Instants are UTC microseconds.
    """

    notification: str
    stream: str
    alert: str
    episode: int
    sequence: int
    channel: str
    recipient: str
    subject: str
    title: str
    queued_at: int
    next_attempt_at: int
    wanted_at: int
    correlation_id: str
    content: bytes = b""
    state: NotificationState = "queued"
    attempts: int = 0
    finished_at: int | None = None
    detail: str = ""
    digest: str = ""
    fallbacks: tuple[tuple[str, str], ...] = ()
    fallback_at: int | None = None
    id: int = 0

    @classmethod
    def of(cls, columns: Mapping[Any, Any]) -> NotificationRow:
        """What the database gives, by the columns' names; ``content`` may be left out."""
        return cls(**{**columns, "fallbacks": _decode_fallbacks(columns["fallbacks"])})

    def columns(self) -> dict[str, Any]:
        """What the database takes: all but the ``id``, which it gives itself."""
        values = {**self._asdict(), "fallbacks": _encode(self.fallbacks).decode()}
        del values["id"]
        return values

    @property
    def message(self) -> ComposedMessage:
        """The message, where it was read with its content."""
        return _decode_message(self.content)


def notification_id(alert: str, episode: int, sequence: int, channel: str, recipient: str) -> str:
    """The identity of a message to a recipient: the same for the same, fit for an address or a file name."""
    digest = hashlib.sha256(recipient.encode()).hexdigest()[:8]
    return f"{alert}-e{episode}.{sequence}-{channel}-{digest}"
