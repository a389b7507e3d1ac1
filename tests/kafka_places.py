"""Where a Kafka of our own runs: as a process of this machine (Java), or in a container (Docker)."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

from deploy.kafka import jars

_JAVA = 17  # the oldest that Kafka 4 runs on
_REGISTRY = ("registry-1.docker.io", 443)
_ASK_SECONDS = 10.0
_PULL_SECONDS = 60.0
_RUN_SECONDS = 120.0
_CLUSTER = "XushiTestsXushiTests00"  # 16 bytes in base64, as the storage tool wants it
_LEAN = ("-XX:TieredStopAtLevel=1", "-Xms128m", "-Xmx512m")  # a quick start before a fast run
_QUIET = "-Dorg.apache.logging.log4j.level=WARN"
_SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "num.partitions": "1",
    "default.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",  # tests of a dying reader need not wait for the usual six seconds
    "broker.session.timeout.ms": "2000",  # a killed node is let in again when its last life is forgotten
    "broker.heartbeat.interval.ms": "500",
    "num.network.threads": "2",
    "num.io.threads": "2",
    "background.threads": "1",
    "log.cleaner.dedupe.buffer.size": "8388608",
}


class NoKafka(Exception):
    """None can be had, or it is not ours to handle so; the text says why."""


class KafkaFailed(Exception):
    """One was had, and does not do what it must; the text says what it said."""


class Place(Protocol):
    """What starts a node, what kills it, and what clears it away."""

    parting: int
    """The signal that ends what ``command`` started when the test run is killed."""

    @property
    def folder(self) -> Path:
        """Where its log is written to."""

    def command(self, port: int, controller: int) -> list[str]:
        """What runs the node in the foreground, its storage formatted.

        Raises:
            NoKafka: the jars cannot be had.
            KafkaFailed: the storage cannot be formatted.
        """

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """SIGKILL to the node itself, and wait for its end."""

    def empty(self) -> None:
        """Throw away what a node that does not run has stored."""

    def clear(self) -> None:
        """Leave nothing behind."""


class InJava:
    """A node as a process of this machine, with its data in the folder. ``changed`` gives settings that differ, by port
    and controller's port."""

    parting: int = signal.SIGKILL

    def __init__(self, folder: Path, changed: Callable[[int, int], Mapping[str, str]] = lambda *_: {}) -> None:
        self.folder = folder
        self._changed = changed

    def command(self, port: int, controller: int) -> list[str]:
        settings, data = self.folder / "server.properties", self.folder / "data"
        listed = _SETTINGS | _listeners(port, controller, "127.0.0.1") | {"log.dirs": str(data)}
        listed |= self._changed(port, controller)
        settings.write_text("".join(f"{name}={value}\n" for name, value in listed.items()))
        if not data.exists():
            done = run("kafka.tools.StorageTool", "format", "-t", _CLUSTER, "-c", str(settings))
            if done.returncode:
                raise KafkaFailed(f"the storage cannot be formatted: {(done.stderr + done.stdout).strip()[-500:]}")
        return [*_java(), "kafka.Kafka", str(settings)]

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()

    def empty(self) -> None:
        shutil.rmtree(self.folder / "data")

    def clear(self) -> None:
        """The temporary folder goes, and all is gone."""


class InDocker:
    """A node in a container: `docker run` in the foreground hands our signals on to it."""

    parting: int = signal.SIGTERM  # SIGKILL would end `docker run` alone

    def __init__(self, folder: Path, image: str) -> None:
        self.folder = folder
        self._image = image
        self._name = f"xushi-kafka-{secrets.token_hex(6)}"

    def command(self, port: int, controller: int) -> list[str]:
        data = "/var/lib/kafka/data"
        settings = _SETTINGS | _listeners(port, controller, "0.0.0.0") | {"log.dirs": data}
        named = {f"KAFKA_{name.replace('.', '_').upper()}": value for name, value in settings.items()}
        named |= {"CLUSTER_ID": _CLUSTER, "KAFKA_HEAP_OPTS": " ".join(_LEAN)}
        words = ["--rm", "--name", self._name, "-v", f"{self._name}:{data}", "-p", f"127.0.0.1:{port}:{port}"]
        words += [word for name, value in named.items() for word in ("-e", f"{name}={value}")]
        return ["docker", "run", *words, self._image]

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        _docker("kill", "--signal", "KILL", self._name)
        process.wait()
        deadline = time.monotonic() + _ASK_SECONDS
        while _docker("container", "inspect", self._name) and time.monotonic() < deadline:
            time.sleep(0.1)  # the engine clears it away a moment later, and only then is the name free again

    def empty(self) -> None:
        _docker("volume", "rm", "--force", self._name)

    def clear(self) -> None:
        _docker("rm", "--force", self._name)
        _docker("volume", "rm", "--force", self._name)


def _listeners(port: int, controller: int, host: str) -> dict[str, str]:
    return {
        "listeners": f"PLAINTEXT://{host}:{port},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
    }


def run(program: str, *words: str, seconds: float = _RUN_SECONDS) -> subprocess.CompletedProcess[str]:
    """Run one of Kafka's programs to its end, by the name of its class.

    Raises:
        NoKafka: there is no Java, or the jars cannot be had.
    """
    if reason := no_java():
        raise NoKafka(reason)
    return subprocess.run([*_java(), program, *words], capture_output=True, text=True, timeout=seconds, check=False)


def image() -> str:
    """The image of the version that is locked."""
    return f"apache/kafka:{jars.version()}"


def no_image() -> str:
    """Why Docker cannot run the image; empty when it can."""
    if not shutil.which("docker"):
        return "there is no docker"
    if not _docker("version", seconds=_ASK_SECONDS):
        return "no Docker engine answers"
    if _docker("image", "inspect", image(), seconds=_ASK_SECONDS):
        return ""
    try:  # without a network the engine would keep us waiting at the start of every run
        socket.create_connection(_REGISTRY, timeout=2.0).close()
    except OSError:
        return f"Docker has no {image()} and {_REGISTRY[0]} does not answer"
    return "" if _docker("pull", image(), seconds=_PULL_SECONDS) else f"Docker cannot pull {image()}"


@cache
def no_java() -> str:
    """Why there is no Java to run Kafka with; empty when there is."""
    if not shutil.which("java"):
        return "there is no java on the PATH"
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, timeout=_ASK_SECONDS, check=False)
    version = re.search(r'version "(\d+)', told.stderr)
    if version is None or int(version[1]) < _JAVA:
        return f"java is older than {_JAVA}: {told.stderr.strip()[:80]}"
    return ""


def kept() -> Path:
    """Where the jars are kept from run to run."""
    return Path.home() / ".cache" / "xushi" / f"kafka-{jars.version()}"


def _java() -> list[str]:
    return ["java", *_LEAN, "-XX:+UseSerialGC", _QUIET, "-cp", _class_path()]


@cache
def _class_path() -> str:
    try:
        return os.pathsep.join(str(path) for path in jars.fetch(kept()))
    except jars.NoJars as reason:
        raise NoKafka(f"the jars of Kafka cannot be had: {reason}") from reason


def _docker(*words: str, seconds: float = 60.0) -> bool:
    try:
        return subprocess.run(["docker", *words], capture_output=True, timeout=seconds, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False
