"""What delivery relies on, whichever channel carries a message. Every channel is added to ``CHANNELS``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.alerts.channels import CHANNEL_NAMES, ROBOT_CHANNELS
from services.alerts.channels.outbox import OutboxChannel
from services.alerts.channels.port import Channel, Delivered, Outgoing, RefusedByChannel
from services.alerts.channels.smtp import SmtpChannel
from services.alerts.messages.message import ComposedMessage
from tests.unit.alerts.mail_server import a_mail_server

Received = Callable[[], list[str]]
"""The identities of the messages that arrived, each as often as a reader would see it."""


def an_outgoing(sequence: int = 1, recipient: str = "injury@cq.example", channel: str = "outbox") -> Outgoing:
    """重庆's alert number 8 as a channel takes it."""
    message = ComposedMessage(
        alert="CQ-08",
        episode=1,
        sequence=sequence,
        subject="预警 CQ-08 第1期：重庆市 工伤保险参保人数（约束性）",
        title=f"【红】重庆市 工伤保险参保人数（约束性）· 2025年3月 · 预警 CQ-08 第1期 第{sequence}号",
        text="截至2025年3月末 657.00 万人\n",
        html="<p>截至2025年3月末 <strong>657.00 万人</strong></p>",
        link="https://xushi.example/alerts/CQ-08",
        facts={"level": "red", "simulated": False},
        paragraphs=("截至2025年3月末 **657.00 万人**",),
    )
    return Outgoing(
        notification=f"CQ-08-e1.{sequence}-{channel}-1a2b3c4d",
        channel=channel,
        recipient=recipient,
        queued_at=datetime(2025, 4, 9, 1, 30, tzinfo=UTC),
        message=message,
    )


def _outbox(folder: Path, stack: ExitStack) -> tuple[Channel, Received]:
    channel = OutboxChannel(folder / "outbox", "序时预警 <alerts@xushi.example>", "xushi.example")
    return channel, lambda: sorted(path.stem for path in channel.folder.glob("*.eml"))


def _mail(folder: Path, stack: ExitStack) -> tuple[Channel, Received]:
    """Over STARTTLS with a login. A reader knows a mail by its Message-ID."""
    server = stack.enter_context(a_mail_server(folder, "starttls", login=True))
    channel = SmtpChannel(server.server(), "序时预警 <alerts@xushi.example>", "xushi.example")
    stack.callback(channel.close)

    def received() -> list[str]:
        found = [re.search(rb"Message-ID: <alert-(.+)@xushi.example>", mail.content) for mail in server.received]
        return sorted(f"{match[1].decode()}-mail-1a2b3c4d" for match in found if match is not None)

    return channel, received


CHANNELS: dict[str, Callable[[Path, ExitStack], tuple[Channel, Received]]] = {"outbox": _outbox, "mail": _mail}


@pytest.fixture(params=sorted(CHANNELS))
def under_test(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Channel, Received]]:
    with ExitStack() as stack:
        yield CHANNELS[request.param](tmp_path, stack)


def test_a_channel_goes_by_the_name_that_notifications_hold(under_test: tuple[Channel, Received]) -> None:
    assert under_test[0].name in CHANNELS


def test_every_channel_has_a_chinese_name_and_keeps_the_contract() -> None:
    assert set(CHANNEL_NAMES) == set(CHANNELS) | ROBOT_CHANNELS  # those are held against the services' own rules


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
    assert isinstance(channel.send(an_outgoing(recipient="", channel=channel.name)), RefusedByChannel)
    assert received() == []
