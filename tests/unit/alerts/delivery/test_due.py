"""Which messages go now, which wait for an earlier one, and which another channel takes over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import pytest

from services.alerts.delivery import queue
from services.alerts.delivery.due import anything_due, due, stuck
from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.notification import NotificationRow
from tests.unit.alerts.setting import Setting

NOW, SOON = 1_000, 2_000
CONTENT = ComposedMessage("CQ-08", 1, 1, "s", "t", "text", "<p>", "http://x", {"simulated": False})


def message(name: str, **changes: Any) -> NotificationRow:
    """A message of CQ-08 to one recipient by mail, due at ``NOW``."""
    row = NotificationRow(
        notification=name,
        stream="alert-chongqing-2021-2025-8-500000",
        alert="CQ-08",
        episode=1,
        sequence=1,
        channel="mail",
        recipient="a@b.example",
        subject="s",
        title="t",
        queued_at=0,
        next_attempt_at=NOW,
        wanted_at=NOW,
        correlation_id="c",
        content=msgspec.json.encode(CONTENT),
    )
    return row._replace(**changes)


def queued(setting: Setting, *rows: NotificationRow) -> None:
    """Put them into the queue as they are, one after the other."""
    with setting.database.write() as connection:
        for sequence, row in enumerate(rows, 1):
            queue.add(connection, [row._replace(sequence=sequence)])


def parcels(setting: Setting, now: int = NOW, limit: int = 100) -> list[tuple[str, ...]]:
    """The messages of each parcel that is due; what says in short whether there are any must not hide them."""
    with setting.database.read() as connection:
        found = [tuple(row.notification for row in parcel.parts) for parcel in due(connection, now, limit)]
        assert not found or anything_due(connection, now)
        return found


def taken_over(setting: Setting, now: int = NOW) -> list[str]:
    with setting.database.read() as connection:
        found = names(stuck(connection, now))
        assert not found or anything_due(connection, now)
        return found


def names(rows: Iterable[NotificationRow]) -> list[str]:
    return [row.notification for row in rows]


def test_what_is_due_goes_the_oldest_first_and_no_more_than_asked_for(setting: Setting) -> None:
    queued(
        setting, message("one"), message("two", alert="CQ-07"), message("three", alert="CQ-06", next_attempt_at=SOON)
    )
    assert parcels(setting) == [("one",), ("two",)]
    assert parcels(setting, limit=1) == [("one",)]
    assert parcels(setting, now=SOON) == [("one",), ("two",), ("three",)]
    assert parcels(setting, now=NOW - 1) == []


@pytest.mark.parametrize(
    ("changes", "goes"),
    [
        ({}, False),
        ({"alert": "CQ-07"}, True),
        ({"channel": "wecom"}, True),
        ({"recipient": "other@b.example"}, True),
    ],
)
def test_a_message_waits_for_an_earlier_one_of_its_alert_to_the_same_recipient(
    setting: Setting, changes: dict[str, Any], goes: bool
) -> None:
    queued(setting, message("tried", attempts=1, next_attempt_at=SOON), message("later", **changes))
    assert parcels(setting) == ([("later",)] if goes else [])


@pytest.mark.parametrize("state", ["delivered", "failed", "superseded"])
def test_what_is_over_holds_nothing_back(setting: Setting, state: str) -> None:
    queued(setting, message("over", state=state, finished_at=1), message("later"))
    assert parcels(setting) == [("later",)]


def test_a_digest_goes_as_one_when_its_last_message_is_due(setting: Setting) -> None:
    day = "digest-2025-04-09-a"
    queued(setting, message("one", digest=day, alert="CQ-07"), message("two", digest=day, next_attempt_at=SOON))
    assert parcels(setting) == []
    assert parcels(setting, now=SOON) == [("one", "two")]


def test_messages_of_one_alert_in_one_digest_do_not_wait_for_each_other(setting: Setting) -> None:
    day = "digest-2025-04-09-a"
    queued(setting, message("one", digest=day, attempts=1), message("two", digest=day, attempts=1))
    assert parcels(setting) == [("one", "two")]


def test_a_digest_waits_while_one_of_its_messages_does(setting: Setting) -> None:
    day = "digest-2025-04-09-a"
    single = message("single", attempts=1, next_attempt_at=SOON)
    queued(setting, single, message("other", digest=day, alert="CQ-07"), message("behind", digest=day))
    assert parcels(setting) == []


def test_another_channel_takes_over_what_is_overdue_and_what_waits_behind_it(setting: Setting) -> None:
    away: dict[str, Any] = {"channel": "wecom", "fallbacks": (("dingtalk", "x"),), "attempts": 3}
    queued(
        setting,
        message("overdue", fallback_at=NOW, next_attempt_at=SOON, **away),
        message("behind", fallback_at=SOON, **away),
        message("elsewhere", fallback_at=SOON, alert="CQ-07", **away),
        message("by mail"),
    )
    assert taken_over(setting) == ["overdue", "behind"]
    assert taken_over(setting, NOW - 1) == []
    assert taken_over(setting, SOON) == ["overdue", "behind", "elsewhere"]


def test_a_dead_letter_gives_way_alone(setting: Setting) -> None:
    away: dict[str, Any] = {"channel": "wecom", "fallbacks": (("dingtalk", "x"),), "attempts": 3}
    queued(
        setting,
        message("dead", state="failed", finished_at=1, fallback_at=NOW, **away),
        message("behind", fallback_at=SOON, **away),
    )
    assert taken_over(setting) == ["dead"]


@pytest.mark.parametrize(
    ("changes", "now", "worth_asking"),
    [
        ({}, NOW, True),
        ({}, NOW - 1, False),
        ({"digest": "d"}, NOW, True),
        ({"state": "delivered"}, SOON, False),
        ({"state": "superseded", "fallback_at": NOW}, SOON, False),
        ({"state": "failed"}, SOON, False),
        ({"state": "failed", "fallback_at": SOON}, NOW, False),
        ({"state": "failed", "fallback_at": SOON}, SOON, True),
        ({"next_attempt_at": SOON, "fallback_at": NOW}, NOW, True),
    ],
)
def test_one_short_question_tells_whether_there_is_anything_to_do(
    setting: Setting, changes: dict[str, Any], now: int, worth_asking: bool
) -> None:
    queued(setting, message("one", **changes))
    with setting.database.read() as connection:
        assert anything_due(connection, now) == worth_asking


def test_what_is_gathered_after_a_message_that_follows_its_digest_goes_by_itself(setting: Setting) -> None:
    """A plan that is loaded late tells many months at once: improved, worse, improved; neither waits for the other."""
    day = "digest-2023-04-07-mail"
    rows = (
        message("better", digest=day),
        message("calm", digest=day),
        message("worse"),
        message("again", digest=day),
        message("more", digest=day),
        message("other", alert="CQ-07", digest=day),
        message("closed"),
    )
    queued(setting, *rows)
    went: list[tuple[str, ...]] = []
    while found := parcels(setting):
        went += found
        with setting.database.write() as connection:
            for row in [row for parcel in due(connection, NOW, 100) for row in parcel.parts]:
                assert queue.finish(connection, row, "delivered", NOW, "")
    assert went == [("better", "calm", "other"), ("worse",), ("again",), ("more",), ("closed",)]


def test_what_goes_by_itself_waits_for_its_digest_too(setting: Setting) -> None:
    day = "digest-2023-04-07-mail"
    queued(setting, message("better", digest=day), message("worse"), message("again", digest=day))
    assert parcels(setting) == [("better",)]
