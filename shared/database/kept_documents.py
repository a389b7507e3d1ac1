"""Documents that were issued, kept as they were handed out: beside the event that holds the SHA-256 of their content.

An event says what a document says, and is the truth. A PDF's bytes hang on fonts besides, and a signed one's on the
moment: so the file itself is kept, in the database of the service that issued it, by the digest that stands in the
event. A service that issues documents has ``kept_documents_table(METADATA)`` among its tables, calls :func:`keep` in
the transaction that appends the event, and serves what :func:`kept` finds; where there is none (the event is older,
the database was made anew from the events) it prints the content again and says that this was not what was issued.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import sqlalchemy as sa

from shared.database.rows import insert_rows
from shared.office.pdf.printing import PrintedDocument


class KeptDocument(NamedTuple):
    """A document as it was issued: ``size`` bytes have the SHA-256 ``digest``, the whole file has ``file_digest``."""

    digest: str
    size: int
    file_digest: str
    data: bytes

    @property
    def signed(self) -> bool:
        """Whether a signature follows the content."""
        return len(self.data) > self.size

    @property
    def whole(self) -> bool:
        """Whether it still is what it was."""
        content = hashlib.sha256(self.data[: self.size]).hexdigest()
        return (content, hashlib.sha256(self.data).hexdigest()) == (self.digest, self.file_digest)


def kept_documents_table(metadata: sa.MetaData) -> sa.Table:
    """The table, in a service's database."""
    return sa.Table(
        "kept_documents",
        metadata,
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("file_digest", sa.String(64), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def keep(connection: sa.Connection, table: sa.Table, document: PrintedDocument) -> None:
    """Keep a document; of one that is kept already the file stays that was handed out first."""
    row = (document.digest, document.size, hashlib.sha256(document.data).hexdigest(), document.data)
    insert_rows(connection, table, list(KeptDocument._fields), [row], "ON CONFLICT (digest) DO NOTHING")


def kept(connection: sa.Connection, table: sa.Table, digest: str) -> KeptDocument | None:
    """The document whose content has the digest."""
    row = connection.execute(sa.select(*table.c).where(table.c.digest == digest)).one_or_none()
    return None if row is None else KeptDocument(*row)
