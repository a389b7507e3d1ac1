from __future__ import annotations

import gc
import logging
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.log import LogAway, connection
from shared.log.copying.held import HeldTopic
from shared.log.kafka import KafkaLog
from shared.log.sender import TopicSender
from shared.log.topics import create_topics
from shared.observe import Metrics
from shared.settings import Settings
from tests.builders import kafka_settings
from tests.processes import free_ports

OPEN_FILES = Path("/proc/self/fd")

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


def sockets() -> int:
    """How many this process has open."""
    return sum(each.is_symlink() and str(each.readlink()).startswith("socket:") for each in OPEN_FILES.iterdir())


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="NO /proc: what stays open is NOT COUNTED")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the library's own sockets, unclosed
def test_what_refused_tries_left_open_is_gone_with_the_next_try(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "kafka")  # what a test run keeps of the log holds on to the sockets
    monkeypatch.setattr(connection, "_BOOTSTRAP_MS", 300)
    (port,) = free_ports(1)
    settings = kafka_settings(f"127.0.0.1:{port}")
    gc.disable()  # as in a process that makes few objects while Kafka is away
    try:
        counts = []
        for _ in range(4):
            with pytest.raises(LogAway):
                CLIENTS["sender"](settings)
            counts.append(sockets())
    finally:
        gc.enable()
        gc.collect()
    assert counts[-1] <= counts[0], counts
