"""Kill -9 at random points of the demonstration, then start again: nothing lost, nothing counted twice.

The short form runs with every test run; ``make crash`` runs twenty rounds over all sixty months.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.codec import Codec
from shared.database.engine import Database
from shared.events import AlertRaised, AlertResolved
from shared.periods import SystemClock
from shared.settings import Settings
from shared.store import EventStore, Recorded, store_tables
from tests.end_to_end.played import played_once
from tests.processes import free_ports

ROUNDS = int(os.environ.get("XUSHI_CRASH_ROUNDS", "2"))
LONG = ROUNDS > 3
LAST = "2025-12" if LONG else "2021-04"
SHORTEST_LIFE, LONGEST_LIFE = 1.0, 5.0
SEED = int(os.environ.get("XUSHI_CRASH_SEED", "20210101"))


def command(*words: str, data: Path) -> list[str]:
    return [sys.executable, "-m", "services.cli", *words, "--data", str(data)]


def play(data: Path) -> subprocess.Popen[bytes]:
    """The demonstration over these months, which ends by itself."""
    (port,) = free_ports(1)
    words = ("demo", "--no-stay", "--last", LAST, "--port", str(port))
    return subprocess.Popen(command(*words, data=data), stdout=subprocess.DEVNULL)


def play_to_the_end(data: Path) -> None:
    assert play(data).wait(600) == 0


def kill_at_random_points(data: Path, chance: random.Random) -> int:
    """How many of the rounds were really killed while the play went on."""
    killed = 0
    for _ in range(ROUNDS):
        process = play(data)
        time.sleep(chance.uniform(SHORTEST_LIFE, LONGEST_LIFE))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait(60)
    return killed


def events(data: Path, service: str) -> list[Recorded]:
    database = Database(Settings(data_dir=data).database_url(service))
    store = EventStore(store_tables(sa.MetaData()), Codec(), SystemClock())
    with database.read() as connection:
        found = store.read(connection, 0, 10**9)
    database.dispose()
    return found


def history(data: Path) -> dict[str, list[tuple[str, bytes]]]:
    """What happened to each unit's month: type and content, in order."""
    streams = defaultdict(list)
    for event in events(data, "intake"):
        streams[event.stream].append((event.type, event.data))
    return dict(streams)


def rows(data: Path, table: str) -> list[tuple[object, ...]]:
    database = Database(Settings(data_dir=data).database_url("aggregator"))
    with database.read() as connection:
        query = sa.text(
            f"SELECT region, indicator, period, value, denominator, reported, accepted_value, accepted_denominator, "
            f"accepted FROM {table} ORDER BY region, indicator, period"
        )
        found = [tuple(row) for row in connection.execute(query)]
    database.dispose()
    return found


def outcomes(data: Path) -> list[tuple[object, ...]]:
    """Which alerts were raised and resolved, for which month."""
    codec = Codec()
    found = [codec.decode(each.type, each.schema_version, each.data) for each in events(data, "alerts")]
    return sorted(
        (type(event).__name__, event.alert, event.episode, event.period)
        for event in found
        if isinstance(event, AlertRaised | AlertResolved)
    )


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_at_random_points_and_started_again_it_ends_as_if_nothing_had_happened(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    crashed = tmp_path / "crashed"
    killed = kill_at_random_points(crashed, random.Random(SEED))
    play_to_the_end(crashed)
    whole = played_once(tmp_path_factory, LAST).data_dir

    print(f"killed in the middle: {killed} of {ROUNDS} rounds")
    assert killed > (ROUNDS // 2 if LONG else 0)
    assert history(crashed) == history(whole)
    assert rows(crashed, "figures") == rows(whole, "figures")
    assert outcomes(crashed) == outcomes(whole)
    for data in (whole, crashed):
        assert subprocess.run(command("verify", data=data), stdout=subprocess.DEVNULL, check=False).returncode == 0
        assert subprocess.run(command("rebuild", data=data), stdout=subprocess.DEVNULL, check=False).returncode == 0
