from __future__ import annotations

import random
import threading
from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.consume import Consumer, NotByThisInstance
from shared.log import LogAway, LogBroken, Marks, MemoryLog, Slice
from shared.store import Recorded
from tests.unit.shared.consume.setting import Setting
from tests.waiting import until


def test_every_event_is_applied_once_and_the_position_stands_at_the_end(setting: Setting) -> None:
    setting.produce("a", "b", "a")
    consumer = setting.consumer(batch=2)
    assert consumer.catch_up() == 3
    assert setting.counts() == {"a": 2, "b": 1}
    assert (consumer.position(), consumer.lag(), consumer.step()) == (3, 0, 0)


def test_a_reader_may_be_behind_while_nothing_is_known_of_its_log(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting.produce("a")
    consumer = setting.consumer()
    assert consumer.behind()
    consumer.catch_up()
    assert not consumer.behind()
    monkeypatch.setattr(consumer.log, "knows_lag", lambda: False)
    assert (consumer.lag(), consumer.behind()) == (0, True)


def test_a_restarted_consumer_goes_on_where_the_last_one_committed(setting: Setting) -> None:
    setting.produce("a", "b", "a", "a")
    setting.consumer(batch=3).step()
    setting.consumer().catch_up()
    assert setting.counts() == {"a": 3, "b": 1}


def test_a_crash_between_effect_and_commit_leaves_neither(setting: Setting) -> None:
    setting.produce("a", "b")

    def crash(connection: sa.Connection, events: Sequence[Recorded]) -> None:
        setting.handle(connection, events)
        raise sa.exc.OperationalError("gone", {}, Exception("killed"))

    with pytest.raises(sa.exc.OperationalError):
        setting.consumer(handle=crash).step()
    assert setting.sums() == {}
    setting.consumer().catch_up()
    assert setting.counts() == {"a": 1, "b": 1}


def test_a_running_consumer_applies_what_is_produced_and_stops_when_asked(setting: Setting) -> None:
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


class Resting(MemoryLog):
    """A log in which nothing happens: it notes how long it is waited for, and in the end says that it is enough."""

    def __init__(self, times: int) -> None:
        super().__init__("reports")
        self.stop = threading.Event()
        self.reads, self.waits = 0, list[float]()
        self._times = times

    def read(self, marks: Marks, limit: int) -> dict[int, Slice]:
        self.reads += 1
        return super().read(marks, limit)

    def wait(self, marks: Marks, timeout: float) -> bool:
        self.waits.append(timeout)
        if len(self.waits) == self._times:
            self.stop.set()
        return False


def test_a_reader_looks_once_and_then_waits_for_a_second_at_least(setting: Setting) -> None:
    log = Resting(times=5)
    setting.consumer(log=log).run(log.stop)
    assert log.reads == len(log.waits) == 5
    assert min(log.waits) >= 1.0


@pytest.mark.parametrize("trouble", [LogBroken("partition 0 lacks an event"), LogAway("no broker answers")], ids=repr)
def test_a_reader_of_a_log_that_lacks_an_event_or_gives_no_answer_says_so_until_all_is_well(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    monkeypatch.setattr("shared.consume.consumer._BACKOFF_SECONDS", 0.01)
    monkeypatch.setattr("shared.consume.consumer.AWAY_SECONDS", 0.02)
    troubled = threading.Event()
    troubled.set()

    def read(marks: Marks, limit: int) -> dict[int, Slice]:
        if troubled.is_set():
            raise trouble
        return MemoryLog.read(setting.log, marks, limit)

    monkeypatch.setattr(setting.log, "read", read)
    setting.produce("a")
    consumer, stop = setting.consumer(), threading.Event()
    thread = threading.Thread(target=consumer.run, args=(stop,))
    thread.start()
    assert until(lambda: not healthy(consumer))
    troubled.clear()
    assert until(lambda: healthy(consumer))
    stop.set()
    thread.join(10)
    assert setting.counts() == {"a": 1}


def test_a_reader_whose_log_came_back_older_applies_nothing_and_says_so(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.consume.consumer._BACKOFF_SECONDS", 0.01)
    setting.produce("a", "b", "a", "b")
    setting.consumer().catch_up()
    applied = setting.sums()
    events = setting.log.read({}, 2)[0].events
    older = MemoryLog("reports", events)
    consumer, stop = setting.consumer(log=older), threading.Event()
    thread = threading.Thread(target=consumer.run, args=(stop,))
    thread.start()
    assert until(lambda: not healthy(consumer))
    assert "does not hold what was applied up to position 4: it ends at 2" in consumer.broken
    stop.set()
    thread.join(10)
    assert (setting.sums(), consumer.position()) == (applied, 4)
    assert healthy(consumer), "one that reads no longer says nothing of the log: who reads on finds it"


def healthy(consumer: Consumer) -> bool:
    try:
        consumer.check()
    except (LogAway, LogBroken):
        return False
    return True


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=30),
    st.integers(1, 7),
    st.integers(0, 2**31),
)
def test_whatever_crashes_and_restarts_each_event_counts_once(
    tmp_path_factory: pytest.TempPathFactory, streams: list[str], batch: int, seed: int
) -> None:
    setting = Setting(tmp_path_factory.mktemp("crashes"))
    setting.produce(*streams)
    chance = random.Random(seed)

    def flaky(connection: sa.Connection, events: Sequence[Recorded]) -> None:
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


def test_an_instance_that_may_apply_nothing_parks_nothing_and_another_takes_it_all(setting: Setting) -> None:
    tried: list[int] = []

    def may_not(connection: sa.Connection, events: Sequence[Recorded]) -> None:
        tried.append(len(events))
        raise NotByThisInstance("begun with other files")

    setting.produce("a", "b", "a")
    consumer, stop = setting.consumer(handle=may_not), threading.Event()
    thread = threading.Thread(target=consumer.run, args=(stop,))
    thread.start()
    until(lambda: bool(tried))
    stop.set()
    thread.join()
    assert (tried[0], consumer.position(), consumer.parked()) == (3, 0, [])
    again = setting.consumer()
    assert again.catch_up() == 3
    assert setting.counts() == {"a": 2, "b": 1}


def test_a_parked_stream_is_left_as_it_is_by_an_instance_that_may_apply_nothing(setting: Setting) -> None:
    setting.handle.failing = {"bad"}
    setting.produce("bad")
    setting.consumer().catch_up()

    def may_not(connection: sa.Connection, events: Sequence[Recorded]) -> None:
        raise NotByThisInstance("begun with other files")

    consumer = setting.consumer(handle=may_not)
    with pytest.raises(NotByThisInstance):
        consumer.retry_parked("bad")
    assert consumer.parked()[0].events == 1
