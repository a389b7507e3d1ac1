"""What people did about an alert, and what became due: topic ``alerts``, the alert's stream."""

from __future__ import annotations

from typing import Literal

import msgspec

from shared.events.alerts import AskedDays
from shared.events.event import Event
from shared.events.promises import QuotedPromise


class AlertAcknowledged(Event, frozen=True, kw_only=True):
    """The responsible department signed for an episode (签收). ``signer`` is the name that a person gave."""

    alert: str
    episode: int
    signer: str


class Attachment(msgspec.Struct, frozen=True):
    """A file that came with an answer; its content is kept by its SHA-256 beside the store."""

    name: str
    media_type: str
    size: int
    sha256: str


class AlertAnswered(Event, frozen=True, kw_only=True):
    """The department answered (反馈): why it fell behind, what is done, and by which month (``YYYY-MM``,
    '' where none is named) it expects to be back on its trajectory."""

    alert: str
    episode: int
    signer: str
    cause: str
    measures: str
    expected: str = ""
    attachments: tuple[Attachment, ...] = ()


class AlertAnswerAccepted(Event, frozen=True, kw_only=True):
    """A reviewer accepted the standing answer (会审)."""

    alert: str
    episode: int
    note: str = ""


class AlertAnswerReturned(Event, frozen=True, kw_only=True):
    """A reviewer returned the standing answer (会审): the department owes another, by the days in ``asked``."""

    alert: str
    episode: int
    reason: str
    asked: AskedDays | None = None


class AlertSignedOff(Event, frozen=True, kw_only=True):
    """A reviewer struck a closed episode off the list (销号): nothing more is owed for it."""

    alert: str
    episode: int
    note: str = ""


class AlertEscalated(Event, frozen=True, kw_only=True):
    """The next step was taken: 催办 of what is not signed for or not answered, the leader in charge, or a draft
    for a person to issue (督办函, 约谈建议). ``day`` (``YYYY-MM-DD``) is the last day that was left for it.
    ``supervision`` (督办) is of a ``promise`` that was not kept, which it quotes, and tells the ``gap`` there is."""

    alert: str
    episode: int
    step: Literal["urged", "leader", "supervision_draft", "interview_draft", "supervision"]
    reason: str
    day: str
    promise: QuotedPromise | None = None
    gap: int | None = None


class AlertSilenced(Event, frozen=True, kw_only=True):
    """Nothing but its close is told about an alert up to and including the day ``until``; what is decided
    goes on. A later event replaces it: a day in the past ends the silence."""

    alert: str
    episode: int
    until: str
    reason: str
