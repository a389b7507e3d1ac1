from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.consume import Consumer, Fenced, consumer_tables
from shared.database.engine import Database
from shared.log import LogBroken, MemoryLog
from shared.observe import Metrics
from tests.builders import a_clock, a_new, a_report, a_store
from tests.waiting import until

METADATA = sa.MetaData()
TABLES = consumer_tables(METADATA)
SUMS = sa.Table("sums", METADATA, sa.Column("stream", sa.String(40), primary_key=True), sa.Column("value", sa.Integer))


class Broken(Exception):
    """The handler could not apply an event."""


class Summing:
    """Adds each report's value to its stream's sum; fails on the streams it is told to."""

    def __init__(self) -> None:
        self.failing: set[str] = set()
        self.calls: list[int] = []

    def __call__(self, connection, events) -> None:
        self.calls.append(len(events))
        for event in events:
            if event.stream in self.failing:
                raise Broken(event.stream)
            value = len(event.data)
            if not connection.execute(
                SUMS.update().where(SUMS.c.stream == event.stream).values(value=SUMS.c.value + value)
            ).rowcount:
                connection.execute(SUMS.insert().values(stream=event.stream, value=value))


class Setting:
    """A log of reports, a database for their effect, and consumers of one name over both."""

    def __init__(self, folder: Path, effect: str = "", partitions: int = 1) -> None:
        self._producer, self._store = a_store(folder)
        self.log = MemoryLog("reports", partitions=partitions)
        self.database = Database(effect or f"sqlite:///{folder / 'effect.sqlite'}")
        with self.database.write() as connection:
            METADATA.create_all(connection)
        self.handle = Summing()

    def produce(self, *streams: str) -> None:
        with self._producer.write() as connection:
            self.log.extend(self._store.append(connection, [a_new(a_report(stream[:1]), stream) for stream in streams]))

    def consumer(self, batch: int = 100, handle=None, log: MemoryLog | None = None) -> Consumer:
        return Consumer(
            "sums",
            log or self.log,
            self.database,
            TABLES,
            handle or self.handle,
            metrics=Metrics(),
            clock=a_clock(),
            batch=batch,
        )

    def sums(self) -> dict[str, int]:
        with self.database.read() as connection:
            return {row.stream: row.value for row in connection.execute(sa.select(SUMS))}

    def counts(self) -> dict[str, int]:
        size = len(next(iter(self.log.read({}, 1).values())).events[0].data)
        return {stream: value // size for stream, value in self.sums().items()}

    def close(self) -> None:
        self._producer.dispose()
        self.database.dispose()


@pytest.fixture
def setting(tmp_path: Path, database_url: str):
    made = Setting(tmp_path, database_url)
    yield made
    made.close()


def test_every_event_is_applied_once_and_the_position_stands_at_the_end(setting) -> None:
    setting.produce("a", "b", "a")
    consumer = setting.consumer(batch=2)
    assert consumer.catch_up() == 3
    assert setting.counts() == {"a": 2, "b": 1}
    assert (consumer.position(), consumer.lag(), consumer.step()) == (3, 0, 0)


def test_a_restarted_consumer_goes_on_where_the_last_one_committed(setting) -> None:
    setting.produce("a", "b", "a", "a")
    setting.consumer(batch=3).step()
    setting.consumer().catch_up()
    assert setting.counts() == {"a": 3, "b": 1}


def test_a_crash_between_effect_and_commit_leaves_neither(setting) -> None:
    setting.produce("a", "b")

    def crash(connection, events) -> None:
        setting.handle(connection, events)
        raise sa.exc.OperationalError("gone", {}, Exception("killed"))

    with pytest.raises(sa.exc.OperationalError):
        setting.consumer(handle=crash).step()
    assert setting.sums() == {}
    setting.consumer().catch_up()
    assert setting.counts() == {"a": 1, "b": 1}


def test_of_two_instances_that_read_the_same_batch_one_is_fenced(setting) -> None:
    setting.produce("a", "b")
    slow = setting.consumer()
    quick = setting.consumer()

    def overtaken(marks, limit):
        slices = MemoryLog.read(setting.log, marks, limit)
        quick.catch_up()
        return slices

    slow.log = type("Overtaken", (), {"read": staticmethod(overtaken), "lag": setting.log.lag})()
    with pytest.raises(Fenced):
        slow.step()
    assert setting.counts() == {"a": 1, "b": 1}


def test_a_failing_event_parks_its_stream_in_order_and_others_go_on(setting) -> None:
    setting.handle.failing = {"bad"}
    setting.produce("a", "bad", "b", "bad", "a")
    consumer = setting.consumer()
    consumer.catch_up()
    assert setting.counts() == {"a": 2, "b": 1}
    (parked,) = consumer.parked()
    assert (parked.key, parked.events, parked.position) == ("bad", 2, 2)
    assert "Broken" in parked.error


def test_later_events_of_a_parked_stream_wait_behind_it(setting) -> None:
    setting.handle.failing = {"bad"}
    setting.produce("bad")
    consumer = setting.consumer()
    consumer.catch_up()
    setting.handle.failing = set()
    setting.produce("bad", "a")
    consumer.catch_up()
    assert setting.counts() == {"a": 1}
    assert consumer.parked()[0].events == 2


def test_a_retried_stream_is_applied_in_order_and_leaves_the_parking_place(setting) -> None:
    setting.handle.failing = {"bad"}
    setting.produce("bad", "bad", "a")
    consumer = setting.consumer()
    consumer.catch_up()
    assert consumer.retry_parked("bad") == 0
    assert consumer.parked()[0].events == 2
    setting.handle.failing = set()
    assert consumer.retry_parked("bad") == 2
    assert consumer.parked() == []
    assert setting.counts() == {"bad": 2, "a": 1}


def test_a_running_consumer_applies_what_is_produced_and_stops_when_asked(setting) -> None:
    stop = threading.Event()
    consumer = setting.consumer()
    thread = threading.Thread(target=consumer.run, args=(stop,))
    thread.start()
    setting.produce("a", "b")
    while consumer.lag():
        pass
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert setting.counts() == {"a": 1, "b": 1}


def test_a_reader_of_a_broken_log_is_unhealthy_until_the_missing_event_comes(
    setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.consume._BACKOFF_SECONDS", 0.01)
    lacking = threading.Event()
    lacking.set()

    def read(marks, limit):
        if lacking.is_set():
            raise LogBroken("partition 0 lacks an event")
        return MemoryLog.read(setting.log, marks, limit)

    setting.log.read = read
    setting.produce("a")
    consumer, stop = setting.consumer(), threading.Event()
    thread = threading.Thread(target=consumer.run, args=(stop,))
    thread.start()
    assert until(lambda: not healthy(consumer))
    lacking.clear()
    assert until(lambda: healthy(consumer))
    stop.set()
    thread.join(10)
    assert setting.counts() == {"a": 1}


def healthy(consumer: Consumer) -> bool:
    try:
        consumer.check()
    except LogBroken:
        return False
    return True


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=30),
    st.integers(1, 7),
    st.integers(0, 2**31),
)
def test_whatever_crashes_and_restarts_each_event_counts_once(
    tmp_path_factory: pytest.TempPathFactory, streams, batch, seed
) -> None:
    setting = Setting(tmp_path_factory.mktemp("crashes"))
    setting.produce(*streams)
    chance = random.Random(seed)

    def flaky(connection, events) -> None:
        setting.handle(connection, events)
        if chance.random() < 0.3:
            raise sa.exc.OperationalError("gone", {}, Exception("killed"))

    while setting.consumer(batch).lag():
        try:
            setting.consumer(batch, flaky).step()
        except sa.exc.OperationalError:
            continue
    assert setting.counts() == {stream: streams.count(stream) for stream in set(streams)}
    setting.close()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=40), st.integers(1, 5), st.integers(0, 2**31))
def test_however_instances_share_and_exchange_the_partitions_each_event_counts_once(
    tmp_path_factory: pytest.TempPathFactory, streams, batch, seed
) -> None:
    setting = Setting(tmp_path_factory.mktemp("instances"), partitions=4)
    chance = random.Random(seed)
    logs = [setting.log.beside([]) for _ in range(3)]
    consumers = [setting.consumer(batch, log=log) for log in logs]
    left = list(streams)
    while left or setting.consumer().lag():
        if left and chance.random() < 0.6:
            setting.produce(left.pop())
        if chance.random() < 0.4:  # they are shared out anew; a zombie may keep some that are another's now
            for log in logs:
                log.assigned = frozenset(chance.sample(range(4), chance.randint(0, 4)))
        chance.choice(consumers).step()
    marks = setting.consumer().marks()
    assert setting.counts() == {stream: streams.count(stream) for stream in set(streams)}
    assert sum(mark.events for mark in marks.values()) == len(streams)
    setting.close()


def test_an_instance_that_lost_a_partition_changes_nothing_there(tmp_path: Path) -> None:
    setting = Setting(tmp_path, partitions=2)
    setting.produce(*"abcdefgh")
    zombie = setting.consumer()
    slices = setting.log.read({}, 100)
    setting.consumer().catch_up()
    before = setting.counts()
    zombie.log = type("Stale", (), {"read": staticmethod(lambda marks, limit: slices), "lag": setting.log.lag})()
    zombie.marks = dict  # it has not looked since
    with pytest.raises(Fenced):
        zombie.step()
    assert setting.counts() == before
    setting.close()
