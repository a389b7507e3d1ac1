from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.consume import consumer_tables
from shared.consume.marks import move_marks, read_marks
from shared.log import PRODUCERS, Mark
from shared.observe import CheckFailed
from shared.process.reader_watch import STILL_SECONDS, ReaderWatch, WatchedReader, contradiction
from shared.process.runtime import Runtime
from shared.settings import Settings
from shared.store import Recorded, create_store_tables
from tests.builders import a_clock, a_new, a_report

READERS = (WatchedReader("figures", "reports", "aggregator"), WatchedReader("alerts", "figures", "alerts"))


class World:
    """The databases of all three services, and who watches their readers."""

    def __init__(self, folder: Path) -> None:
        self.now = 0.0
        self.runtime = Runtime(Settings(data_dir=folder), clock=a_clock())
        self.tables = consumer_tables(sa.MetaData())
        for service in PRODUCERS.values():
            with self.runtime.database(service).write() as connection:
                create_store_tables(connection)
                self.tables.marks.metadata.create_all(connection)
        self.watch = ReaderWatch(self.runtime, READERS, lambda: self.now)

    def report(self, count: int) -> list[Recorded]:
        events = [a_new(a_report(region=f"5001{number:02d}"), f"s{number}") for number in range(count)]
        with self.runtime.database("intake").write() as connection:
            return self.runtime.store.append(connection, events)

    def apply(self, **moved: Mark) -> None:
        """Move the marks of the reader of reports in the partitions ``p0``, ``p1``, …"""
        marks = {int(partition[1:]): mark for partition, mark in moved.items()}
        with self.runtime.database("aggregator").write() as connection:
            before = read_marks(connection, self.tables, "figures")
            move_marks(connection, self.tables, "figures", before, marks)

    def sample(self, name: str, reader: str = "figures") -> float | None:
        return self.runtime.metrics.registry.get_sample_value(name, {"reader": reader})

    def told(self) -> str:
        self.watch.sweep()
        try:
            self.watch.check()
        except CheckFailed as found:
            return found.told
        return ""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.runtime.close()


def test_a_reader_lags_by_what_is_stored_and_not_applied_though_nobody_runs_it(world: World) -> None:
    recorded = world.report(5)
    world.apply(p0=Mark(2, 7, 1, recorded[1].hash), p1=Mark(3, 9, 2, recorded[2].hash))
    assert world.told() == ""
    assert (world.sample("xushi_reader_lag_events"), world.sample("xushi_reader_applied_events")) == (2, 3)
    assert world.sample("xushi_reader_lag_events", "alerts") == 0
    assert world.sample("xushi_marks_contradicted") == 0
    assert world.watch.check() == "2 个读取者，共落后 2 个事件"


def test_a_reader_that_applies_nothing_though_there_is_something_is_named_after_a_while(world: World) -> None:
    recorded = world.report(5)
    assert world.told() == ""
    world.now = STILL_SECONDS - 1
    assert world.told() == ""
    world.now = STILL_SECONDS
    assert world.told() == "读取者 figures 停住不动，落后 5 个事件"
    world.apply(p0=Mark(1, 1, 1, recorded[0].hash))
    assert world.told() == "", "it moves"
    world.now *= 2
    world.apply(p0=Mark(5, 5, 5, recorded[4].hash))
    world.now *= 2
    assert world.told() == "", "whoever has nothing to do does not stand still"


def test_a_mark_beyond_the_end_of_its_store_is_a_fault_by_name(world: World) -> None:
    recorded = world.report(2)
    world.apply(p0=Mark(9, 9, 9, recorded[1].hash))
    assert world.told() == "读取者 figures 已应用到位置 9，事件库却只到 2"
    assert (world.sample("xushi_marks_contradicted"), world.sample("xushi_reader_lag_events")) == (1, 0)


def test_a_mark_with_another_hash_than_the_store_s_is_a_fault_by_name_until_it_agrees(world: World) -> None:
    recorded = world.report(3)
    world.apply(p0=Mark(1, 1, 1, recorded[0].hash), p1=Mark(3, 2, 2, "f" * 64))
    assert world.told() == "读取者 figures 应用过的事件与事件库位置 3 上的不是同一个"
    assert world.sample("xushi_marks_contradicted") == 1
    world.apply(p1=Mark(3, 2, 2, recorded[2].hash))
    assert world.told() == "" and world.sample("xushi_marks_contradicted") == 0


def test_a_database_that_gives_no_answer_is_named_and_of_its_readers_nothing_is_said(world: World) -> None:
    world.report(1)
    assert world.told() == "" and world.sample("xushi_reader_lag_events") == 1
    with world.runtime.database("aggregator").write() as connection:
        connection.exec_driver_sql("ALTER TABLE consumer_marks RENAME TO away")
    assert world.told() == "aggregator 的数据库没有应答"
    assert world.sample("xushi_reader_lag_events") is None
    assert world.sample("xushi_reader_lag_events", "alerts") == 0, "the others are watched all the same"
    with world.runtime.database("aggregator").write() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO consumer_marks")
    assert world.told() == "" and world.sample("xushi_reader_lag_events") == 1


def test_a_mark_without_a_hash_is_contradicted_by_the_end_of_the_store_alone() -> None:
    assert contradiction(Mark(3, 3, 3), 3, "a" * 64) == ""
    assert contradiction(Mark(4, 4, 4), 3, "") != ""
    assert contradiction(Mark(), 0, "") == ""
