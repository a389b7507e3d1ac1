from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.alerts.channels.outbox import OutboxChannel
from services.alerts.channels.port import Delivered, RefusedByChannel, Retry
from tests.contract.test_channel import an_outgoing


@pytest.fixture
def channel(tmp_path: Path) -> OutboxChannel:
    return OutboxChannel(tmp_path / "outbox", "序时预警 <alerts@xushi.example>", "xushi.example")


def test_a_message_becomes_a_mail_and_a_json_file(channel: OutboxChannel) -> None:
    outcome = channel.send(an_outgoing())
    assert outcome == Delivered("CQ-08-e1.1-outbox-1a2b3c4d.eml")
    names = sorted(path.name for path in channel.folder.iterdir())
    assert names == ["CQ-08-e1.1-outbox-1a2b3c4d.eml", "CQ-08-e1.1-outbox-1a2b3c4d.json"]
    document = json.loads((channel.folder / names[1]).read_text(encoding="utf-8"))
    assert (document["alert"], document["sequence"], document["recipient"]) == ("CQ-08", 1, "injury@cq.example")
    assert document["message_id"] == "<alert-CQ-08-e1.1@xushi.example>"


def test_a_second_delivery_replaces_the_same_files(channel: OutboxChannel) -> None:
    channel.send(an_outgoing())
    before = {path.name: path.read_bytes() for path in channel.folder.iterdir()}
    channel.send(an_outgoing())
    assert {path.name: path.read_bytes() for path in channel.folder.iterdir()} == before


def test_a_recipient_that_is_no_address_is_refused(channel: OutboxChannel) -> None:
    assert isinstance(channel.send(an_outgoing(recipient="nobody")), RefusedByChannel)
    assert not channel.folder.exists()


def test_a_folder_that_cannot_be_written_is_worth_another_attempt(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    channel = OutboxChannel(tmp_path / "file", "a@b.example", "b.example")
    assert isinstance(channel.send(an_outgoing()), Retry)
