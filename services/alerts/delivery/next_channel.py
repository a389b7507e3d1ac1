"""What a channel did not deliver in time goes over the department's next one. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from services.alerts.channels import CHANNEL_NAMES
from services.alerts.messages.notification import NotificationRow, notification_id
from shared.events import NotificationFailed, NotificationQueued
from shared.periods import from_microseconds


@dataclass(frozen=True, slots=True)
class Reroute:
    """A message given up on one channel and queued on the next: both events, and the new row."""

    failed: NotificationFailed
    queued: NotificationQueued
    row: NotificationRow


def reroute(stuck: NotificationRow, now: int) -> Reroute:
    """The message over the next of its channels, at once; where there are more, the one after it has as long.

    ``now`` is in UTC microseconds. The text is the same, link and number included, so that it is recognised should
    the first have arrived unnoticed.
    """
    moved = _moved(stuck, now)
    failed = NotificationFailed(
        notification=stuck.notification,
        alert=stuck.alert,
        attempts=stuck.attempts,
        error=_reason(stuck, moved.channel, now),
        superseded_by=moved.notification,
    )
    queued = NotificationQueued(
        notification=moved.notification,
        alert=moved.alert,
        episode=moved.episode,
        sequence=moved.sequence,
        channel=moved.channel,
        recipient=moved.recipient,
        subject=moved.subject,
        instead_of=stuck.notification,
    )
    return Reroute(failed, queued, moved)


def _moved(stuck: NotificationRow, now: int) -> NotificationRow:
    (channel, recipient), *fallbacks = stuck.fallbacks
    assert stuck.fallback_at is not None, "without one nothing takes over"
    patience = stuck.fallback_at - stuck.wanted_at
    return stuck._replace(
        id=0,
        notification=notification_id(stuck.alert, stuck.episode, stuck.sequence, channel, recipient),
        channel=channel,
        recipient=recipient,
        state="queued",
        attempts=0,
        queued_at=now,
        next_attempt_at=now,
        wanted_at=now,
        finished_at=None,
        detail="",
        digest="",
        fallbacks=tuple(fallbacks),
        fallback_at=now + patience if fallbacks else None,
    )


def _reason(stuck: NotificationRow, channel: str, now: int) -> str:
    waited = (from_microseconds(now) - from_microseconds(stuck.wanted_at)) / timedelta(hours=1)
    hours = f"{waited:.1f} 小时".replace(".0 ", " ")
    reason = f"{hours}未送达，改用{CHANNEL_NAMES.get(channel, channel)}"
    return f"{reason}（最后一次：{stuck.detail}）" if stuck.detail else reason
