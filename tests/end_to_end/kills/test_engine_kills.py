"""A few rounds on the engines: PostgreSQL, Kafka and every service apart.

Only with ``XUSHI_LONG_TESTS=1``: ``make crash-engines`` plays a hundred. What every test run kills on the engines is in
``tests/end_to_end/test_engine_crashes.py``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import postgresql
from tests.end_to_end.kills.games import play
from tests.end_to_end.kills.grounds.engines import engines
from tests.end_to_end.kills.grounds.nursery import Nursery
from tests.kafka import NoKafka

SEEDS = range(1, 5)


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("XUSHI_LONG_TESTS") != "1", reason="part of the long tests")
@pytest.mark.timeout(900)
def test_killed_at_random_moments_the_engines_hold_what_was_promised_and_what_follows_from_it(tmp_path: Path) -> None:
    try:
        with Nursery(tmp_path) as nursery, engines(tmp_path, nursery) as place, place(SEEDS[0]) as ground:
            found = play(ground, SEEDS, compare_every=2)
    except (postgresql.NoPostgres, NoKafka) as reason:
        pytest.skip(str(reason))
    assert sum(found.killed.values()) == len(SEEDS)
    assert found.events > 20 and found.figures > 0
