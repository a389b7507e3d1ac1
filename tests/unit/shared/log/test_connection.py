from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest

from shared.log import LogAway, connection
from shared.log.copying.held import HeldTopic
from shared.log.kafka import KafkaLog
from shared.log.sender import TopicSender
from shared.log.topics import create_topics
from shared.observe import Metrics
from shared.settings import Settings
from tests.builders import kafka_settings

CLIENTS: dict[str, Callable[[Settings], object]] = {
    "reader": lambda settings: KafkaLog("reports", "reader", settings, Metrics()).read({}, 10),
    "sender": TopicSender,
    "relay": lambda settings: HeldTopic("reports", "intake", settings).compare({}, lambda _: {}),
    "administrator": create_topics,
}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_that_gets_no_answer_leaves_no_thread_behind(client: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_BOOTSTRAP_MS", 50)
    before = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(LogAway):
        CLIENTS[client](kafka_settings(f"127.0.0.1:{silent.getsockname()[1]}"))
    assert set(threading.enumerate()) - before == set()
