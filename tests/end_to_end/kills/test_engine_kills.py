"""The engines: PostgreSQL, Kafka and every service apart. Two rounds bring every fault once; with
``XUSHI_LONG_TESTS=1`` there are some more, as chance has them. ``make crash-engines`` plays three hundred.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests import postgresql
from tests.cluster import quiet_ports
from tests.end_to_end.kills.faults.choosing import Fault
from tests.end_to_end.kills.games import play
from tests.end_to_end.kills.grounds.engines import engines, engines_over
from tests.end_to_end.kills.grounds.nursery import Nursery
from tests.kafka import NoKafka, Server

SEEDS = range(1, 5)
EVERY_ONE = (
    (Fault.FOREIGN, Fault.REPEATED, Fault.ALTERED, Fault.SESSIONS),
    (Fault.RELAY_BETWEEN, Fault.TOPIC_GONE, Fault.KAFKA_AWAY, Fault.KILL),
)


@pytest.fixture
def server() -> Iterator[postgresql.Killable]:
    try:
        with postgresql.killable(quiet_ports(1)[0]) as made:
            yield made
    except postgresql.NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_in_every_fault_the_engines_hold_what_was_promised_and_count_nothing_that_strangers_put_in(
    server: postgresql.Killable, kafka: Server, tmp_path: Path
) -> None:
    rounds = iter(EVERY_ONE)

    def choose(chance: random.Random) -> Sequence[Fault]:
        return next(rounds)

    with Nursery(tmp_path) as nursery, engines_over(tmp_path / "game", nursery, server, kafka, choose) as ground:
        found = play(ground, range(1, len(EVERY_ONE) + 1))
    done = [fault for fault in Fault if any(name.startswith(fault) for name in found.harmed)]
    assert set(done) == set(Fault)
    assert not any("none was saving" in name for name in found.harmed)
    assert found.events > 20 and found.figures > 0


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("XUSHI_LONG_TESTS") != "1", reason="part of the long tests")
@pytest.mark.timeout(900)
def test_killed_at_random_moments_the_engines_hold_what_was_promised_and_what_follows_from_it(tmp_path: Path) -> None:
    try:
        with Nursery(tmp_path) as nursery, engines(tmp_path, nursery) as place, place(SEEDS[0]) as ground:
            found = play(ground, SEEDS)
    except (postgresql.NoPostgres, NoKafka) as reason:
        pytest.skip(str(reason))
    kills = {name: count for name, count in found.harmed.items() if name.startswith(Fault.KILL)}
    assert sum(kills.values()) == len(SEEDS)
    assert found.events > 20 and found.figures > 0
