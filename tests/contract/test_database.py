"""What the services rely on in a database, whichever engine it is."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa

from shared.codec import Codec
from shared.database.engine import Database, is_locked
from shared.database.writes import Writes
from shared.store import EventStore, create_store_tables, store_tables
from tests.builders import a_clock

COUNTS = sa.Table("counts", sa.MetaData(), sa.Column("value", sa.Integer, nullable=False))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    with made.write() as connection:
        COUNTS.create(connection)
        connection.execute(COUNTS.insert().values(value=1))
    yield made
    made.dispose()


def value(connection: sa.Connection) -> int:
    found: int = connection.execute(sa.select(COUNTS.c.value)).scalar_one()
    return found


def add_one(database: Database) -> None:
    with database.write() as connection:
        connection.execute(COUNTS.update().values(value=COUNTS.c.value + 1))


def test_a_read_sees_one_state_whatever_is_committed_meanwhile(database: Database) -> None:
    with database.read() as connection:
        before = value(connection)
        add_one(database)
        assert (before, value(connection)) == (1, 1)
    with database.read() as connection:
        assert value(connection) == 2


def test_a_write_that_fails_leaves_nothing_and_calls_nobody(database: Database) -> None:
    called: list[int] = []
    database.on_commit(lambda: called.append(1))
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        connection.execute(COUNTS.update().values(value=9))
        _ = 1 // 0
    with database.read() as connection:
        assert value(connection) == 1
    assert called == []
    add_one(database)
    assert called == [1]


def test_a_connection_that_read_can_write_afterwards(database: Database) -> None:
    for expected in (2, 3, 4):
        with database.read() as connection:
            value(connection)
        add_one(database)
        with database.read() as connection:
            assert value(connection) == expected


def test_postgresql_refuses_to_write_in_a_read(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with pytest.raises(sa.exc.InternalError, match="read-only"), database.read() as connection:
        COUNTS.create(connection)
    database.dispose()


def test_an_address_without_a_driver_means_the_one_that_is_installed(postgresql_url: str) -> None:
    database = Database(postgresql_url.replace("+psycopg", ""))
    with database.write() as connection:
        assert connection.dialect.driver == "psycopg"
    database.dispose()


def test_a_write_that_waited_for_a_row_reads_what_was_committed_before(postgresql_url: str) -> None:
    one, other = Database(postgresql_url), Database(postgresql_url)
    with one.write() as connection:
        COUNTS.create(connection)
        connection.execute(COUNTS.insert().values(value=1))
    with other.write() as late:
        late.execute(sa.text("SELECT 1"))  # its transaction has begun, and a stricter one would have its snapshot
        add_one(one)
        assert late.execute(sa.select(COUNTS.c.value).with_for_update()).scalar_one() == 2
    one.dispose()
    other.dispose()


def test_the_first_transaction_after_a_server_came_back_works(postgresql_url: str) -> None:
    database, other = Database(postgresql_url), Database(postgresql_url)
    with database.write() as connection:
        COUNTS.create(connection)
        connection.execute(COUNTS.insert().values(value=1))
    throw_out_everybody(other)
    with database.read() as connection:
        assert value(connection) == 1
    throw_out_everybody(other)
    add_one(database)
    database.dispose()
    other.dispose()


def test_a_transaction_whose_connection_is_lost_leaves_nothing(postgresql_url: str) -> None:
    database, other = Database(postgresql_url), Database(postgresql_url)
    with database.write() as connection:
        COUNTS.create(connection)
        connection.execute(COUNTS.insert().values(value=1))
    with pytest.raises(sa.exc.OperationalError), database.write() as connection:
        connection.execute(COUNTS.update().values(value=9))
        throw_out_everybody(other)
        connection.execute(COUNTS.update().values(value=10))
    with database.read() as connection:
        assert value(connection) == 1
    database.dispose()
    other.dispose()


def test_whoever_fell_silent_in_a_transaction_and_was_let_go_learns_it_as_of_any_lost_connection(
    postgresql_url: str,
) -> None:
    """A process that was frozen for longer than the server waits must not take it for a fault of its data."""
    database = Database(postgresql_url)
    with database.write() as connection:
        COUNTS.create(connection)
        connection.execute(COUNTS.insert().values(value=1))
    with pytest.raises(sa.exc.OperationalError) as caught, database.write() as connection:
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 100")
        time.sleep(0.5)
        connection.execute(COUNTS.update().values(value=9))
    assert caught.value.connection_invalidated
    with database.read() as connection:
        assert value(connection) == 1
    database.dispose()


def throw_out_everybody(database: Database) -> None:
    """End every other session in the database, as a server does that is stopped."""
    query = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
    with database.engine.connect() as connection:
        connection.exec_driver_sql(query + "current_database()").all()


def test_a_server_that_never_answers_is_given_up(postgresql_url: str) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        database = Database(f"postgresql://xushi:secret@127.0.0.1:{port}/xushi?connect_timeout=2")
        started = time.monotonic()
        with pytest.raises(sa.exc.OperationalError), database.read():
            pass
        assert time.monotonic() - started < 10
        database.dispose()


def test_a_lock_that_somebody_holds_on_to_is_given_up_but_not_by_the_patient(postgresql_url: str) -> None:
    holder = Database(postgresql_url)
    waiter = Database(f"{postgresql_url}?options=-c%20lock_timeout%3D200ms")
    with holder.write() as connection:
        COUNTS.create(connection)
        connection.execute(COUNTS.insert().values(value=1))
    with holder.write() as connection:
        connection.execute(COUNTS.update().values(value=2))
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
            add_one(waiter)
        patient = threading.Thread(target=add_one_patiently, args=(waiter,))
        patient.start()
        time.sleep(0.5)
        assert patient.is_alive()
    patient.join(30)
    with holder.read() as connection:
        assert value(connection) == 3
    holder.dispose()
    waiter.dispose()


def add_one_patiently(database: Database) -> None:
    with database.write(patient=True) as connection:
        connection.execute(COUNTS.update().values(value=COUNTS.c.value + 1))


def test_the_server_lets_go_of_clients_that_have_vanished_or_fallen_silent(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with database.read() as connection:
        assert setting(connection, "lock_timeout") == "10s"
        assert setting(connection, "idle_in_transaction_session_timeout") == "1min"
        assert setting(connection, "tcp_keepalives_idle") == "5"
    with database.read(patient=True) as connection:
        assert setting(connection, "lock_timeout") == "0"
        assert setting(connection, "idle_in_transaction_session_timeout") == "0"
    database.dispose()


def setting(connection: sa.Connection, name: str) -> str:
    return str(connection.exec_driver_sql(f"SHOW {name}").scalar_one())


def test_a_pool_whose_connections_are_all_in_use_is_as_a_server_that_is_away(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    database.engine.pool._timeout = 0.1  # type: ignore[attr-defined]
    held = [database.engine.connect() for _ in range(15)]
    with pytest.raises(sa.exc.OperationalError), database.read():
        pass
    for connection in held:
        connection.close()
    database.dispose()


def test_that_somebody_else_writes_for_long_is_no_failed_write(postgresql_url: str) -> None:
    database, other = Database(postgresql_url), Database(postgresql_url)
    store = EventStore(store_tables(sa.MetaData()), Codec(), a_clock())
    with database.write() as connection:
        create_store_tables(connection)
    with other.write() as holding:
        store.lock(holding)
        with pytest.raises(sa.exc.OperationalError) as raised, database.write() as connection:
            store.touch(connection)
    assert is_locked(raised.value)
    assert not database.write_failed
    with pytest.raises(sa.exc.OperationalError), database.write():
        raise sa.exc.OperationalError("write", None, OSError("disk full"))
    assert database.write_failed
    database.dispose()
    other.dispose()


def test_every_write_is_told(database: Database) -> None:
    writes = Writes(database)
    seen = [writes.stand()]
    for _ in range(2):
        add_one(database)
        seen.append(writes.stand())
    assert len(set(seen)) == 3
