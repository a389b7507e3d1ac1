"""The demonstration played into separate processes over PostgreSQL and Kafka ends as it does in one process.

The short form plays four months, in which an alert is raised, answered, returned and escalated;
``XUSHI_LONG_TESTS=1`` plays all sixty.
"""

from __future__ import annotations

import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from services.intake.catalogue.recording import STREAM as CATALOGUE
from shared.codec import Codec
from shared.events import Assessment, NotificationDelivered, NotificationQueued
from shared.periods import SystemClock
from shared.process.file_clock import ClockHand
from shared.settings import Settings
from shared.store import EventStore, Recorded, store_tables
from tests import cluster as clusters
from tests import kafka as kafkas
from tests import postgresql, processes
from tests.cluster import Cluster
from tests.end_to_end.played import FIGURES, PLAY_SECONDS, RARELY, played_once, reading

LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
LAST = "2025-12" if LONG else "2021-04"
BROKEN_OFF = datetime(2021, 2, 18, tzinfo=UTC)
"""The simulated instant at which the first play is killed: before any alert, for a person who was about to act
when the play broke off acts when it goes on, which may be a day later."""


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of a system in one process that the stretch was played into."""
    return played_once(tmp_path_factory, LAST)


@pytest.fixture(scope="module")
def apart(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: postgresql.Server, kafka: kafkas.Server
) -> Iterator[Cluster]:
    """Running services, apart from each other, over engines of their own."""
    folder = tmp_path_factory.mktemp("apart")
    clock = folder / "clock"
    with clusters.cluster(
        folder, postgresql_server, kafka.address, clock_file=clock, sweep_seconds=RARELY, log_level="WARNING"
    ) as made:
        made.start()
        yield made
        made.stop()


def words(cluster: Cluster) -> tuple[str, ...]:
    aggregator, alerts = cluster.url("aggregator-2"), cluster.url("alerts")
    return (
        *("demo", "--url", cluster.url("intake"), "--last", LAST),
        *("--aggregator-url", aggregator, "--alerts-url", alerts),
    )


def play_and_kill(cluster: Cluster) -> None:
    """Kill the player in the midst of its play, as soon as its clock has reached that instant."""
    path = cluster.settings.clock_file
    assert path is not None
    player = cluster.begin(*words(cluster))
    deadline = time.monotonic() + PLAY_SECONDS
    while (ClockHand(path).instant or datetime.min.replace(tzinfo=UTC)) < BROKEN_OFF:
        assert player.poll() is None, processes.tail(cluster.log("demo"), 3_000)
        assert time.monotonic() < deadline
        time.sleep(0.1)
    player.send_signal(signal.SIGKILL)
    player.wait()


def events(settings: Settings, service: str) -> list[Recorded]:
    store = EventStore(store_tables(sa.MetaData()), Codec(), SystemClock())
    with reading(settings, service) as connection:
        return store.read(connection, 0, 10**9)


def histories(settings: Settings) -> dict[str, list[tuple[str, bytes]]]:
    """What happened to each unit's month: type and content, in order. From which files the catalogue is read, one
    process records before the play, and empty services that wait for the play's clock not yet."""
    streams = defaultdict(list)
    for event in events(settings, "intake"):
        if event.stream != CATALOGUE:
            streams[event.stream].append((event.type, event.data))
    return dict(streams)


def figures(settings: Settings) -> list[tuple[Any, ...]]:
    """Every figure to the person, provisional and accepted, with its counts."""
    with reading(settings, "aggregator") as connection:
        return sorted(tuple(row) for row in connection.execute(sa.text(FIGURES)))


def assessments(settings: Settings) -> dict[tuple[Any, ...], Assessment]:
    """Each target's assessment for each month: which report came last into it is a matter of chance, and which of the
    corrections of one instant came first."""
    with reading(settings, "aggregator") as connection:
        found = connection.execute(sa.text("SELECT plan, row, period, assessment FROM progress")).all()
    return {tuple(key): _without_chance(msgspec.json.decode(document, type=Assessment)) for *key, document in found}


def _without_chance(each: Assessment) -> Assessment:
    waiting, corrections = (
        tuple(sorted((msgspec.structs.replace(it, position=0) for it in those), key=lambda it: (it.region, it.at)))
        for those in (each.waiting, each.corrections)
    )
    return msgspec.structs.replace(each, data_version=0, waiting=waiting, corrections=corrections)


def alerts(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """What was decided in each alert, in order, and who was told."""
    codec = Codec()
    streams = defaultdict(list)
    for recorded in events(settings, "alerts"):
        event = codec.decode(recorded.type, recorded.schema_version, recorded.data)
        if isinstance(event, NotificationQueued):
            told: tuple[Any, ...] = (event.notification, event.recipient, event.subject)
        elif isinstance(event, NotificationDelivered):
            continue  # when a message goes out among the decisions is a matter of chance
        else:
            told = tuple(getattr(event, name, None) for name in ("episode", "period", "old_level", "level", "reason"))
        streams[recorded.stream].append((recorded.type, *told))
    return dict(streams)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
def test_broken_off_and_played_on_it_ends_as_in_one_process(embedded: Settings, apart: Cluster) -> None:
    play_and_kill(apart)
    played = apart.run(*words(apart), seconds=PLAY_SECONDS)
    print(played.stdout)

    assert histories(apart.settings) == histories(embedded)
    assert figures(apart.settings) == figures(embedded)
    assert assessments(apart.settings) == assessments(embedded)
    assert alerts(apart.settings) == alerts(embedded)
    assert "CQ-08" in played.stdout
    assert "差异 0 项" in apart.run("rebuild").stdout
    apart.run("verify")

    clock = apart.settings.clock_file
    assert clock is not None
    assert not clock.exists()  # the present again
    assert "本次报送 0 份" in apart.run(*words(apart), seconds=PLAY_SECONDS).stdout


@pytest.mark.slow
def test_a_service_that_does_not_follow_the_clock_is_not_played_into(apart: Cluster, tmp_path: Path) -> None:
    refused = apart.run(*words(apart), environment={"XUSHI_CLOCK_FILE": str(tmp_path / "other")}, check=False)
    assert refused.returncode == 2
    assert "XUSHI_CLOCK_FILE" in refused.stdout
