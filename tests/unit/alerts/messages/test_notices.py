from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.alerts.messages.notices import Notice, notices
from services.alerts.messages.routing import ChannelWay
from services.alerts.messages.trial import trial_message
from shared.periods import to_microseconds

NOW = datetime(2025, 4, 9, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=8)
MESSAGE = trial_message(NOW, "http://xushi.example")


def made(*ways: ChannelWay) -> list[Notice]:
    return list(
        notices(
            MESSAGE, ways, link=lambda who: f"{MESSAGE.link}/{who}", stream="s", queued_at=NOW, correlation_id="c-1"
        )
    )


def test_a_message_takes_every_way_and_event_and_row_say_the_same() -> None:
    found = made(ChannelWay("mail", "a", NOW), ChannelWay("wecom", "b", NOW))
    assert [(each.row.channel, each.row.recipient) for each in found] == [("mail", "a"), ("wecom", "b")]
    assert [each.event.notification for each in found] == [each.row.notification for each in found]
    assert len({each.row.notification for each in found}) == 2


def test_each_recipient_has_a_link_of_its_own() -> None:
    assert [each.row.message.link for each in made(ChannelWay("mail", "a", NOW), ChannelWay("mail", "b", NOW))] == [
        f"{MESSAGE.link}/a",
        f"{MESSAGE.link}/b",
    ]


def test_it_waits_until_its_way_is_open_and_knows_what_comes_after() -> None:
    way = ChannelWay("wecom", "b", LATER, "", (("feishu", "f"),), LATER + timedelta(hours=2))
    row = made(way)[0].row
    assert (row.queued_at, row.wanted_at, row.next_attempt_at) == tuple(map(to_microseconds, (NOW, LATER, LATER)))
    assert (row.fallbacks, row.fallback_at) == ((("feishu", "f"),), to_microseconds(LATER + timedelta(hours=2)))
    assert (row.state, row.attempts, row.finished_at) == ("queued", 0, None)
