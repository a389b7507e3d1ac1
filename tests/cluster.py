"""Xushi in its distributed form for the tests: each instance of a service in a process of its own.

A member is named after what it runs: ``intake``, ``alerts``, ``relay``, ``aggregator-1``, ``aggregator-2``.
Any of them can be killed and started again on the port it had; what it writes lies in its log.
"""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

import httpx

from shared.settings import Settings
from tests import postgresql, processes

MEMBERS = ("intake", "aggregator-1", "aggregator-2", "alerts", "relay")
SERVICES = ("intake", "aggregator", "alerts")

_START_SECONDS = 180.0
_COMMAND_SECONDS = 600.0
_GLANCE_SECONDS = 0.05
_PORTS = (20_000, 32_000)
"""Below the ports that a system gives to outgoing connections: a member that is away keeps its port."""


class ClusterFailed(Exception):
    """A member or a command does not do what it should; the text has the end of its log."""


class Process(processes.Stoppable, Protocol):
    """The process of a member; one of ``subprocess`` will do."""

    @property
    def pid(self) -> int: ...


Spawn = Callable[[Sequence[str], Path, Mapping[str, str]], Process]
"""Starts ``xushi`` with these words; it writes to the log, in this environment."""


def spawn_anew(words: Sequence[str], log: Path, environment: Mapping[str, str]) -> Process:
    """A Python of its own, which reads all of the code first."""
    return processes.start(_command(*words), log, environment=environment)


class Cluster:
    """Processes over given databases and a given Kafka. Use as a context manager: at its end every process is gone.

    Start members from a thread that lives as long as they do (see tests.processes.start).
    """

    def __init__(
        self,
        folder: Path,
        databases: Mapping[str, str],
        kafka_servers: str,
        *,
        members: Iterable[str] = MEMBERS,
        spawn: Spawn = spawn_anew,
        **changes: object,
    ) -> None:
        """``databases``: addresses by service. ``changes``: further settings, by the names of their fields.
        ``spawn`` starts the members."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.members = tuple(members)
        self._spawn = spawn
        fields: dict[str, object] = {
            "data_dir": folder / "data",
            "kafka_servers": kafka_servers,
            "kafka_prefix": f"test-{random.SystemRandom().getrandbits(64):x}",
            "kafka_partitions": 3,
            **{f"{service}_database": address for service, address in databases.items()},
            **changes,
        }
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("XUSHI_")},
            **{f"XUSHI_{name.upper()}": _as_text(value) for name, value in fields.items()},
        }
        self.settings = Settings(**fields)  # type: ignore[arg-type]  # by the names of its fields
        self._ports = dict(zip(self.members, quiet_ports(len(self.members)), strict=True))
        self._processes: dict[str, Process] = {}

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def migrate(self) -> None:
        """Bring the databases and the topics into shape."""
        self.run("migrate")

    def run(
        self,
        *words: str,
        seconds: float = _COMMAND_SECONDS,
        check: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """One ``xushi`` command with the cluster's settings, and further variables.

        Raises:
            ClusterFailed: it ended with another code than 0, where ``check``.
        """
        together = self.environment | dict(environment or {})
        done = subprocess.run(
            _command(*words), env=together, capture_output=True, text=True, timeout=seconds, check=False
        )
        if check and done.returncode:
            said = (done.stdout + done.stderr)[-2_000:]
            raise ClusterFailed(f"xushi {' '.join(words)} ended with {done.returncode}: {said}")
        return done

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        """Start one ``xushi`` command with the cluster's settings; its log has the name of its first word."""
        return processes.start(_command(*words), self.log(words[0]), environment=self.environment)

    def start(self, *names: str, healthy: bool = True) -> None:
        """Start members (all when none is named); one that runs already goes on. Waits until they are healthy."""
        names = names or self.members
        for name in names:
            if not self.runs(name):
                words = ("relay",) if _service(name) == "relay" else ("serve", _service(name))
                environment = self.environment | {
                    "XUSHI_PORT": str(self._ports[name]),
                    "XUSHI_HOST": "127.0.0.1",
                    "XUSHI_INTAKE_URL": f"http://127.0.0.1:{self._ports.get('intake', 0)}",
                }
                self._processes[name] = self._spawn(words, self.log(name), environment)
        if healthy:
            self.wait_healthy(*names)

    def kill(self, *names: str) -> None:
        """SIGKILL, as when a machine fails. One that does not run is left."""
        for name in names:
            process = self._processes.pop(name, None)
            if process is not None:
                process.kill()
                process.wait()

    def stop(self, *names: str) -> None:
        """Ask members (all when none is named) to end, together, and wait for them."""
        ending = [self._processes.pop(name) for name in names or self.members if name in self._processes]
        for process in ending:
            if process.poll() is None:
                process.terminate()
        for process in ending:
            processes.stop(process, seconds=30.0)

    def restart(self, *names: str, healthy: bool = True) -> None:
        """Kill members (all when none is named) and start them again."""
        names = names or self.members
        self.kill(*names)
        self.start(*names, healthy=healthy)

    def close(self) -> None:
        """End every process at once: whoever wants them to end in good order stops them before."""
        self.kill(*self.members)

    def runs(self, name: str) -> bool:
        """Whether the member's process lives."""
        process = self._processes.get(name)
        return process is not None and process.poll() is None

    def pid(self, name: str) -> int:
        """The process of a member that runs."""
        return self._processes[name].pid

    def url(self, name: str) -> str:
        """Where the member answers, the same after every start."""
        return f"http://127.0.0.1:{self._ports[name]}"

    def urls(self, service: str) -> list[str]:
        """Where the instances of a service answer."""
        return [self.url(name) for name in self.members if _service(name) == service]

    def log(self, name: str) -> Path:
        """What the member has written, over all its starts."""
        return self.folder / f"{name}.log"

    def problems(self) -> dict[str, str]:
        """Why members are not healthy, by their names; of one that has ended, the end of its log."""
        found = {name: self._problem(name) if self.runs(name) else self._said(name) for name in self.members}
        return {name: problem for name, problem in found.items() if problem}

    def wait_healthy(self, *names: str, seconds: float = _START_SECONDS) -> None:
        """Wait until members (all when none is named) say that they are healthy.

        Raises:
            ClusterFailed: one has ended, or is not healthy in that time.
        """
        deadline = time.monotonic() + seconds
        for name in names or self.members:
            while (problem := self._problem(name)) != "":
                if not self.runs(name) or time.monotonic() > deadline:
                    raise ClusterFailed(f"{name} is not healthy ({problem}): {self._said(name)}")
                time.sleep(_GLANCE_SECONDS)

    def _said(self, name: str) -> str:
        return processes.tail(self.log(name), 3_000) or "it has ended, and said nothing"

    def _problem(self, name: str) -> str:
        """Why the member is not healthy; empty when it is."""
        try:
            answer = httpx.get(f"{self.url(name)}/healthz", timeout=5.0)
        except httpx.HTTPError as error:
            return type(error).__name__
        return "" if answer.status_code == httpx.codes.OK else answer.text


@contextmanager
def cluster(
    folder: Path,
    server: postgresql.Server,
    kafka_servers: str,
    *,
    members: Iterable[str] = MEMBERS,
    spawn: Spawn = spawn_anew,
    **changes: object,
) -> Iterator[Cluster]:
    """A cluster over new databases and topics of its own, migrated; its members are not started yet."""
    with ExitStack() as stack:
        databases = {service: stack.enter_context(server.database()) for service in SERVICES}
        made = stack.enter_context(Cluster(folder, databases, kafka_servers, members=members, spawn=spawn, **changes))
        made.migrate()
        yield made


def quiet_ports(count: int) -> list[int]:
    """That many different ports of 127.0.0.1 that nobody listens on and the system gives to nobody by itself."""
    found: list[int] = []
    for port in random.SystemRandom().sample(range(*_PORTS), 50 * count):
        if len(found) == count:
            break
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
    return found


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "services.cli", *words]


def _service(member: str) -> str:
    return member.partition("-")[0]


def _as_text(value: object) -> str:
    return json.dumps([str(each) for each in value]) if isinstance(value, tuple | list) else str(value)
