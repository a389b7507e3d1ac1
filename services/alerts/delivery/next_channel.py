"""What a channel did not deliver in time goes over the department's next one. Pure but for the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from services.alerts.channels import CHANNEL_NAMES
from services.alerts.delivery.parcels import Stuck
from services.alerts.messages.notices import notification_id
from shared.events import NotificationFailed, NotificationQueued
from shared.periods import from_microseconds

_encode = msgspec.json.Encoder().encode
_KEPT = ("stream", "alert", "episode", "sequence", "subject", "title", "content", "correlation_id")


@dataclass(frozen=True, slots=True)
class Reroute:
    """A message given up on one channel and queued on the next: both events, and the new row."""

    failed: NotificationFailed
    queued: NotificationQueued
    row: Mapping[str, Any]


def reroute(stuck: Stuck, now: int) -> Reroute:
    """The message over the next of its channels, at once; where there are more, the one after it has as long.

    ``now`` is in UTC microseconds. The text is the same, link and number included, so that it is recognised should
    the first have arrived unnoticed.
    """
    row = stuck.row
    (channel, recipient), *fallbacks = stuck.fallbacks
    name = notification_id(row["alert"], row["episode"], row["sequence"], channel, recipient)
    reason = f"{_hours(row, now)}未送达，改用{CHANNEL_NAMES.get(channel, channel)}"
    reason = f"{reason}（最后一次：{row['detail']}）" if row["detail"] else reason
    failed = NotificationFailed(
        notification=row["notification"],
        alert=row["alert"],
        attempts=row["attempts"],
        error=reason,
        superseded_by=name,
    )
    queued = NotificationQueued(
        notification=name,
        alert=row["alert"],
        episode=row["episode"],
        sequence=row["sequence"],
        channel=channel,
        recipient=recipient,
        subject=row["subject"],
        instead_of=row["notification"],
    )
    new = {
        **{each: row[each] for each in _KEPT},
        "notification": name,
        "channel": channel,
        "recipient": recipient,
        "state": "queued",
        "attempts": 0,
        "queued_at": now,
        "next_attempt_at": now,
        "wanted_at": now,
        "finished_at": None,
        "detail": "",
        "digest": "",
        "fallbacks": _encode(fallbacks).decode(),
        "fallback_at": now + row["fallback_at"] - row["wanted_at"] if fallbacks else None,
    }
    return Reroute(failed, queued, new)


def _hours(row: Mapping[Any, Any], now: int) -> str:
    waited = from_microseconds(now) - from_microseconds(row["wanted_at"])
    return f"{waited / timedelta(hours=1):.1f} 小时".replace(".0 ", " ")
