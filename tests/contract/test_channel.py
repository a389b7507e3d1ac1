"""What delivery relies on, whichever channel carries a message. Every channel is added to ``CHANNELS``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.alerts.channels.outbox import OutboxChannel
from services.alerts.channels.port import Channel, Delivered, Outgoing, Refused
from services.alerts.message import Message

Received = Callable[[], list[str]]
"""The identities of the messages that arrived, each as often as a reader would see it."""


def an_outgoing(sequence: int = 1, recipient: str = "injury@cq.example", channel: str = "outbox") -> Outgoing:
    """重庆's alert number 8 as a channel takes it."""
    message = Message(
        alert="CQ-08",
        episode=1,
        sequence=sequence,
        subject="预警 CQ-08 第1期：重庆市 工伤保险参保人数（约束性）",
        title=f"【红】重庆市 工伤保险参保人数（约束性）· 2025年3月 · 预警 CQ-08 第1期 第{sequence}号",
        text="截至2025年3月末 657.00 万人\n",
        html="<p>截至2025年3月末 <strong>657.00 万人</strong></p>",
        link="https://xushi.example/alerts/CQ-08",
        facts={"level": "red", "simulated": False},
    )
    return Outgoing(
        notification=f"CQ-08-e1.{sequence}-{channel}-1a2b3c4d",
        channel=channel,
        recipient=recipient,
        queued_at=datetime(2025, 4, 9, 1, 30, tzinfo=UTC),
        message=message,
    )


def _outbox(folder: Path) -> tuple[Channel, Received]:
    channel = OutboxChannel(folder / "outbox", "序时预警 <alerts@xushi.example>", "xushi.example")
    return channel, lambda: sorted(path.stem for path in channel.folder.glob("*.eml"))


CHANNELS: dict[str, Callable[[Path], tuple[Channel, Received]]] = {"outbox": _outbox}


@pytest.fixture(params=sorted(CHANNELS))
def under_test(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Channel, Received]:
    return CHANNELS[request.param](tmp_path)


def test_a_channel_goes_by_the_name_that_notifications_hold(under_test: tuple[Channel, Received]) -> None:
    assert under_test[0].name in CHANNELS


def test_a_delivered_message_has_arrived(under_test: tuple[Channel, Received]) -> None:
    channel, received = under_test
    assert isinstance(channel.send(an_outgoing(channel=channel.name)), Delivered)
    assert received() == [f"CQ-08-e1.1-{channel.name}-1a2b3c4d"]


def test_a_message_sent_again_is_recognisably_the_same(under_test: tuple[Channel, Received]) -> None:
    channel, received = under_test
    for _ in range(2):
        assert isinstance(channel.send(an_outgoing(channel=channel.name)), Delivered)
    assert set(received()) == {f"CQ-08-e1.1-{channel.name}-1a2b3c4d"}


def test_every_message_of_an_episode_arrives(under_test: tuple[Channel, Received]) -> None:
    channel, received = under_test
    for sequence in (1, 2, 3):
        channel.send(an_outgoing(sequence, channel=channel.name))
    assert received() == [f"CQ-08-e1.{sequence}-{channel.name}-1a2b3c4d" for sequence in (1, 2, 3)]


def test_an_impossible_recipient_is_refused_for_good(under_test: tuple[Channel, Received]) -> None:
    channel, received = under_test
    assert isinstance(channel.send(an_outgoing(recipient="", channel=channel.name)), Refused)
    assert received() == []
