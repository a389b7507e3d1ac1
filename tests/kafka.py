"""A real Apache Kafka for the tests: one node in KRaft mode, without root's rights.

Looked for in this order: an address in XUSHI_TEST_KAFKA; a Docker engine that has, or can pull, the image;
Java with the jars of deploy/kafka/jars.lock. A node of our own listens on 127.0.0.1, keeps its data
in a temporary place, can be killed and started again on the same data and port, and is stopped at the end.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from deploy.kafka import jars
from tests import kafka_places as places
from tests import processes
from tests.kafka_places import KafkaFailed, NoKafka, Place

__all__ = [
    "ADDRESS",
    "Found",
    "KafkaFailed",
    "Message",
    "NoKafka",
    "Server",
    "console_consumer",
    "find",
    "running",
    "running_in",
]

ADDRESS = "XUSHI_TEST_KAFKA"
_START_SECONDS = 90.0
_STARTS = 3
_SEPARATOR, _NOTHING = "\x1f", "\x1e"  # stand in no text


class Found(NamedTuple):
    """Where Kafka comes from, in words, and how to get it: an address, or a place for a new node."""

    words: str
    address: str | None = None
    place: Callable[[Path], Place] | None = None


class Message(NamedTuple):
    """What the console consumer printed of one message: headers as ``name:value,name:value``."""

    key: str | None
    headers: str
    value: str | None


class Server(Protocol):
    """A running node. After ``kill`` or ``stop`` it starts again on the same data and port.

    Call ``start`` from a thread that lives as long as the node (see tests.processes.start).
    """

    @property
    def address(self) -> str:
        """host:port, the same after every start."""

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            KafkaFailed: it does not answer.
        """

    def stop(self) -> None:
        """Ask it to end, and wait for it."""

    def kill(self) -> None:
        """SIGKILL, as when a machine fails.

        Raises:
            NoKafka: it is not ours to kill.
        """

    def lose(self) -> None:
        """Kill it and let it start with an empty folder, as when a broker's disk is gone: its topics are, too.

        Raises:
            NoKafka: it is not ours to kill.
        """


@cache
def find() -> Found:
    """What the tests will use.

    Raises:
        NoKafka: there is nothing to use.
    """
    if address := os.environ.get(ADDRESS):
        return Found(f"the address in {ADDRESS}", address=address)
    without_docker = places.no_image()
    if not without_docker:
        return Found(f"Docker's {places.image()}", place=lambda folder: places.InDocker(folder, places.image()))
    if without_java := places.no_java():
        raise NoKafka(f"no Kafka: {ADDRESS} is not set, {without_docker}, and {without_java}")
    return Found(f"Java with the jars of Kafka {jars.version()}, kept in {places.kept()}", place=places.InJava)


@contextmanager
def running() -> Iterator[Server]:
    """A node for as long as the block lasts.

    Raises:
        NoKafka: none can be had.
        KafkaFailed: it does not start.
    """
    found = find()
    if found.place is None:
        there = _Elsewhere(str(found.address))
        there.start()
        yield there
        return
    with running_in(found.place) as node:
        yield node


@contextmanager
def running_in(make: Callable[[Path], Place]) -> Iterator[Server]:
    """A node of our own, where ``make`` says, for as long as the block lasts.

    Raises:
        NoKafka: it cannot be had.
        KafkaFailed: it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="xushi-kafka-") as name:
        place = make(Path(name))
        try:
            node = _started(place)
            try:
                yield node
            finally:
                node.stop()
        finally:
            place.clear()


def console_consumer(address: str, topic: str, most: int, seconds: float = 20.0) -> list[Message]:
    """What Kafka's own console consumer reads of a topic from its start: a reader that is not ours.

    It ends after ``most`` messages, or when none has come for ``seconds``. Bytes are read as UTF-8.

    Raises:
        NoKafka: there is nothing to run it with.
        KafkaFailed: it failed.
    """
    shown = {"print.headers": "true", "print.key": "true", "key.separator": _SEPARATOR, "null.literal": _NOTHING}
    done = places.run(
        "org.apache.kafka.tools.consumer.ConsoleConsumer",
        *("--bootstrap-server", address, "--topic", topic, "--from-beginning"),
        *("--max-messages", str(most), "--timeout-ms", str(int(seconds * 1000))),
        *(word for name, value in shown.items() for word in ("--formatter-property", f"{name}={value}")),
        seconds=seconds + 60.0,
    )
    if done.returncode:
        raise KafkaFailed(f"the console consumer failed: {(done.stderr + done.stdout).strip()[-500:]}")
    rows = [line.split(_SEPARATOR) for line in done.stdout.split("\n") if line.count(_SEPARATOR) == 2]
    return [
        Message(
            key=None if key == _NOTHING else key,
            headers="" if headers == "NO_HEADERS" else headers,
            value=None if value == _NOTHING else value,
        )
        for headers, key, value in rows
    ]


class _Node:
    """A node of our own."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._port, self._controller = processes.free_ports(2)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._port}"

    def start(self) -> None:
        log = self._place.folder / "server.log"
        command = self._place.command(self._port, self._controller)
        self._process = processes.start(command, log, parting=self._place.parting)
        deadline = time.monotonic() + _START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if processes.listens(self._port) and _answers(self.address):
                return
            time.sleep(0.05)
        self.stop()
        raise KafkaFailed(f"Kafka does not start: {processes.tail(log)}")

    def stop(self) -> None:
        if self._process is not None:
            processes.stop(self._process)
            self._process = None

    def kill(self) -> None:
        if self._process is not None:
            self._place.kill(self._process)
            self._process = None

    def lose(self) -> None:
        self.kill()
        self._place.empty()
        self.start()


class _Elsewhere:
    """Somebody else's Kafka: used, and left as it is."""

    def __init__(self, address: str) -> None:
        self.address = address

    def start(self) -> None:
        if not _answers(self.address):
            raise KafkaFailed(f"nothing answers at {self.address}, the address in {ADDRESS}")

    def stop(self) -> None:
        raise NoKafka(f"the Kafka in {ADDRESS} is not ours to stop")

    def kill(self) -> None:
        raise NoKafka(f"the Kafka in {ADDRESS} is not ours to kill")

    def lose(self) -> None:
        self.kill()


def _started(place: Place) -> _Node:
    """A started node: on other ports where another program has taken ours between our looking and its starting."""
    for _ in range(_STARTS - 1):
        node = _Node(place)
        try:
            node.start()
        except KafkaFailed:
            continue
        return node
    node = _Node(place)
    node.start()
    return node


def _answers(address: str) -> bool:
    try:
        with KafkaAdminClient(bootstrap_servers=address, bootstrap_timeout_ms=5000) as client:
            client.list_topics()
    except KafkaError:
        return False
    return True
