"""What every event store must do with reports that name their shape, whichever database holds it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
import sqlalchemy as sa

from shared.codec import Codec, CodecError
from shared.database.engine import Database
from shared.events import ReportSubmitted, ShapeDefined
from shared.shapes.shape import shape_of, stream_of
from shared.store import EventStore, Recorded, store_tables, verify
from tests.builders import SOME_LINES, a_clock, a_new, a_report, a_store

Stored = tuple[Database, EventStore]

REPORT = a_report(lines=SOME_LINES)
TURNED = a_report("500112", lines=SOME_LINES[::-1])


@pytest.fixture
def stored(database_url: str) -> Iterator[Stored]:
    database, store = a_store(database_url)
    yield database, store
    database.dispose()


def append(stored: Stored, *reports: ReportSubmitted) -> list[Recorded]:
    database, store = stored
    with database.write() as connection:
        return store.append(connection, [a_new(each, f"report-{each.region}") for each in reports])


def read_all(stored: Stored, store: EventStore | None = None) -> list[Recorded]:
    database, own = stored
    with database.read() as connection:
        return (store or own).read(connection, 0, 10_000)


def another_process(database: Database) -> EventStore:
    """A store over the same database that has seen none of its shapes."""
    codec = Codec()
    store = EventStore(store_tables(sa.MetaData()), codec, a_clock())

    def kept(name: str) -> ShapeDefined | None:
        with database.read() as connection:
            return store.shape(connection, name)

    codec.shapes.kept_at(kept)
    return store


def test_a_shape_is_defined_once_before_the_first_report_that_has_it(stored: Stored) -> None:
    given = append(stored, REPORT, TURNED, REPORT)
    append(stored, TURNED)
    assert [each.position for each in given] == [3, 4, 5], "the definitions are not given back"
    assert [each.type for each in read_all(stored)] == ["ShapeDefined"] * 2 + ["ReportSubmitted"] * 4
    assert [stored[1].decode(each) for each in given] == [REPORT, TURNED, REPORT]
    with stored[0].read() as connection:
        assert verify(stored[1], connection).whole


def test_the_definition_stands_under_the_name_that_the_report_has(stored: Stored) -> None:
    append(stored, REPORT)
    with stored[0].read() as connection:
        (defined,) = stored[1].read_stream(connection, stream_of(shape_of(SOME_LINES).name))
    assert stored[1].decode(defined) == shape_of(SOME_LINES).defined
    assert (defined.actor, defined.correlation_id) == (read_all(stored)[1].actor, read_all(stored)[1].correlation_id)


def test_a_definition_that_was_rolled_back_is_made_again(stored: Stored) -> None:
    class Stop(Exception):
        pass

    database, store = stored
    with pytest.raises(Stop), database.write() as connection:
        store.append(connection, [a_new(REPORT, "a")])
        raise Stop
    append(stored, REPORT)
    assert [each.type for each in read_all(stored)] == ["ShapeDefined", "ReportSubmitted"]


def test_a_report_of_few_lines_needs_no_definition(stored: Stored) -> None:
    append(stored, a_report())
    assert [each.type for each in read_all(stored)] == ["ReportSubmitted"]


def test_another_process_reads_a_report_from_the_middle_of_the_store(stored: Stored) -> None:
    append(stored, REPORT, REPORT)
    store = another_process(stored[0])
    assert store.decode(read_all(stored)[-1]) == REPORT


def test_a_report_whose_shape_is_nowhere_is_refused_by_name(stored: Stored) -> None:
    append(stored, REPORT)
    with pytest.raises(CodecError, match=shape_of(SOME_LINES).name):
        Codec().decode("ReportSubmitted", 2, read_all(stored)[-1].data)


def test_who_reads_a_store_from_its_first_event_on_needs_nothing_else(stored: Stored) -> None:
    append(stored, REPORT, TURNED)
    codec = Codec()
    events = [codec.decode(each.type, each.schema_version, each.data) for each in read_all(stored)]
    assert [each for each in events if isinstance(each, ReportSubmitted)] == [REPORT, TURNED]


def test_verify_names_an_altered_definition(stored: Stored) -> None:
    append(stored, REPORT)
    database, store = stored
    defined = read_all(stored)[0]
    altered = msgspec.structs.replace(
        shape_of(SOME_LINES).defined, indicators=shape_of(SOME_LINES).defined.indicators[::-1]
    )
    with database.write() as connection:
        events = store.tables.events
        data = msgspec.json.encode(altered)
        connection.execute(events.update().where(events.c.position == defined.position).values(data=data))
    with database.read() as connection:
        verdict = verify(store, connection)
    assert (verdict.fault, verdict.position) == ("altered", 1)
    fresh = another_process(database)
    with pytest.raises(CodecError):
        fresh.decode(read_all(stored)[-1])
