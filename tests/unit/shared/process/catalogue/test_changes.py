"""Recorded changes in any table with the columns of an event: those that are meant, in order, and a mark of them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from shared.codec import Codec
from shared.database.engine import Database
from shared.periods import SystemClock
from shared.process.catalogue.changes import ChangesInTable
from shared.store import EventStore, NewEvent, create_store_tables, store_tables
from tests.builders import a_new, a_report
from tests.unit.shared.catalogue.record.test_history import recorded

STORE = store_tables(sa.MetaData())
CHANGES = recorded([{"site/groups.csv": "a"}, {"site/groups.csv": "b"}], [1, 10])


def test_of_a_table_that_holds_others_too_only_the_changes_are_read_and_marked(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'store.sqlite'}")
    store = EventStore(STORE, Codec(), SystemClock())
    changes = ChangesInTable(database, Codec(), STORE.events, STORE.events.c.stream == "catalogue")
    with database.write() as connection:
        create_store_tables(connection)
    marks = [changes.mark()]
    for change in CHANGES:
        with database.write() as connection:
            new = NewEvent(stream="catalogue", event=change.event, actor="system:ops", correlation_id="c")
            store.append(connection, [new])
        marks.append(changes.mark())
        with database.write() as connection:
            store.append(connection, [a_new(a_report(period=f"2023-0{len(marks)}"))])
        assert changes.mark() == marks[-1]
    assert [(each.position, each.actor, each.event) for each in changes.read()] == [
        (1, "system:ops", CHANGES[0].event),
        (3, "system:ops", CHANGES[1].event),
    ]
    assert len(set(marks)) == 3
    database.dispose()
