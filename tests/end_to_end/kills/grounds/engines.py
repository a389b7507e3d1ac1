"""The distributed form: every service apart over PostgreSQL and Kafka, any of which is killed and started again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests import kafka as kafkas
from tests import postgresql, processes
from tests.cluster import Cluster, cluster, quiet_ports
from tests.end_to_end.kills.grounds.ground import settle, wait_well
from tests.end_to_end.kills.grounds.nursery import Nursery
from tests.end_to_end.kills.grounds.reading import Databases
from tests.end_to_end.kills.wishing import People, make_people
from tests.end_to_end.truth import operations

MEMBERS = ("intake-1", "intake-2", "aggregator-1", "aggregator-2", "alerts", "relay-1", "relay-2")
KAFKA, POSTGRESQL = "kafka", "postgresql"
KINDS = ("intake", "aggregator", "alerts", "relay", KAFKA, POSTGRESQL)
BOTH = 0.2
"""How often a second one is killed with the first."""

_SETTLE_SECONDS = 600.0
_NO_START = "Application startup failed. Exiting."
_WELL_SECONDS = 300.0
_PAUSE_SECONDS = 0.2
"""Between two looks at who is well: whoever cannot start yet is not started again without end."""


class Engines:
    """A cluster of its own over the engines of the suite."""

    def __init__(self, members: Cluster, server: postgresql.Killable, kafka: kafkas.Server) -> None:
        self._members = members
        self._server = server
        self._kafka = kafka
        self.people: People = make_people(members.settings.keys_path)
        addresses = (members.settings.database_url(service) for service in ("intake", "aggregator"))
        self.databases = Databases(*addresses)
        members.start()

    @property
    def urls(self) -> Sequence[str]:
        """Both instances of intake."""
        return self._members.urls("intake")

    def kill(self, chance: random.Random) -> str:
        """Kill one part, now and then two, and start them again: PostgreSQL first, without which nothing starts."""
        kinds = chance.sample(KINDS, 2 if chance.random() < BOTH else 1)
        for kind in kinds:
            self._kill(kind, chance)
        if POSTGRESQL in kinds:
            self._server.start()
        if KAFKA in kinds:
            self._kafka.start()
        self._members.start(healthy=False)
        return " and ".join(sorted(kinds))

    def rest(self) -> None:
        """See :class:`Ground`."""
        wait_well(self._members.problems, self._start_again, _WELL_SECONDS, _PAUSE_SECONDS)
        settle(self._operations, _SETTLE_SECONDS)

    def check(self) -> list[str]:
        """See :class:`Ground`."""
        codes = {words: self._members.run(words, check=False).returncode for words in ("verify", "rebuild")}
        return [f"xushi {words} ended with {code}" for words, code in codes.items() if code]

    def close(self) -> None:
        """Lets go of the databases."""
        self.databases.close()

    def _kill(self, kind: str, chance: random.Random) -> None:
        if kind == KAFKA:
            self._kafka.kill()
        elif kind == POSTGRESQL:
            self._server.kill()
        else:
            self._members.kill(chance.choice([name for name in MEMBERS if name.startswith(kind)]))

    def _start_again(self) -> None:
        """Whoever's database went while it was starting has ended, and is started again, as whoever runs it does."""
        for name in MEMBERS:
            if not self._members.runs(name):
                said = processes.tail(self._members.log(name), 3_000)
                if not said.endswith(_NO_START):
                    raise RuntimeError(f"{name} ended: {said}")
                self._members.start(name, healthy=False)

    def _operations(self, service: str) -> Any:
        return operations(self._members.urls(service), service, self.people.ops.secret)


@contextmanager
def engines(folder: Path, nursery: Nursery) -> Iterator[Callable[[int], AbstractContextManager[Engines]]]:
    """PostgreSQL and Kafka for a suite; gives the place of each game, a new cluster over them.

    Raises:
        NoPostgres, NoKafka: there is none to be had.
    """
    with postgresql.killable(quiet_ports(1)[0]) as server, kafkas.running() as kafka:
        yield partial(_engines, folder, nursery, server, kafka)


@contextmanager
def _engines(
    folder: Path, nursery: Nursery, server: postgresql.Killable, kafka: kafkas.Server, seed: int
) -> Iterator[Engines]:
    place = folder / f"seed-{seed}"
    with ExitStack() as stack:
        members = stack.enter_context(
            cluster(
                place,
                server,
                kafka.address,
                members=MEMBERS,
                spawn=nursery.spawn,
                kafka_session_seconds=6.0,
                log_level="WARNING",
            )
        )
        ground = Engines(members, server, kafka)
        stack.callback(ground.close)
        yield ground
