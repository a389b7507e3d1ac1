"""One process with all three services over SQLite, killed and started again."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx

from tests import processes
from tests.cluster import quiet_ports
from tests.end_to_end.kills.grounds.ground import Harm, settle
from tests.end_to_end.kills.grounds.nursery import Nursery
from tests.end_to_end.kills.grounds.reading import Databases
from tests.end_to_end.kills.wishing import People, make_people
from tests.end_to_end.truth import operations

_START_SECONDS = 180.0
_SETTLE_SECONDS = 180.0
_GLANCE_SECONDS = 0.02
_YOUNG = 0.25
"""How often it is killed once more before it can have started."""
_YOUNG_SECONDS = (0.0, 1.5)


class Embedded:
    """A folder of its own, and ``xushi up`` over it."""

    def __init__(self, nursery: Nursery, folder: Path) -> None:
        self._nursery = nursery
        self.folder = folder
        self._port = quiet_ports(1)[0]
        self.people: People = make_people(folder / "keys.json")
        self._environment = {"XUSHI_LOG_LEVEL": "WARNING", "XUSHI_POLL_SECONDS": "0.05"}
        self._start()
        self._wait_healthy()
        self.databases = Databases(*(f"sqlite:///{folder}/{name}.sqlite" for name in ("intake", "aggregator")))

    @property
    def urls(self) -> Sequence[str]:
        """The one address."""
        return (f"http://127.0.0.1:{self._port}",)

    def harm(self, chance: random.Random) -> Harm:
        """Kill the process and start it again; now and then kill it once more while it starts."""
        killed = "up"
        self._kill()
        self._start()
        if chance.random() < _YOUNG:
            time.sleep(chance.uniform(*_YOUNG_SECONDS))
            self._kill()
            self._start()
            killed = "up, and while it started"
        return Harm((killed,), intake_away=True)

    def rest(self) -> None:
        """See :class:`Ground`."""
        self._wait_healthy()
        settle(partial(operations, self.urls, secret=self.people.ops.secret), _SETTLE_SECONDS)

    def wrong(self) -> list[str]:
        """See :class:`Ground`: there is nothing beside."""
        return []

    def check(self) -> list[str]:
        """See :class:`Ground`. ``rebuild`` reads beside the process that runs."""
        commands = (("verify",), ("rebuild",))
        return [f"xushi {words[0]} ended with {code}" for words in commands if (code := self._run(*words))]

    def close(self) -> None:
        """Ends the process."""
        self.databases.close()
        self._kill()

    def _run(self, *words: str) -> int:
        log = self.folder / f"{words[0]}.log"
        return self._nursery.spawn([*words, "--data", str(self.folder)], log, self._environment).wait()

    def _kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def _start(self) -> None:
        words = ("up", "--data", str(self.folder), "--port", str(self._port))
        self._process = self._nursery.spawn(words, self.folder / "up.log", self._environment)

    def _wait_healthy(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not _healthy(self.urls[0]):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"it does not start: {processes.tail(self.folder / 'up.log', 3_000)}")
            time.sleep(_GLANCE_SECONDS)


@contextmanager
def embedded(nursery: Nursery, folder: Path) -> Iterator[Embedded]:
    """A new one in a new folder, which stays where something went wrong."""
    folder.mkdir(parents=True)
    ground = Embedded(nursery, folder)
    try:
        yield ground
    finally:
        ground.close()
    shutil.rmtree(folder)


def _healthy(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
