"""A reader that joins its group anew goes on reading, whenever the answer comes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.log import START, Marks
from shared.log.kafka import KafkaLog
from shared.log.relay import Relay
from shared.log.topics import create_topics
from shared.observe import Metrics
from shared.store import relay_table
from tests import kafka as kafkas
from tests.builders import a_new, a_report, a_store, kafka_settings

SECONDS = 20.0


def read_until(reader: KafkaLog, marks: Marks, events: int) -> Marks:
    """Read on from ``marks`` until so many events are read in all, or time is up."""
    deadline = time.monotonic() + SECONDS
    now = dict(marks)
    while sum(mark.events for mark in now.values()) < events and time.monotonic() < deadline:
        for partition, found in reader.read(now, 100).items():
            now[partition] = found.mark(now.get(partition, START))
        reader.wait(now, 0.1)
    return now


@pytest.mark.slow
def test_a_reader_whose_joining_was_answered_between_two_polls_reads_on(kafka: kafkas.Server, tmp_path: Path) -> None:
    settings = kafka_settings(kafka.address)
    create_topics(settings)
    database, store = a_store(tmp_path)
    with database.write() as connection:
        relay_table(sa.MetaData()).create(connection)
        store.append(connection, [a_new(a_report(), "s1")])
    relay = Relay("reports", "intake", database, store, settings, Metrics())
    relay.step()
    reader = KafkaLog("reports", "reader", settings, Metrics())
    try:
        marks = read_until(reader, {}, 1)
        assert sum(mark.events for mark in marks.values()) == 1

        reader._consumer._coordinator._assignment_snapshot = {}  # as when a topic's metadata comes late
        reader.read(marks, 100)  # asks to join, and does not wait for the answer
        time.sleep(3.0)
        with database.write() as connection:
            store.append(connection, [a_new(a_report(), "s2")])
        relay.step()
        assert sum(mark.events for mark in read_until(reader, marks, 2).values()) == 2
    finally:
        reader.close()
        relay.close()
        database.dispose()
