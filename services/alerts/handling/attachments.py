"""Files that came with answers. The bytes are kept once; a file's name and type are those of its own upload."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from services.alerts.handling.file_kinds import KINDS, looks_like, media_type
from services.alerts.tables import ATTACHMENTS
from shared.events import Attachment

MOST_BYTES = 5_000_000
"""The largest file that is taken."""


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
