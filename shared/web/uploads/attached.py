"""Files that come with what people say: with an answer, with a statement. The bytes are kept once, by their SHA-256, in
a table of the service; a file's name and type are those of its own upload."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import sqlalchemy as sa

from shared.events import Attachment
from shared.web.uploads.file_kinds import KINDS, MOST_FILES, looks_like, media_type
from shared.web.uploads.multipart import MultipartReader

MOST_BYTES = 5_000_000
"""The largest file that is taken."""

MOST_BODY = MOST_FILES * MOST_BYTES + 1_000_000
"""Bytes of a form with its files."""

FIELD = "files"
"""The field of a form that files are in."""


@dataclass(frozen=True, slots=True)
class AttachmentUpload:
    """A file as it came in, and how the event names it."""

    attachment: Attachment
    content: bytes


def upload(name: str, content: bytes) -> AttachmentUpload:
    """The file under its bare name, when its content is of the kind that the name says.

    Raises:
        ValueError: in Chinese, why it is not taken.
    """
    bare = name.replace("\\", "/").rpartition("/")[2].strip()[-120:]
    ending = bare[bare.rfind(".") :].lower() if "." in bare else ""
    if ending not in KINDS or not bare.isprintable():
        raise ValueError(f"附件“{bare[:40]}”的类型不能接收，只收 {'、'.join(KINDS)}")
    if not content:
        raise ValueError(f"附件“{bare}”是空的")
    if len(content) > MOST_BYTES:
        raise ValueError(f"附件“{bare}”超过 {MOST_BYTES // 1_000_000} MB")
    if not KINDS[ending].is_one(content):
        raise ValueError(_other_content(bare, ending, content))
    digest = hashlib.sha256(content).hexdigest()
    return AttachmentUpload(Attachment(bare, media_type(ending, content), len(content), digest), content)


def _other_content(name: str, ending: str, content: bytes) -> str:
    seems = looks_like(content)
    seen = f"，看来是{seems}" if seems else ""
    return f"附件“{name}”的内容不是{KINDS[ending].called}{seen}；请核对文件，或另存为所写的类型后再传"


def files_of(form: MultipartReader) -> list[tuple[str, bytes]]:
    """The files (name, content) of a form; empty file fields are left out. Of a file that is too large no more is read
    than shows it."""
    return [(each.name, each.content.read(MOST_BYTES + 1)) for each in form.files if each.field == FIELD and each.name]


def taken(files: Sequence[tuple[str, bytes]]) -> tuple[tuple[AttachmentUpload, ...], tuple[str, ...]]:
    """The files that are taken, and in Chinese why others are not."""
    uploads, refused = [], []
    for name, content in files:
        try:
            uploads.append(upload(name, content))
        except ValueError as error:
            refused.append(str(error))
    return tuple(uploads), tuple(refused)


def disposition(name: str) -> str:
    """The header under which a browser keeps a file of this name."""
    return f"attachment; filename*=UTF-8''{quote(name)}"


def kept_files(name: str, metadata: sa.MetaData) -> sa.Table:
    """The table that a service keeps such files in."""
    return sa.Table(
        name,
        metadata,
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def keep(connection: sa.Connection, table: sa.Table, uploads: Collection[AttachmentUpload]) -> None:
    """Keep the files; one that is there already is kept once."""
    rows = {each.attachment.sha256: each.content for each in uploads}
    known = sa.select(table.c.sha256).where(table.c.sha256.in_(rows))
    for digest in set(connection.execute(known).scalars()):
        del rows[digest]
    if rows:
        connection.execute(table.insert(), [{"sha256": digest, "content": content} for digest, content in rows.items()])


def load(connection: sa.Connection, table: sa.Table, sha256: str) -> bytes | None:
    """A file's bytes; None when it was never kept."""
    query = sa.select(table.c.content).where(table.c.sha256 == sha256)
    content: bytes | None = connection.execute(query).scalar_one_or_none()
    return content
