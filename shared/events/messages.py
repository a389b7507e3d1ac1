"""Messages decided, sent, given up; reports called for: topic ``alerts``."""

from __future__ import annotations

from typing import Literal

from shared.events.event import Event


class ReminderIssued(Event, frozen=True, kw_only=True):
    """A unit that has not reported a month was reminded (催报; stream ``reminder-<period>-<region>``): before the
    ``due`` day, after it, or through its leader, each step once; or was told that ``revision`` of its report was
    returned (0 for a reminder), and is ``due`` anew."""

    region: str
    period: str
    step: Literal["before_due", "after_due", "leader", "returned"]
    due: str
    revision: int = 0


class StatementReminderIssued(Event, frozen=True, kw_only=True):
    """A department that owes statements on commitments of a plan for a ``period`` (``2026``, ``2026H1``) was reminded
    (催报; stream ``reminder-<plan>-<department's id>-<period>-<region>``), each step once. ``rows`` number the
    commitments."""

    region: str
    plan: str
    department: str
    period: str
    step: Literal["before_due", "after_due", "leader"]
    due: str
    rows: tuple[int, ...]


class NotificationQueued(Event, frozen=True, kw_only=True):
    """A message was decided (same transaction as its cause). Unique by alert, sequence, channel, recipient.

    ``instead_of`` is the notification that this one was put in the place of, over another channel."""

    notification: str
    alert: str
    episode: int
    sequence: int
    channel: str
    recipient: str
    subject: str
    instead_of: str = ""


class NotificationDelivered(Event, frozen=True, kw_only=True):
    notification: str
    alert: str
    attempts: int
    detail: str = ""


class NotificationFailed(Event, frozen=True, kw_only=True):
    """Delivery was given up; the message is a dead letter until somebody sends it again.

    ``superseded_by`` is the notification that goes over another channel in its place: then it is no dead letter."""

    notification: str
    alert: str
    attempts: int
    error: str
    superseded_by: str = ""


class NotificationRetried(Event, frozen=True, kw_only=True):
    """Somebody had a dead letter sent again: it is queued under the same identity."""

    notification: str
    alert: str
