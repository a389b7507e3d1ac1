from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.alerts.delivery.next_channel import Reroute, reroute
from services.alerts.messages.notification import NotificationRow
from shared.periods import to_microseconds

WANTED = datetime(2025, 4, 9, 1, 0, tzinfo=UTC)
HOUR = 3_600_000_000


def rerouted(*fallbacks: tuple[str, str], after: timedelta = timedelta(hours=2), **changes: Any) -> Reroute:
    wanted = to_microseconds(WANTED)
    stuck = NotificationRow(
        notification="CQ-08-e1.3-wecom-0a",
        stream="alert-x-8-500000",
        alert="CQ-08",
        episode=1,
        sequence=3,
        channel="wecom",
        recipient="group",
        subject="预警",
        title="【红】",
        content=b"{}",
        correlation_id="c-1",
        attempts=7,
        queued_at=wanted,
        next_attempt_at=wanted,
        wanted_at=wanted,
        fallbacks=fallbacks,
        fallback_at=wanted + 2 * HOUR,
        id=17,
    )
    return reroute(stuck._replace(**changes), to_microseconds(WANTED + after))


def test_the_message_goes_over_the_next_channel_at_once_and_unchanged() -> None:
    found = rerouted(("mail", "a@b.example"))
    now = to_microseconds(WANTED + timedelta(hours=2))
    kept = ("stream", "alert", "episode", "sequence", "subject", "title", "content", "correlation_id")
    assert [getattr(found.row, each) for each in kept] == [
        "alert-x-8-500000",
        "CQ-08",
        1,
        3,
        "预警",
        "【红】",
        b"{}",
        "c-1",
    ]
    assert (found.row.channel, found.row.recipient, found.row.state) == ("mail", "a@b.example", "queued")
    assert found.row.queued_at == found.row.next_attempt_at == found.row.wanted_at == now
    assert found.row.attempts == 0


def test_both_events_name_each_other() -> None:
    found = rerouted(("mail", "a@b.example"))
    assert found.failed.superseded_by == found.queued.notification == found.row.notification
    assert found.queued.instead_of == found.failed.notification == "CQ-08-e1.3-wecom-0a"
    assert found.failed.attempts == 7


def test_the_last_channel_has_all_the_time_and_one_before_it_as_long_as_this_had() -> None:
    last = rerouted(("mail", "a@b.example"))
    assert (last.row.fallbacks, last.row.fallback_at) == ((), None)
    more = rerouted(("mail", "a@b.example"), ("outbox", "c@d.example"), after=timedelta(hours=3))
    assert more.row.fallbacks == (("outbox", "c@d.example"),)
    assert more.row.fallback_at is not None
    assert more.row.fallback_at - more.row.queued_at == 2 * HOUR


@pytest.mark.parametrize(
    ("after", "detail", "said"),
    [
        (timedelta(hours=2), "", "2 小时未送达，改用邮件"),
        (timedelta(minutes=90), "", "1.5 小时未送达，改用邮件"),
        (timedelta(hours=2), "HTTP 500", "2 小时未送达，改用邮件（最后一次：HTTP 500）"),
    ],
)
def test_it_says_how_long_it_waited_and_what_was_wrong_last(after: timedelta, detail: str, said: str) -> None:
    assert rerouted(("mail", "a@b.example"), after=after, detail=detail).failed.error == said


def test_a_channel_without_a_name_is_called_by_its_own() -> None:
    assert rerouted(("pigeon", "x")).failed.error == "2 小时未送达，改用pigeon"
