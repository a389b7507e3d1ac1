"""Files that came with answers: kept once, by what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from services.alerts.tables import ATTACHMENTS
from shared.events import Attachment

MOST_BYTES = 5_000_000
"""The largest file that is taken."""

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
"""What may come with an answer, by the ending of its name: nothing that a browser or an office program would run."""


@dataclass(frozen=True, slots=True)
class AttachmentUpload:
    """A file as it came in, and how the event names it."""

    attachment: Attachment
    content: bytes


def upload(name: str, content: bytes) -> AttachmentUpload:
    """The file under its bare name.

    Raises:
        ValueError: in Chinese, why it is not taken.
    """
    bare = name.replace("\\", "/").rpartition("/")[2].strip()[-120:]
    ending = bare[bare.rfind(".") :].lower() if "." in bare else ""
    if ending not in MEDIA_TYPES or not bare.isprintable():
        raise ValueError(f"附件“{bare[:40]}”的类型不能接收，只收 {'、'.join(MEDIA_TYPES)}")
    if not content:
        raise ValueError(f"附件“{bare}”是空的")
    if len(content) > MOST_BYTES:
        raise ValueError(f"附件“{bare}”超过 {MOST_BYTES // 1_000_000} MB")
    digest = hashlib.sha256(content).hexdigest()
    return AttachmentUpload(Attachment(bare, MEDIA_TYPES[ending], len(content), digest), content)


def keep(connection: sa.Connection, uploads: Collection[AttachmentUpload]) -> None:
    """Keep the files; one that is there already is kept once."""
    rows = {each.attachment.sha256: each.content for each in uploads}
    known = sa.select(ATTACHMENTS.c.sha256).where(ATTACHMENTS.c.sha256.in_(rows))
    for digest in set(connection.execute(known).scalars()):
        del rows[digest]
    if rows:
        connection.execute(
            ATTACHMENTS.insert(), [{"sha256": digest, "content": content} for digest, content in rows.items()]
        )


def load(connection: sa.Connection, sha256: str) -> bytes | None:
    """A file's bytes; None when it was never kept."""
    query = sa.select(ATTACHMENTS.c.content).where(ATTACHMENTS.c.sha256 == sha256)
    content: bytes | None = connection.execute(query).scalar_one_or_none()
    return content
