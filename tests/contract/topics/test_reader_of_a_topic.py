"""A reader at work over a real Kafka, beside messages that nobody should have sent: its totals are the store's."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from shared.consume import Consumer, consumer_tables
from shared.database.engine import Database
from shared.log.cloudevents import Predecessor, encode, key_of
from shared.log.connection import topic_name
from shared.log.sender import TopicSender, partition_of
from shared.observe import Metrics
from shared.store import Recorded
from tests.builders import a_clock
from tests.contract.topics.copied import Copied, in_thread
from tests.waiting import until

METADATA = sa.MetaData()
TABLES = consumer_tables(METADATA)
COUNTED = sa.Table("counted", METADATA, sa.Column("position", sa.Integer), sa.Column("data", sa.LargeBinary))
SEED = 20261129


class Totals:
    """Writes down what it is given, in a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'effect.sqlite'}")
        with self.database.write() as connection:
            METADATA.create_all(connection)

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        rows = [{"position": event.position, "data": event.data} for event in events]
        connection.execute(COUNTED.insert(), rows)

    def counted(self) -> Counter[tuple[int, bytes]]:
        with self.database.read() as connection:
            return Counter((row.position, row.data) for row in connection.execute(sa.select(COUNTED)))


@pytest.fixture
def totals(tmp_path: Path) -> Iterator[Totals]:
    made = Totals(tmp_path)
    yield made
    made.database.dispose()


def foreign(event: Recorded, before: Predecessor, draw: random.Random) -> bytes:
    """A message that is none of the topic's events, made after one that is."""
    message = encode(event, "intake", before)
    other = msgspec.structs.replace(event, position=event.position + draw.randrange(900))
    made: list[bytes] = [
        b"\xff\xfe" * draw.randrange(1, 50),
        b"{}",
        message[: draw.randrange(len(message))],
        message.replace(b"4200", b"1019186"),
        encode(other, "intake", before).replace(b"4200", b"7"),
        encode(event, "alerts", before),
    ]
    return draw.choice(made)


def applied(consumer: Consumer) -> int:
    return sum(mark.events for mark in consumer.marks().values())


def test_a_reader_beside_foreign_messages_counts_what_the_store_holds_and_keeps_each_of_them_once(
    copied: Copied, totals: Totals
) -> None:
    draw, metrics = random.Random(SEED), Metrics()
    sender, relay, sent = TopicSender(copied.settings), copied.relay(), 0
    stored: list[Recorded] = []

    def consumer() -> Consumer:
        return Consumer("totals", copied.reader(), totals.database, TABLES, totals, metrics=metrics, clock=a_clock())

    reader = consumer()
    with in_thread(reader.run):
        for _ in range(8):
            events = copied.produce(draw.randrange(1, 12))
            stored += events
            relay.step()
            for event in draw.sample(events, min(3, len(events))):
                key = key_of(event)
                value = foreign(event, Predecessor(event.position - 1, event.previous_hash), draw)
                sender.send(topic_name(copied.settings, "reports"), partition_of(key, 3), key, value, event.position)
                sent += 1
            sender.finish()
        assert until(lambda: applied(reader) == len(stored) and reader.count_aside() == sent, 20.0)
    sender.close()
    assert metrics.registry.get_sample_value("xushi_aside_messages", {"consumer": "totals"}) == sent
    again = consumer()  # begins at its marks, finds what stands behind them once more
    stored += copied.produce(3)
    relay.step()
    with in_thread(again.run):
        assert until(lambda: applied(again) == len(stored), 20.0)
    assert totals.counted() == Counter((event.position, event.data) for event in stored)
    assert (again.count_aside(), again.parked(), again.broken) == (sent, [], "")
