from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.database.engine import Database
from shared.store import EventStore
from shared.store.export import ExportBroken, open_export, write_export
from shared.store.verify import ChainVerdict, verify, verify_events
from tests.builders import a_new, a_report, a_store

AT = "2026-01-01T00:00:00+00:00"


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[tuple[Database, EventStore]]:
    database, store = a_store(tmp_path)
    with database.write() as connection:
        new = [a_new(a_report(note=f"第{number}份"), f"report-500107-2023-{number:02d}") for number in range(1, 6)]
        store.append(connection, new)
    yield database, store
    database.dispose()


def exported(stored: tuple[Database, EventStore], path: Path) -> Path:
    database, store = stored
    with database.read() as connection:
        write_export(store, connection, "reports", AT, path)
    return path


def judged(path: Path) -> ChainVerdict:
    with open_export(path) as (header, events):
        return verify_events(events, header.head)


def changed(path: Path, old: bytes, new: bytes) -> Path:
    text = gzip.decompress(path.read_bytes())
    assert old in text
    path.write_bytes(gzip.compress(text.replace(old, new, 1)))
    return path


def test_an_export_holds_every_event_as_it_is_stored(stored: tuple[Database, EventStore], tmp_path: Path) -> None:
    database, store = stored
    path = exported(stored, tmp_path / "reports.ndjson.gz")
    with database.read() as connection, open_export(path) as (header, events):
        assert list(events) == store.read(connection, 0, 100)
        assert (header.topic, header.exported_at, header.head) == ("reports", AT, store.head(connection))
    assert judged(path) == ChainVerdict(5, header.head.hash)


def test_the_same_store_is_exported_to_the_same_bytes(stored: tuple[Database, EventStore], tmp_path: Path) -> None:
    first, second = (exported(stored, tmp_path / name) for name in ("a.gz", "b.gz"))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "fault", "position"),
    [
        ("第3份".encode(), "第9份".encode(), "altered", 3),
        (b'"position":2,', b'"position":7,', "missing", 2),
        (b'"actor":"', b'"actor":"x', "altered", 1),
    ],
)
def test_what_was_changed_in_the_file_is_found(
    stored: tuple[Database, EventStore], tmp_path: Path, old: bytes, new: bytes, fault: str, position: int
) -> None:
    verdict = judged(changed(exported(stored, tmp_path / "x.gz"), old, new))
    assert (verdict.fault, verdict.position) == (fault, position)


def test_events_that_are_cut_off_at_the_end_are_missed(stored: tuple[Database, EventStore], tmp_path: Path) -> None:
    path = exported(stored, tmp_path / "x.gz")
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(lines[:-1])))
    verdict = judged(path)
    assert (verdict.fault, verdict.position, verdict.checked) == ("truncated", 5, 4)


def test_a_file_that_is_no_export_is_told(stored: tuple[Database, EventStore], tmp_path: Path) -> None:
    whole = exported(stored, tmp_path / "x.gz").read_bytes()
    for number, content in enumerate((b"no gzip", gzip.compress(b"{}\n"), whole[:-40], gzip.compress(b""))):
        path = tmp_path / f"{number}.gz"
        path.write_bytes(content)
        with pytest.raises(ExportBroken):
            judged(path)


def test_a_head_from_elsewhere_shows_that_a_whole_chain_was_rewritten(stored: tuple[Database, EventStore]) -> None:
    database, store = stored
    with database.read() as connection:
        third = store.read(connection, 2, 1)[0]
        assert verify(store, connection, known={3: third.hash}).whole
        verdict = verify(store, connection, known={3: "0" * 64})
        assert (verdict.fault, verdict.position, verdict.checked) == ("rewritten", 3, 2)


def test_a_head_beyond_the_end_shows_that_events_are_gone(stored: tuple[Database, EventStore]) -> None:
    database, store = stored
    with database.write() as connection:
        connection.execute(sa.text("DELETE FROM events WHERE position = 5"))
        last = store.read(connection, 3, 1)[0]
        connection.execute(sa.text("UPDATE event_head SET position = 4, hash = :hash"), {"hash": last.hash})
        assert verify(store, connection).whole
        verdict = verify(store, connection, known={5: "x"})
    assert (verdict.fault, verdict.position) == ("truncated", 5)
