"""The distributed form: every service apart over PostgreSQL and Kafka, to any of which all kinds of faults are done."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests import kafka as kafkas
from tests import postgresql, processes
from tests.cluster import SERVICES, cluster, quiet_ports
from tests.end_to_end.kills.faults.aside import differing, told_otherwise
from tests.end_to_end.kills.faults.choosing import Fault, chosen
from tests.end_to_end.kills.faults.harming import HARMS, Site, told
from tests.end_to_end.kills.faults.strangers import Hand
from tests.end_to_end.kills.grounds.ground import Harm, settle, wait_well
from tests.end_to_end.kills.grounds.nursery import Nursery
from tests.end_to_end.kills.grounds.reading import Databases, kept_aside
from tests.end_to_end.kills.wishing import People, make_people
from tests.end_to_end.truth import operations

MEMBERS = ("intake-1", "intake-2", "aggregator-1", "aggregator-2", "alerts", "relay-1", "relay-2")

Choose = Callable[[random.Random], Sequence[Fault]]

_BETWEEN_SECONDS = (0.0, 0.4)
_SETTLE_SECONDS = 600.0
_ASIDE_SECONDS = 60.0
"""What stands behind the last event of a topic is kept aside within that time, and told of."""
_COMMAND_SECONDS = 600.0
_NO_START = "Application startup failed. Exiting."
_WELL_SECONDS = 300.0
_PAUSE_SECONDS = 0.2
"""Between two looks at who is well: whoever cannot start yet is not started again without end."""


class Engines:
    """A cluster of its own over the engines of the suite."""

    def __init__(self, site: Site, nursery: Nursery, choose: Choose = chosen) -> None:
        """``choose`` says which faults a round brings."""
        self._site = site
        self._members = site.members
        self._nursery = nursery
        self._choose = choose
        self._addresses = {service: self._members.settings.database_url(service) for service in SERVICES}
        self.people: People = make_people(self._members.settings.keys_path)
        self.databases = Databases(self._addresses["intake"], self._addresses["aggregator"])
        self._members.start()

    @property
    def urls(self) -> Sequence[str]:
        """Both instances of intake."""
        return self._members.urls("intake")

    def harm(self, chance: random.Random) -> Harm:
        """See :class:`Ground`: the faults of a round, one after the other."""
        done = Harm(())
        for fault in self._choose(chance):
            time.sleep(chance.uniform(*_BETWEEN_SECONDS))
            done += HARMS[fault](self._site, chance)
        return done

    def rest(self) -> None:
        """See :class:`Ground`."""
        wait_well(self._members.problems, self._start_again, _WELL_SECONDS, _PAUSE_SECONDS)
        settle(self._operations, _SETTLE_SECONDS)
        self._site.emptied.clear()

    def wrong(self) -> list[str]:
        """See :class:`Ground`: strangers' messages lie aside and are told of, and the chains are whole."""
        deadline = time.monotonic() + _ASIDE_SECONDS
        while (found := self._aside_otherwise()) and time.monotonic() < deadline:
            time.sleep(_PAUSE_SECONDS)
        return [*found, *self._failing("verify")]

    def check(self) -> list[str]:
        """See :class:`Ground`."""
        return [*self._failing("verify"), *self._failing("rebuild")]

    def close(self) -> None:
        """Lets go of the databases."""
        self.databases.close()

    def _aside_otherwise(self) -> list[str]:
        kept = {service: kept_aside(address) for service, address in self._addresses.items()}
        together = [each for some in kept.values() for each in some]
        return [
            *differing(self._site.strangers, self._site.gone, together),
            *(
                wrong
                for service, some in kept.items()
                for url in self._members.urls(service)
                for wrong in told_otherwise(service, some, told(url, "xushi_aside_messages", "consumer"))
            ),
        ]

    def _failing(self, command: str) -> list[str]:
        log = self._members.log(command)
        code = self._nursery.spawn([command], log, self._members.environment).wait(_COMMAND_SECONDS)
        return [f"xushi {command} ended with {code}: {processes.tail(log, 2_000)}"] if code else []

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
    with engines_over(folder / f"seed-{seed}", nursery, server, kafka) as ground:
        yield ground


@contextmanager
def engines_over(
    place: Path, nursery: Nursery, server: postgresql.Killable, kafka: kafkas.Server, choose: Choose = chosen
) -> Iterator[Engines]:
    """A new cluster in a new folder."""
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
        hand = Hand(kafka.address, members.settings.kafka_prefix, members.settings.kafka_partitions)
        ground = Engines(Site(members, server, kafka, hand), nursery, choose)
        stack.callback(ground.close)
        yield ground
