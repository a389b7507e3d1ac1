"""The note in a data folder whose databases were moved to a server: nothing may be started on it again by mistake.

Started once without the new addresses, the services would go on with an empty store, or with the old one beside the
new: two lives of one store, each with receipts of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from shared.whole_files import PRIVATE, write_whole

FILE = "moved.json"


class TableMoved(msgspec.Struct, frozen=True):
    """A table as it was moved: how many rows, and the SHA-256 of their contents in the order of their keys."""

    rows: int
    sha256: str


class DatabaseMoved(msgspec.Struct, frozen=True):
    """A service's database: its new address without the password, the head of its store, and its tables by name."""

    address: str
    position: int
    hash: str
    tables: Mapping[str, TableMoved]


class MoveNote(msgspec.Struct, frozen=True):
    """When the databases were moved (ISO 8601), in which folder the files lie since, and each service's database."""

    moved_at: str
    aside: str
    databases: Mapping[str, DatabaseMoved]


def note_moved(data: Path, moved: MoveNote) -> None:
    """Write the note: all of it or nothing.

    Raises:
        OSError: it cannot be written.
    """
    write_whole(data / FILE, msgspec.json.format(msgspec.json.encode(moved), indent=2), PRIVATE)


def is_moved(data: Path) -> bool:
    """Whether the databases of a data folder were moved: there is a note, whether it can be read or not."""
    return (data / FILE).exists()
