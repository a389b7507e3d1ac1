"""Topics that are lost while reports come in: every report counts exactly once all the same. Over a real Kafka."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from shared.consume import Consumer, consumer_tables
from shared.database.engine import Database
from shared.events import ReportSubmitted
from shared.log.kafka import KafkaLog
from shared.log.topics import TOPICS, create_topics
from shared.observe import Metrics
from shared.settings import Settings
from shared.store import Recorded
from tests.builders import a_clock, a_new, a_report
from tests.contract.topics.copied import Copied, in_thread, soon
from tests.contract.topics.copying.test_held import delete
from tests.contract.topics.test_foreign_messages import of, put
from tests.kafka import NoKafka, Server


class Counting:
    """A reader that adds up what was reported, in a database of its own; it notes every position, once."""

    def __init__(self, copied: Copied, folder: Path) -> None:
        self._copied = copied
        self.database = Database(f"sqlite:///{folder / 'counted.sqlite'}")
        metadata = sa.MetaData()
        self._tables = consumer_tables(metadata)
        self._counted = sa.Table(
            "counted", metadata, sa.Column("position", sa.Integer, primary_key=True), sa.Column("value", sa.Integer)
        )
        with self.database.write() as connection:
            metadata.create_all(connection)
        self.consumer = self.made(copied.settings)

    def made(self, settings: Settings) -> Consumer:
        """The reader, with these settings."""
        log, metrics = KafkaLog("reports", "counting", settings, Metrics()), Metrics()
        return Consumer(
            "counting", log, self.database, self._tables, self._count, metrics=metrics, clock=a_clock(), batch=20
        )

    def _count(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        for record in events:
            event = self._copied.store.decode(record)
            assert isinstance(event, ReportSubmitted)
            values = {"position": record.position, "value": event.lines[0].value}
            connection.execute(self._counted.insert().values(**values))

    def counted(self) -> tuple[int, int]:
        """How many reports were counted, and what they add up to."""
        with self.database.read() as connection:
            count, total = sa.func.count(), sa.func.coalesce(sa.func.sum(self._counted.c.value), 0)
            found, sum_of = connection.execute(sa.select(count, total).select_from(self._counted)).one()
            return found, sum_of


class Reporting:
    """Reports that come one by one, whatever becomes of Kafka, and what they add up to."""

    def __init__(self, copied: Copied) -> None:
        self._copied = copied
        self.taken = (0, 0)

    def report(self) -> None:
        """Store one more."""
        count, total = self.taken
        value = 1_000 + 7 * count
        event = a_new(a_report(region=f"5001{count % 20:02d}", value=value), f"s{count}")
        with self._copied.database.write() as connection:
            self._copied.store.append(connection, [event])
        self.taken = count + 1, total + value


@contextmanager
def at_work(copied: Copied, consumer: Consumer) -> Iterator[None]:
    """The relay and the reader, each in a thread."""
    with in_thread(copied.relay().run), in_thread(consumer.run):
        yield


def lost_folder(copied: Copied, kafka: Server) -> None:
    try:
        kafka.lose()
    except NoKafka as reason:
        pytest.skip(str(reason))


def deleted(copied: Copied, kafka: Server) -> None:
    delete(copied, *TOPICS)


def made_by_hand(copied: Copied, kafka: Server) -> None:
    delete(copied, *TOPICS)
    create_topics(copied.settings)


@pytest.mark.parametrize("fault", [deleted, made_by_hand, lost_folder])
def test_what_is_reported_while_the_topics_are_lost_counts_once(
    copied: Copied, kafka: Server, tmp_path: Path, fault: Callable[[Copied, Server], None]
) -> None:
    counting, reporting = Counting(copied, tmp_path), Reporting(copied)

    def report(stop: threading.Event) -> None:
        while not stop.wait(0.02):
            reporting.report()

    with at_work(copied, counting.consumer):
        with in_thread(report):
            assert soon(lambda: counting.counted()[0] >= 40)
            fault(copied, kafka)
            before = reporting.taken[0]
            assert soon(lambda: reporting.taken[0] > before + 20)  # reports are taken all the time
        assert soon(lambda: counting.counted() == reporting.taken, seconds=60.0), counting.consumer.broken
    assert counting.consumer.parked() == []
    counting.database.dispose()


def test_another_prefix_is_filled_and_read_on_where_the_readers_stand(
    copied: Copied, tmp_path: Path, kafka: Server
) -> None:
    counting, reporting = Counting(copied, tmp_path), Reporting(copied)
    with at_work(copied, counting.consumer):
        for _ in range(30):
            reporting.report()
        assert soon(lambda: counting.counted() == reporting.taken)
    copied.settings = copied.settings.model_copy(update={"kafka_prefix": f"test-{uuid4().hex}"})
    for _ in range(5):
        reporting.report()
    with at_work(copied, counting.made(copied.settings)):
        assert soon(lambda: counting.counted() == reporting.taken, seconds=60.0)
        reporting.report()
        assert soon(lambda: counting.counted() == reporting.taken)
    counting.database.dispose()


def test_a_topic_made_anew_that_ends_just_where_its_reader_stood_is_read_on(copied: Copied, tmp_path: Path) -> None:
    counting, reporting = Counting(copied, tmp_path), Reporting(copied)
    for _ in range(60):
        reporting.report()
    with at_work(copied, counting.consumer):
        assert soon(lambda: counting.counted() == reporting.taken)
        put(copied, 1, b"hello")
        assert soon(lambda: len(counting.consumer.aside()) == 1)
        while (mark := counting.consumer.marks()[1]).offset <= mark.events:  # until it stands behind the foreign one
            reporting.report()
            assert soon(lambda: counting.counted() == reporting.taken)
    delete(copied, *TOPICS)
    while stored_in(copied, 1) < mark.offset:  # in the new topic, without the foreign one, so many end at its offset
        reporting.report()
    with at_work(copied, counting.made(copied.settings)):
        assert soon(lambda: counting.counted() == reporting.taken, seconds=60.0)
    counting.database.dispose()


def stored_in(copied: Copied, number: int) -> int:
    """How many events of the store belong into a partition."""
    with copied.database.read() as connection:
        return len(of(copied.store.read(connection, 0, 10**6), number))


def test_what_stands_in_a_topic_made_anew_before_its_reader_finds_its_place_again_is_kept_aside(
    copied: Copied, tmp_path: Path
) -> None:
    counting, reporting = Counting(copied, tmp_path), Reporting(copied)
    for _ in range(30):
        reporting.report()
    with at_work(copied, counting.consumer):
        assert soon(lambda: counting.counted() == reporting.taken)
    delete(copied, *TOPICS)
    create_topics(copied.settings)
    put(copied, 1, b"hello")
    with in_thread(counting.consumer.run):
        assert soon(lambda: "no longer holds what was read before" in counting.consumer.broken)
        with in_thread(copied.relay().run):
            assert soon(lambda: [each.message.offset for each in counting.consumer.aside()] == [0], seconds=60.0)
            reporting.report()
            assert soon(lambda: counting.counted() == reporting.taken, seconds=60.0)
    counting.database.dispose()
