from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.consume import Fenced
from shared.log import Marks, MemoryLog, Slice
from tests.unit.shared.consume.setting import Setting


def test_of_two_instances_that_read_the_same_batch_one_is_fenced(setting: Setting) -> None:
    setting.produce("a", "b")
    slow = setting.consumer()
    quick = setting.consumer()

    def overtaken(marks: Marks, limit: int) -> dict[int, Slice]:
        slices = MemoryLog.read(setting.log, marks, limit)
        quick.catch_up()
        return slices

    slow.log = type(
        "Overtaken", (), {"read": staticmethod(overtaken), "lag": setting.log.lag, "aside": setting.log.aside}
    )()
    with pytest.raises(Fenced):
        slow.step()
    assert setting.counts() == {"a": 1, "b": 1}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=40), st.integers(1, 5), st.integers(0, 2**31))
def test_however_instances_share_and_exchange_the_partitions_each_event_counts_once(
    tmp_path_factory: pytest.TempPathFactory, streams: list[str], batch: int, seed: int
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


def test_an_instance_that_lost_a_partition_changes_nothing_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = Setting(tmp_path, partitions=2)
    setting.produce(*"abcdefgh")
    zombie = setting.consumer()
    slices = setting.log.read({}, 100)
    setting.consumer().catch_up()
    before = setting.counts()
    monkeypatch.setattr(setting.log, "read", lambda marks, limit: slices)
    monkeypatch.setattr(zombie, "marks", dict)  # it has not looked since
    with pytest.raises(Fenced):
        zombie.step()
    assert setting.counts() == before
    setting.close()
