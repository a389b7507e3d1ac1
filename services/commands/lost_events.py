"""The file that tells what is in no store any more: a line of JSON an event, for its owner's eyes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path

import msgspec

from shared.codec import Codec
from shared.events import CatalogueChanged, ShapeDefined
from shared.periods import from_microseconds
from shared.store import Recorded

_encode = msgspec.json.Encoder().encode


class LostEvent(msgspec.Struct, frozen=True):
    """A line of the file of what is lost: an event of intake with all that it said, amounts in base units."""

    position: int
    recorded_at: str
    stream: str
    type: str
    actor: str
    idempotency_key: str | None
    content: msgspec.Raw


def lost_line(event: Recorded, codec: Codec) -> LostEvent:
    """The line of an event that is lost; ``codec`` finds the shapes that its store holds."""
    recorded_at = from_microseconds(event.recorded_at).isoformat()
    content = msgspec.Raw(_encode(codec.decode(event.type, event.schema_version, event.data)))
    return LostEvent(event.position, recorded_at, event.stream, event.type, event.actor, event.idempotency_key, content)


def words_of_lost(types: Sequence[str], where: str = "") -> str:
    """What is said of the events behind a backup, by their types; ``where`` says where they are written. A
    change of the catalogue's files is nobody's to report again: the next start records what lies there then; nor is
    the definition of a shape, which comes before the next report that has it."""
    changes = sum(name == CatalogueChanged.__name__ for name in types)
    reports = len(types) - changes - sum(name == ShapeDefined.__name__ for name in types)
    said = f"备份之后的 {reports} 个报送事件不在其中{where}：请有关单位重新报送，审核重做。" if reports else ""
    if changes:
        said += (
            f"备份之后目录文件的 {changes} 条改动记录不在其中{where if not reports else ''}：下次启动时按现有文件记录。"
        )
    return said


def write_lost(folder: Path, name: str, lines: Iterable[msgspec.Struct]) -> Path:
    """Write them to a new file ``name`` in ``folder``, numbered where there is one already; it is on disk then.
    A folder that is not there is made: with all databases on a server nothing else may have needed it.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path, descriptor = _create(folder, name)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(_encode(line) + b"\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    return path


def _create(folder: Path, name: str) -> tuple[Path, int]:
    for number in count(1):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}.ndjson"
        try:
            return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
    raise AssertionError("never reached")
