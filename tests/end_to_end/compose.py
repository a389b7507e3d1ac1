"""docker-compose.yml brought up for a test: a project, ports, passwords and volumes of its own.

Needs a Docker engine and the base images. Where they are missing, root on Debian bookworm has them
made by deploy/offline/build.sh when XUSHI_TEST_COMPOSE=1.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import yaml

from tests.processes import free_ports

WANTED = "XUSHI_TEST_COMPOSE"
ROOT = Path(__file__).parents[2]
_SEEN = ("prometheus", "alertmanager", "oncall", "mailpit")
STARTED = ("postgres", "kafka", "intake", "aggregator", "alerts", "relay", "proxy", *_SEEN)
"""Everything that stays but Grafana, whose image cannot be made from packages."""
INSTANCES = {"intake": 2, "aggregator": 2, "alerts": 2, "relay": 2, "oncall": 2}
_PYTHON = "python:3.11-slim-bookworm"
_CLOCK = "/var/lib/xushi/clock/now"
_TAKES = {"make images": 1_200, "build": 600, "up": 300, "healthy": 240, "command": 120, "down": 180}
"""The longest that each step may take, in seconds."""


class NoCompose(Exception):
    """It cannot be brought up here; the text says why."""


def find() -> list[str]:
    """The command that brings the file up, once an engine and all images are there.

    Raises:
        NoCompose: something is missing.
    """
    if os.environ.get(WANTED) == "1" and os.geteuid() == 0 and _is_bookworm():
        done = _run([str(ROOT / "deploy/offline/build.sh")], _TAKES["make images"])
        if done.returncode:
            raise NoCompose(f"deploy/offline/build.sh failed: {done.stderr[-500:]}")
    if not _answers(["docker", "info"]):
        raise NoCompose(f"no Docker engine answers (root on Debian bookworm: set {WANTED}=1)")
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    images = {services[name]["image"] for name in STARTED if "build" not in services[name]} | {_PYTHON}
    missing = sorted(image for image in images if not _answers(["docker", "image", "inspect", image]))
    if missing:
        raise NoCompose(f"no image {', '.join(missing)} (docker pull; without a registry set {WANTED}=1)")
    for command in (["docker", "compose"], ["docker-compose"]):
        if _answers([*command, "version"]):
            return command
    raise NoCompose("neither docker compose nor docker-compose is installed")


class Stack:
    """The containers of one project."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._command = [*command, "--profile", "demo", "--profile", "cli"]
        self.project = f"xushitest{secrets.token_hex(4)}"
        http, prometheus, alertmanager, grafana, mail = free_ports(5)
        self.url = f"http://127.0.0.1:{http}"
        self.prometheus_url = f"http://127.0.0.1:{prometheus}"
        self.mail_url = f"http://127.0.0.1:{mail}"
        own = {
            "COMPOSE_PROJECT_NAME": self.project,
            "SECRETS": str(folder / "secrets"),
            "IMAGE": "xushi:test",
            "XUSHI_SMTP_HOST": "mailpit",
            "XUSHI_SMTP_PORT": "1025",
            "XUSHI_SMTP_SECURITY": "none",
            "XUSHI_OPS_MAIL": "ops@xushi.example",
            "XUSHI_SWEEP_SECONDS": "5",
            "XUSHI_CLOCK_FILE": _CLOCK,
        }
        ports = {"HTTP_PORT": http, "PROMETHEUS_PORT": prometheus, "ALERTMANAGER_PORT": alertmanager}
        ports |= {"GRAFANA_PORT": grafana, "MAIL_PORT": mail}
        self.environment = {**os.environ, **own, **{name: str(port) for name, port in ports.items()}}
        self.headers: dict[str, str] = {}
        self.script(30, "deploy/secrets.sh", str(folder / "secrets"))

    def compose(self, *words: str, step: str = "command") -> str:
        """What a compose command prints; it must succeed."""
        return self.script(_TAKES[step], *self._command, *words)

    def script(self, seconds: float, *words: str) -> str:
        """What a program prints in this project's environment; it must succeed, in that time."""
        done = _run(list(words), seconds, self.environment)
        if done.returncode:
            raise AssertionError(f"{' '.join(words)} failed: {done.stdout[-2_000:]}{done.stderr[-2_000:]}")
        return done.stdout

    def cli(self, *words: str) -> str:
        """What an ``xushi`` command prints."""
        return self.compose("run", "--rm", "--no-deps", "-T", "cli", *words)

    def play(self, seconds: float, last: str) -> str:
        """Play the demonstration up to a month, as the profile does; what the player prints."""
        words = ("run", "--rm", "--no-deps", "-T", "demo", "demo", "--url", "http://proxy:8600", "--last", last)
        return self.script(seconds, *self._command, *words)

    def rows(self, service: str, query: str) -> list[str]:
        """What a query answers in a service's database, one text a row."""
        words = ("exec", "-T", "postgres", "psql", "-XAtq", "-F|", "-v", "ON_ERROR_STOP=1", "-U", "postgres")
        return self.compose(*words, "-d", f"xushi_{service}", "-c", query).splitlines()

    def containers(self, service: str | None = None) -> list[dict[str, Any]]:
        """What the engine knows of the project's containers that run."""
        words = ["docker", "ps", "--quiet", "--filter", f"label=com.docker.compose.project={self.project}"]
        if service is not None:
            words += ["--filter", f"label=com.docker.compose.service={service}"]
        found = self.script(30, *words).split()
        inspected: list[dict[str, Any]] = json.loads(self.script(30, "docker", "inspect", *found)) if found else []
        return inspected

    def up(self, at: datetime | None = None) -> None:
        """Build our image and start everything, its clock at ``at`` (None: the present, until it is played into); wait
        until all are healthy."""
        self.compose("build", "migrate", step="build")
        if at is not None:
            put = ("--entrypoint", "sh", "demo", "-c", f"echo {at.isoformat()} > {_CLOCK}")
            self.compose("run", "--rm", "--no-deps", "-T", *put)
        scales = [f"--scale={name}={count}" for name, count in INSTANCES.items()]
        try:
            self.compose("up", "--detach", *scales, *STARTED, step="up")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self._state()}") from None
        self.until(self.healthy, "every container is healthy", _TAKES["healthy"])

    def healthy(self) -> bool:
        """Whether all that should run do, and say that they are well."""
        wanted = sum(INSTANCES.get(name, 1) for name in STARTED)
        states = [each["State"]["Health"]["Status"] for each in self.containers() if "Health" in each["State"]]
        return len(states) == wanted and set(states) == {"healthy"}

    def until(self, holds: Callable[[], Any], words: str, seconds: float = 60.0) -> Any:
        """What ``holds`` answers as soon as that is something true."""
        deadline = time.monotonic() + seconds
        while not (answer := holds()):
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds:.0f} s: {words}\n{self._state()}")
            time.sleep(0.5)
        return answer

    def down(self) -> None:
        """Remove everything, the volumes included."""
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "20", step="down")

    def get(self, path: str, base: str | None = None, **query: str) -> Any:
        """The JSON that a GET answers (of the services: to whom ``headers`` say); None while it is no 200."""
        headers = {} if base else self.headers
        try:
            answer = httpx.get(f"{base or self.url}{path}", params=query, headers=headers, timeout=10)
        except httpx.TransportError:
            return None
        return answer.json() if answer.status_code == 200 else None

    def _state(self) -> str:
        shown = _run([*self._command, "ps"], 60, self.environment).stdout
        return shown + _run([*self._command, "logs", "--tail", "15"], 60, self.environment).stdout[-8_000:]


@contextmanager
def running(folder: Path, at: datetime | None = None) -> Iterator[Stack]:
    """The whole file, up and healthy, but for Grafana; its services' clock stands at ``at``, where one is given.

    Raises:
        NoCompose: as :func:`find`.
    """
    stack = Stack(find(), folder)
    try:
        stack.up(at)
        yield stack
    finally:
        stack.down()


def _run(
    words: list[str], seconds: float, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def _answers(words: list[str]) -> bool:
    try:
        return _run(words, 20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _is_bookworm() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "bookworm" in release.read_text("utf-8")
