"""Kill -9 at random moments over every part of the distributed form, under load: nothing lost, nothing counted twice.

The short form runs with every test run. ``XUSHI_CRASH_ROUNDS=100`` runs the full one; ``XUSHI_CRASH_SEED`` plays
another game; ``XUSHI_LONG_TESTS=1`` leaves Kafka away for a minute while a thousand reports arrive.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import httpx
import msgspec
import pytest

from shared.catalogue import load_catalogue
from shared.events import ReportLine
from shared.periods import Month
from tests import kafka as kafkas
from tests import load as loads
from tests import postgresql, processes
from tests.cluster import Cluster, cluster, quiet_ports
from tests.end_to_end.truth import Truth, Whereabouts
from tests.load import Load, People

ROUNDS = int(os.environ.get("XUSHI_CRASH_ROUNDS", "5"))
SEED = int(os.environ.get("XUSHI_CRASH_SEED", "20210101"))
LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
AWAY_SECONDS, REPORTS_MEANWHILE = (60.0, 1_000) if LONG else (8.0, 200)

KINDS = {
    "intake": ("intake-1", "intake-2"),
    "aggregator": ("aggregator-1", "aggregator-2", "aggregator-3"),
    "alerts": ("alerts-1", "alerts-2"),
    "relay": ("relay-1", "relay-2"),
    "kafka": ("kafka",),
    "postgresql": ("postgresql",),
}
MEMBERS = tuple(name for kind, names in KINDS.items() if kind not in ("kafka", "postgresql") for name in names)

MONTHS = loads.months("2022-01", "2024-12")
PAUSE_SECONDS = 2.0
"""Between what one unit does and what it does next: some twenty requests a second of all together."""
LIFE_SECONDS = (0.2, 2.5)
"""How long all goes well before the next one is killed."""
DEAD_SECONDS = (0.1, 2.0)
WHOLE_AGAIN = 0.25
"""In how many rounds everybody is well again before the next one; in the others whoever starts may be killed too."""
SETTLE_SECONDS = 120.0
NO_START = "Application startup failed. Exiting."


class Scene:
    """A cluster with its engines and the people who use it."""

    def __init__(
        self, members: Cluster, server: postgresql.Killable, kafka: kafkas.Server, people: People, load: Load
    ) -> None:
        self.members = members
        self.server = server
        self.kafka = kafka
        self.people = people
        self.load = load
        self.whereabouts = Whereabouts(members, people.ops)
        self.started_again = 0
        self._down: set[str] = set()

    def kill(self, name: str) -> None:
        """SIGKILL."""
        self._down.add(name)
        if name == "kafka":
            self.kafka.kill()
        elif name == "postgresql":
            self.server.kill()
        else:
            self.members.kill(name)

    def revive(self) -> None:
        """Start again whatever was killed: first what the others cannot even start without."""
        for name in sorted(self._down, key=lambda name: name != "postgresql"):
            if name == "kafka":
                self.kafka.start()
            elif name == "postgresql":
                self.server.start()
            else:
                self.members.start(name, healthy=False)
            self._down.remove(name)

    def check_alive(self) -> None:
        """Nobody ends who was not killed: but for those whose database went while they were starting, who are
        started again, as whoever runs them does."""
        for name in MEMBERS:
            if name not in self._down and not self.members.runs(name):
                said = processes.tail(self.members.log(name), 3_000)
                assert said.endswith(NO_START), f"{name} ended: {said}"
                self.members.start(name, healthy=False)
                self.started_again += 1
        assert self.load.faults == []

    def settle(self) -> float:
        """Stop posting, and wait until nothing is left to do; how long that took."""
        self.load.end()
        self.check_alive()
        self.members.wait_healthy()
        seconds = self.whereabouts.settle(SETTLE_SECONDS)
        self.check_alive()
        return seconds

    def check_truth(self, folder: Path) -> Counter[str]:
        return Truth(self.members.settings, folder).check(self.load)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, kafka: kafkas.Server) -> Iterator[Scene]:
    """Nine processes over a PostgreSQL of their own and the run's Kafka, which may both be killed."""
    catalogue = load_catalogue()
    areas = {area: catalogue.units_under(area, Month(2025, 12)) for area in loads.AREAS}
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgresql.killable(quiet_ports(1)[0]))
        except postgresql.NoPostgres as reason:
            pytest.skip(str(reason))
        folder = tmp_path_factory.mktemp("cluster")
        made = stack.enter_context(
            cluster(
                folder,
                server,
                kafka.address,
                members=MEMBERS,
                kafka_session_seconds=6.0,
                log_level="WARNING",
                clock_file=written_clock(folder),
            )
        )
        people = loads.make_people(made.settings.keys_path, areas)
        load = Load(made.urls("intake"), people, MONTHS, SEED, PAUSE_SECONDS)
        scene = Scene(made, server, kafka, people, load)
        stack.callback(load.end)
        stack.callback(scene.revive)  # databases are dropped, and other tests use Kafka
        made.start()
        yield scene


def written_clock(folder: Path) -> Path:
    """A clock that stands in working time, while the plans that are reported to are in force: nobody is told of one
    that is over."""
    path = folder / "clock"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("2025-03-12T02:00:00+00:00")
    return path


def victims(chance: random.Random) -> Iterator[Sequence[str]]:
    """Who is killed in each round: every kind in its turn, in ever new orders, and now and then a second one."""
    while True:
        for kind in chance.sample(sorted(KINDS), len(KINDS)):
            other = chance.choice([each for each in sorted(KINDS) if each != kind])
            kinds = [kind, other] if chance.random() < 0.25 else [kind]
            yield [chance.choice(KINDS[each]) for each in kinds]


@pytest.mark.slow
@pytest.mark.timeout(7_200)
def test_killed_at_random_moments_under_load_nothing_is_lost_and_nothing_counted_twice(
    scene: Scene, tmp_path: Path
) -> None:
    chance, killed = random.Random(SEED), Counter[str]()
    started = time.monotonic()
    print(f"\nseed {SEED}, {ROUNDS} rounds")
    scene.load.begin()
    for number, names in zip(range(1, ROUNDS + 1), victims(chance), strict=False):
        time.sleep(chance.uniform(*LIFE_SECONDS))
        for name in names:
            scene.kill(name)
            killed[name] += 1
        time.sleep(chance.uniform(*DEAD_SECONDS))
        scene.revive()
        scene.check_alive()
        if chance.random() < WHOLE_AGAIN:
            scene.members.wait_healthy()
        print(
            f"round {number}: {' and '.join(names)}; {len(scene.load.receipts)} reports, "
            f"{time.monotonic() - started:.0f} s",
            flush=True,
        )
    settled = scene.settle()
    counts = scene.check_truth(tmp_path)
    print(f"killed: {dict(killed)}\nrequests: {dict(scene.load.tries)}\nalerts: {dict(counts)}")
    print(
        f"{len(scene.load.receipts)} reports, settled after {settled:.1f} s, {time.monotonic() - started:.0f} s in all"
    )
    assert counts["AlertRaised"] > 0


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_while_kafka_is_away_every_report_is_taken_and_counts_when_it_is_back(scene: Scene, tmp_path: Path) -> None:
    load = scene.load
    scene.members.wait_healthy()
    before, tries = len(load.receipts), load.tries.copy()
    load.pause_seconds = AWAY_SECONDS / 50
    scene.kill("kafka")
    away = time.monotonic()
    load.begin()
    while len(load.receipts) < before + REPORTS_MEANWHILE or time.monotonic() < away + AWAY_SECONDS:
        scene.check_alive()
        time.sleep(0.1)
    load.end()
    print(f"\n{len(load.receipts) - before} reports while Kafka was away for {time.monotonic() - away:.0f} s")
    assert set(load.tries - tries) == {"201"}  # nobody had to ask twice
    scene.revive()
    print(f"settled {scene.settle():.1f} s after it was back")
    scene.check_truth(tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_while_postgresql_is_away_a_report_is_put_off_and_taken_under_the_same_key_afterwards(
    scene: Scene, tmp_path: Path
) -> None:
    load, unit, period = scene.load, "500107", "2021-03"
    scene.members.wait_healthy()
    line = ReportLine(loads.FLOW, 4_321)
    raw = msgspec.json.encode(
        {"region": unit, "period": period, "lines": [{"indicator": line.indicator, "value": line.value}]}
    )
    address = f"{scene.members.url('intake-1')}/v1/reports"
    who = {"Authorization": f"Bearer {scene.people.units[unit]}"}
    headers = {**who, "Idempotency-Key": "put-off", "Content-Type": "application/json"}

    load.begin()  # so that many a request is on its way at that moment
    time.sleep(1.0)
    scene.kill("postgresql")
    refused = httpx.post(address, content=raw, headers=headers, timeout=30.0)
    time.sleep(2.0)
    scene.revive()
    load.end()
    nothing = httpx.get(f"{address}/{unit}/{period}", headers=who, timeout=30.0)
    taken, repeated = (httpx.post(address, content=raw, headers=headers, timeout=30.0) for _ in range(2))

    assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
    assert int(refused.headers["retry-after"]) > 0
    assert nothing.status_code == 404
    assert (taken.status_code, repeated.status_code) == (201, 200)
    assert taken.json() == repeated.json()
    assert load.tries["503"] > 0
    load.note(unit, period, (line,), "put-off", raw, taken.json()["receipt"])
    print(f"\nsettled after {scene.settle():.1f} s")
    scene.check_truth(tmp_path)
