"""The catalogue's changes as the alerts service reads them from ``reports``: kept once, and told by the instant."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.alerts.reminders import known_reports
from services.alerts.reminders.known_reports import KnownReports
from services.alerts.repository.catalogue_changes import changes_read
from services.alerts.tables import METADATA
from shared.catalogue import Catalogue
from shared.catalogue.record import CatalogueHistory, RecordedChange
from shared.codec import Codec
from shared.database.engine import Database
from shared.store import Recorded
from tests.unit.shared.catalogue.record.test_history import recorded

CHANGES = recorded([{"site/groups.csv": "a"}, {"site/groups.csv": "b"}], [1, 10])


def in_the_log(change: RecordedChange) -> Recorded:
    name, version, data = Codec().encode(change.event)
    at, by = change.recorded_at, change.actor
    return Recorded(change.position, "catalogue", 1, name, version, data, at, by, "c", None, "", f"h{change.position}")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path / 'alerts.sqlite'}")
    with made.write() as connection:
        METADATA.create_all(connection)
    return made


def read(database: Database) -> list[RecordedChange]:
    return list(changes_read(database, Codec()).read())


def test_what_is_read_twice_is_kept_once_and_what_is_kept_is_what_was_recorded(
    database: Database, catalogue: Catalogue
) -> None:
    handle, changes = KnownReports(Codec(), catalogue), changes_read(database, Codec())
    marks = [changes.mark()]
    for event in (*CHANGES, CHANGES[0]):
        with database.write() as connection:
            handle(connection, [in_the_log(event)])
        marks.append(changes.mark())
    assert read(database) == CHANGES
    assert [edition.digest for edition in CatalogueHistory(read(database)).editions] == [
        change.event.digest for change in CHANGES
    ]
    assert len(set(marks)) == 3


def test_a_reader_that_begins_again_knows_of_none(database: Database, catalogue: Catalogue) -> None:
    with database.write() as connection:
        KnownReports(Codec(), catalogue)(connection, [in_the_log(event) for event in CHANGES])
        known_reports.forget(connection)
    assert read(database) == []
