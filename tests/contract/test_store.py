"""What every event store must do, whichever database holds it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
import sqlalchemy as sa

from shared.database.engine import Database
from shared.periods import to_microseconds
from shared.store import (
    MOST_EVENT_BYTES,
    EventStore,
    EventTooLarge,
    IdempotencyKeyUsed,
    LookedUp,
    NewEvent,
    Recorded,
    VersionConflict,
    verify,
)
from shared.store.model import GENESIS
from tests.builders import NOON, a_clock, a_new, a_report, a_store

Stored = tuple[Database, EventStore]


@pytest.fixture
def stored(database_url: str) -> Iterator[Stored]:
    database, store = a_store(database_url)
    yield database, store
    database.dispose()


def append(database: Database, store: EventStore, *events: NewEvent) -> list[Recorded]:
    with database.write() as connection:
        return store.append(connection, list(events))


def read_all(database: Database, store: EventStore) -> list[Recorded]:
    with database.read() as connection:
        return store.read(connection, 0, 10_000)


def test_positions_are_gapless_and_versions_count_within_their_stream(stored: Stored) -> None:
    database, store = stored
    append(database, store, a_new(a_report(), "a"), a_new(a_report(), "b"))
    append(database, store, a_new(a_report(), "a"))
    assert [(event.position, event.stream, event.version) for event in read_all(database, store)] == [
        (1, "a", 1),
        (2, "b", 1),
        (3, "a", 2),
    ]


def test_an_event_that_the_log_does_not_carry_is_not_stored_nor_what_comes_with_it(stored: Stored) -> None:
    database, store = stored
    large = msgspec.structs.replace(a_report(), note="x" * MOST_EVENT_BYTES)
    with pytest.raises(EventTooLarge):
        append(database, store, a_new(a_report(), "a"), a_new(large, "b"))
    assert read_all(database, store) == []


def test_what_was_appended_is_what_is_read(stored: Stored) -> None:
    database, store = stored
    recorded = append(database, store, a_new(a_report(value=7), idempotency_key="k"))
    assert read_all(database, store) == recorded
    assert store.decode(recorded[0]) == a_report(value=7)


def test_recorded_at_never_goes_back_whatever_the_clocks_of_several_writers_say(database_url: str) -> None:
    database, ahead = a_store(database_url, a_clock(NOON + timedelta(seconds=5)))
    behind = EventStore(ahead.tables, ahead.codec, a_clock(NOON))
    append(database, ahead, a_new(a_report(), "a"))
    append(database, behind, a_new(a_report(), "b"))
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        behind.append(connection, [a_new(a_report(), "c")])
        raise ZeroDivisionError  # what was rolled back is not what the next event follows
    append(database, ahead, a_new(a_report(), "d"))
    append(database, behind, a_new(a_report(), "e"))
    times = [event.recorded_at for event in read_all(database, ahead)]
    assert times == [to_microseconds(NOON + timedelta(seconds=5))] * 4
    with database.read() as connection:
        assert [ahead.seek(connection, at) for at in (1, 4, 5)] == [(1, times[0]), (4, times[0]), None]
    database.dispose()


def test_each_event_is_chained_to_the_one_before_and_the_head_is_the_last(stored: Stored) -> None:
    database, store = stored
    first, second = append(database, store, a_new(a_report(), "a"), a_new(a_report(), "b"))
    assert (first.previous_hash, second.previous_hash) == (GENESIS, first.hash)
    with database.read() as connection:
        head = store.head(connection)
    assert (head.position, head.hash) == (2, second.hash)


def test_an_append_at_the_wrong_version_is_refused_and_leaves_nothing(stored: Stored) -> None:
    database, store = stored
    append(database, store, a_new(a_report(), "a"))
    with pytest.raises(VersionConflict) as conflict:
        append(database, store, a_new(a_report(), "b"), a_new(a_report(), "a", expected_version=0))
    assert (conflict.value.expected, conflict.value.actual) == (0, 1)
    assert len(read_all(database, store)) == 1


def test_expected_versions_count_the_events_of_the_same_append(stored: Stored) -> None:
    database, store = stored
    append(database, store, a_new(a_report(), "a", expected_version=0), a_new(a_report(), "a", expected_version=1))
    assert [event.version for event in read_all(database, store)] == [1, 2]


def test_an_idempotency_key_is_used_once_in_the_whole_store(stored: Stored) -> None:
    database, store = stored
    append(database, store, a_new(a_report(), "a", idempotency_key="k"))
    with pytest.raises(IdempotencyKeyUsed) as used:
        append(database, store, a_new(a_report(), "b", idempotency_key="k"))
    assert used.value.position == 1
    with database.read() as connection:
        assert store.find_keys(connection, ["k", "other"])["k"].stream == "a"


def test_a_rolled_back_append_leaves_no_gap(stored: Stored) -> None:
    database, store = stored

    class Stop(Exception):
        pass

    with pytest.raises(Stop), database.write() as connection:
        store.append(connection, [a_new(a_report(), "a")])
        raise Stop
    append(database, store, a_new(a_report(), "b"))
    assert [(event.position, event.stream) for event in read_all(database, store)] == [(1, "b")]


def test_reading_goes_on_after_a_position_and_stops_at_the_limit(stored: Stored) -> None:
    database, store = stored
    append(database, store, *[a_new(a_report(), f"s{number}") for number in range(5)])
    with database.read() as connection:
        assert [event.position for event in store.read(connection, 1, 2)] == [2, 3]
        assert store.read(connection, 5, 2) == []


def test_streams_are_read_by_name_in_version_order(stored: Stored) -> None:
    database, store = stored
    append(database, store, a_new(a_report(), "a"), a_new(a_report(), "b"), a_new(a_report(), "a"))
    with database.read() as connection:
        assert [event.version for event in store.read_stream(connection, "a")] == [1, 2]
        streams = store.read_streams(connection, ["a", "b", "none"])
        assert {name: len(events) for name, events in streams.items()} == {"a": 2, "b": 1}
        assert store.versions(connection, ["a", "none"]) == {"a": 2}


def test_the_time_of_an_event_is_the_clocks(database_url: str) -> None:
    clock = a_clock()
    database, store = a_store(database_url, clock)
    (before,) = append(database, store, a_new(a_report(), "a"))
    clock.advance(timedelta(hours=1))
    (after,) = append(database, store, a_new(a_report(), "a"))
    assert after.recorded_instant - before.recorded_instant == timedelta(hours=1)
    database.dispose()


def test_writers_at_once_leave_a_gapless_whole_chain(stored: Stored) -> None:
    database, store = stored
    other = Database(database.url)

    def write(target: Database, name: str) -> None:
        for number in range(40):
            append(target, store, a_new(a_report(), f"{name}{number}"))

    threads = [
        threading.Thread(target=write, args=(target, name))
        for target, name in ((database, "a"), (other, "b"), (database, "c"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        verdict = verify(store, connection)
    assert (verdict.whole, verdict.checked) == (True, 120)
    other.dispose()


def test_a_reader_that_tails_the_store_misses_nothing_while_writers_write(stored: Stored) -> None:
    database, store = stored
    done = threading.Event()
    seen: list[int] = []

    def tail() -> None:
        while True:
            finished = done.is_set()
            with database.read() as connection:
                page = store.read(connection, seen[-1] if seen else 0, 100)
            seen.extend(event.position for event in page)
            if finished and not page:
                return

    reader = threading.Thread(target=tail)
    reader.start()
    for number in range(150):
        append(database, store, a_new(a_report(), f"s{number}"))
    done.set()
    reader.join()
    assert seen == list(range(1, 151))


def test_a_store_with_no_event_is_whole(stored: Stored) -> None:
    database, store = stored
    with database.read() as connection:
        assert verify(store, connection).whole


def _tamper(database: Database, statement: str, **values: object) -> None:
    with database.write() as connection:
        connection.execute(sa.text(statement), values)


ALTERATIONS = {
    "stream": "x",
    "version": 9,
    "type": "ReportAccepted",
    "schema_version": 3,
    "data": b"{}",
    "recorded_at": 1,
    "actor": "nobody",
    "correlation_id": "none",
    "idempotency_key": "stolen",
    "previous_hash": "f" * 64,
    "hash": "f" * 64,
}


@pytest.mark.parametrize("position", [1, 4, 7])
@pytest.mark.parametrize("column", list(ALTERATIONS))
def test_verify_names_the_position_of_any_altered_field(stored: Stored, column: str, position: int) -> None:
    database, store = stored
    append(database, store, *[a_new(a_report(value=number), f"s{number % 3}") for number in range(7)])
    _tamper(
        database,
        f"UPDATE events SET {column} = :value WHERE position = :position",
        value=ALTERATIONS[column],
        position=position,
    )
    with database.read() as connection:
        verdict = verify(store, connection)
    assert (verdict.whole, verdict.position) == (False, position)


@pytest.mark.parametrize("position", [1, 4, 7])
def test_verify_names_the_position_of_a_removed_event_even_the_last(stored: Stored, position: int) -> None:
    database, store = stored
    append(database, store, *[a_new(a_report(value=number), f"s{number}") for number in range(7)])
    _tamper(database, "DELETE FROM events WHERE position = :position", position=position)
    with database.read() as connection:
        verdict = verify(store, connection)
    assert (verdict.whole, verdict.position) == (False, position)


@pytest.mark.parametrize(("one", "two"), [(1, 2), (3, 6), (6, 7)])
def test_verify_names_the_first_of_two_swapped_events(stored: Stored, one: int, two: int) -> None:
    database, store = stored
    append(database, store, *[a_new(a_report(value=number), f"s{number}") for number in range(7)])
    for old, new in ((one, -1), (two, one), (-1, two)):
        _tamper(database, "UPDATE events SET position = :new WHERE position = :old", old=old, new=new)
    with database.read() as connection:
        verdict = verify(store, connection)
    assert (verdict.whole, verdict.position) == (False, one)


def test_verify_sees_an_event_that_was_altered_and_given_a_fitting_hash_of_its_own(stored: Stored) -> None:
    database, store = stored
    append(database, store, *[a_new(a_report(value=number), f"s{number}") for number in range(4)])
    forged = read_all(database, store)[1]
    forged_hash = type(forged)(
        forged.position,
        forged.stream,
        forged.version,
        forged.type,
        forged.schema_version,
        b"{}",
        *(getattr(forged, name) for name in forged.__struct_fields__[6:]),
    ).computed_hash()
    _tamper(database, "UPDATE events SET data = :data, hash = :hash WHERE position = 2", data=b"{}", hash=forged_hash)
    with database.read() as connection:
        verdict = verify(store, connection)
    assert (verdict.whole, verdict.position, verdict.fault) == (False, 3, "unchained")


def test_an_append_with_what_was_looked_up_under_the_lock_is_as_any_other(stored: Stored) -> None:
    database, store = stored
    append(database, store, a_new(a_report(), "a"))
    with database.write() as connection:
        looked_up = LookedUp(store.lock(connection), store.versions(connection, ["a", "b"]))
        events = [a_new(a_report(), "a", expected_version=1), a_new(a_report(), "b", expected_version=0)]
        recorded = store.append(connection, events, looked_up)
    assert [(event.position, event.version) for event in recorded] == [(2, 2), (3, 1)]
    with database.read() as connection:
        assert verify(store, connection).whole


def test_a_look_up_that_was_wrong_stores_nothing(stored: Stored) -> None:
    database, store = stored
    append(database, store, a_new(a_report(), "a", idempotency_key="k"))
    for wrong in (a_new(a_report(), "a"), a_new(a_report(), "b", idempotency_key="k")):
        with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
            store.append(connection, [wrong], LookedUp(store.lock(connection), {}))
    assert len(read_all(database, store)) == 1
