"""The port: what delivery needs of a channel, whichever way it carries a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.alerts.messages.message import ComposedMessage


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one recipient. ``notification`` is its identity, the same on every attempt."""

    notification: str
    channel: str
    recipient: str
    queued_at: datetime
    message: ComposedMessage


@dataclass(frozen=True, slots=True)
class Delivered:
    """The channel has it for certain. ``detail`` says where or under which receipt."""

    detail: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now: try again, after at least ``after_seconds`` when the channel said so."""

    reason: str
    after_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class RefusedByChannel:
    """Never: another attempt would fail in the same way."""

    reason: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing more to this recipient for ``seconds`` of real time, whatever clock the service goes by.

    ``reason`` is what the service behind the channel said when it was over its limit: it did not take the message.
    '' where the channel's own pace says so: the message was not tried.
    """

    seconds: float
    reason: str = ""


Outcome = Delivered | Retry | RefusedByChannel | Hold


class Channel(Protocol):
    """A way to a recipient.

    Sending is at least once: the same ``notification`` may come again after a crash, and must
    then be recognisable as the same message. A failure is an outcome, not an exception; its
    reason holds no secret.
    """

    @property
    def name(self) -> str:
        """The channel's name, as notifications hold it."""
        ...

    def send(self, outgoing: Outgoing) -> Outcome:
        """Carry one message."""
        ...
