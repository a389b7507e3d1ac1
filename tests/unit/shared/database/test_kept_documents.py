from __future__ import annotations

import hashlib
from pathlib import Path

import sqlalchemy as sa

from shared.database.engine import Database
from shared.database.kept_documents import KeptDocument, keep, kept, kept_documents_table
from shared.office.pdf.printing import PrintedDocument

METADATA = sa.MetaData()
TABLE = kept_documents_table(METADATA)
CONTENT, FILE = b"content\n", b"content\nsignature"
DOCUMENT = PrintedDocument(FILE, len(CONTENT))


def a_database(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder / 'kept.sqlite'}")
    with database.write() as connection:
        METADATA.create_all(connection)
    return database


def test_a_document_is_found_by_the_digest_of_its_content(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    with database.write() as connection:
        keep(connection, TABLE, DOCUMENT)
    with database.read() as connection:
        found = kept(connection, TABLE, hashlib.sha256(CONTENT).hexdigest())
        assert kept(connection, TABLE, "0" * 64) is None
    assert found is not None
    assert (found.data, found.size, found.signed, found.whole) == (FILE, len(CONTENT), True, True)
    assert found.file_digest == hashlib.sha256(FILE).hexdigest()
    database.dispose()


def test_what_was_handed_out_first_stays(tmp_path: Path) -> None:
    database = a_database(tmp_path)
    with database.write() as connection:
        keep(connection, TABLE, DOCUMENT)
        keep(connection, TABLE, PrintedDocument(b"content\nanother", len(CONTENT)))
        found = kept(connection, TABLE, DOCUMENT.digest)
    assert found is not None and found.data == FILE
    database.dispose()


def test_a_changed_byte_of_the_content_or_of_the_signature_is_found() -> None:
    good = KeptDocument(DOCUMENT.digest, len(CONTENT), hashlib.sha256(FILE).hexdigest(), FILE)
    assert good.whole
    assert not good._replace(data=FILE.replace(b"n", b"m", 1)).whole
    assert not good._replace(data=FILE.replace(b"sig", b"gis")).whole
