"""What a department promised, and what became of it: topic ``alerts``, the alert's stream."""

from __future__ import annotations

import msgspec

from shared.events.event import Event
from shared.events.progress import Assessment


class QuotedPromise(msgspec.Struct, frozen=True, kw_only=True):
    """An answer's promise, as it is held against the figures and quoted: ``signer`` answered on the day
    ``answered_on`` (in China) that the figure will be back on its trajectory by ``month`` (``YYYY-MM``)."""

    month: str
    signer: str
    answered_on: str
    cause: str
    measures: str


class AlertPromiseKept(Event, frozen=True, kw_only=True):
    """The figures of ``period`` (the promised month, or the first judged after it) were back on the trajectory, or the
    episode had ended by then."""

    alert: str
    episode: int
    period: str
    promise: QuotedPromise
    reason: str
    assessment: Assessment


class AlertPromiseBroken(Event, frozen=True, kw_only=True):
    """They were not. Its message is that of the 督办 (``AlertEscalated``, step ``supervision``)."""

    alert: str
    episode: int
    period: str
    promise: QuotedPromise
    reason: str
    assessment: Assessment
