"""A reader keeps the shapes of what it has read beside its effects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from shared.codec import Codec, CodecError
from shared.consume import Consumer, consumer_tables
from shared.consume.shapes import kept_shape
from shared.database.engine import Database
from shared.log import MemoryLog
from shared.observe import Metrics
from shared.shapes.book import ShapeBook
from shared.shapes.shape import shape_of
from shared.store import Recorded
from tests.builders import SOME_LINES, a_clock, a_new, a_report, a_store

METADATA = sa.MetaData()
TABLES = consumer_tables(METADATA)
SHAPE = shape_of(SOME_LINES)


def apply_nothing(connection: sa.Connection, events: Sequence[Recorded]) -> None:
    """The effect is no matter here."""


@pytest.fixture
def effect(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'effect.sqlite'}")
    with database.write() as connection:
        METADATA.create_all(connection)
    yield database
    database.dispose()


@pytest.fixture
def log(tmp_path: Path) -> MemoryLog:
    """Two reports of one shape, without its definition: that stands in another partition."""
    database, store = a_store(tmp_path)
    log = MemoryLog("reports")
    with database.write() as connection:
        stored = store.append(connection, [a_new(a_report(lines=SOME_LINES), name) for name in "ab"])
    log.extend([msgspec.structs.replace(each, position=each.position - 1) for each in stored])
    database.dispose()
    return log


def consumer(effect: Database, log: MemoryLog, book: ShapeBook) -> Consumer:
    return Consumer("r", log, effect, TABLES, apply_nothing, metrics=Metrics(), clock=a_clock(), shapes=book)


def test_a_shape_is_kept_with_the_effect_of_the_first_report_that_names_it(effect: Database, log: MemoryLog) -> None:
    book = ShapeBook()
    book.learn(SHAPE.defined)  # it came with the message
    consumer(effect, log, book).catch_up()
    with effect.read() as connection:
        assert kept_shape(connection, TABLES.shapes, SHAPE.name) == SHAPE.defined
        assert kept_shape(connection, TABLES.shapes, "0" * 32) is None


def test_after_a_restart_what_was_read_can_be_read_again(effect: Database, log: MemoryLog) -> None:
    book = ShapeBook()
    book.learn(SHAPE.defined)
    consumer(effect, log, book).catch_up()
    event = log.read({}, 1)[0].events[0]
    codec = Codec()
    with pytest.raises(CodecError):
        codec.decode(event.type, event.schema_version, event.data)
    with effect.read() as connection:
        codec.shapes.kept_at(lambda name: kept_shape(connection, TABLES.shapes, name))
        assert codec.decode(event.type, event.schema_version, event.data) == a_report(lines=SOME_LINES)


def test_of_a_report_that_is_held_back_the_shape_is_kept_too(effect: Database, log: MemoryLog) -> None:
    def refuse(connection: sa.Connection, events: Sequence[Recorded]) -> None:
        raise ValueError("a region that is not known yet")

    book = ShapeBook()
    book.learn(SHAPE.defined)
    reader = Consumer("r", log, effect, TABLES, refuse, metrics=Metrics(), clock=a_clock(), shapes=book)
    reader.catch_up()
    assert [each.key for each in reader.parked()] == ["a", "b"]
    with effect.read() as connection:
        assert kept_shape(connection, TABLES.shapes, SHAPE.name) == SHAPE.defined


def test_a_report_whose_shape_came_with_no_message_is_parked(effect: Database, log: MemoryLog) -> None:
    reader = consumer(effect, log, ShapeBook())
    reader.catch_up()
    assert [(each.key, SHAPE.name in each.error) for each in reader.parked()] == [("a", True), ("b", True)]
