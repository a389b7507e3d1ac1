"""A store's events in a file, as they are stored: to be kept elsewhere, and verified there without a database.

The file is gzip-compressed JSON, a line each: first what it holds, then every event from the first on. The
data of an event is the text that its hash was made from, to the byte.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import sqlalchemy as sa

from shared.store.lineage import Generation, generations
from shared.store.model import Head, Recorded
from shared.store.store import EventStore

_PAGE = 2_000
_FORMAT = 1


class Header(msgspec.Struct, frozen=True):
    """What an export holds: a topic's events up to its ``head``, taken at an instant (ISO 8601, UTC), and the
    store's lineage (none in files of earlier versions)."""

    format: int
    topic: str
    exported_at: str
    head: Head
    lineage: tuple[Generation, ...] = ()


class _Line(msgspec.Struct, frozen=True):
    position: int
    stream: str
    version: int
    type: str
    schema_version: int
    data: str
    recorded_at: int
    actor: str
    correlation_id: str
    idempotency_key: str | None
    previous_hash: str
    hash: str


class ExportBroken(Exception):
    """The file is no export, or its end is missing; the message is Chinese."""


_encode = msgspec.json.Encoder().encode
_header = msgspec.json.Decoder(Header).decode
_line = msgspec.json.Decoder(_Line).decode


def write_export(
    store: EventStore,
    connection: sa.Connection,
    topic: str,
    exported_at: str,
    path: Path,
    progress: Callable[[int, int], None] | None = None,
) -> Head:
    """Write every event of the store into a new file; the head that it ends with.

    The file takes its name when it is complete. ``progress`` is told how many events are written, and of how many.

    Raises:
        OSError: the file cannot be written.
    """
    head = store.head(connection)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
        file.write(_encode(Header(_FORMAT, topic, exported_at, head, generations(connection))) + b"\n")
        after = 0
        while after < head.position and (page := store.read(connection, after, _PAGE)):
            file.writelines(_written(record) for record in page if record.position <= head.position)
            after = page[-1].position
            if progress is not None:
                progress(min(after, head.position), head.position)
    part.replace(path)
    return head


@contextmanager
def open_export(path: Path) -> Iterator[tuple[Header, Iterable[Recorded]]]:
    """What an export holds, and its events in the order of the file.

    Raises:
        ExportBroken: when it is opened, or while its events are read.
        OSError: the file cannot be read.
    """
    with gzip.open(path) as file:
        try:
            header = _header(file.readline())
        except (msgspec.DecodeError, UnicodeDecodeError, gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ExportBroken(f"{path} 不是导出文件：{error}") from None
        if header.format != _FORMAT:
            raise ExportBroken(f"{path} 的格式（{header.format}）不认识")
        yield header, _events(file)


def _events(file: gzip.GzipFile) -> Iterator[Recorded]:
    number = 1
    try:
        for line in file:
            number += 1
            found = _line(line)
            yield Recorded(**(msgspec.structs.asdict(found) | {"data": found.data.encode()}))
    except (msgspec.DecodeError, UnicodeDecodeError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ExportBroken(f"第 {number} 行起无法读取：{error}") from None


def _written(record: Recorded) -> bytes:
    return _encode(_Line(**(msgspec.structs.asdict(record) | {"data": record.data.decode()}))) + b"\n"
