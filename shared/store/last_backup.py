"""The note that a backup leaves in the data folder it was made of: when, where to, how far, and whether it is whole."""

from __future__ import annotations

from pathlib import Path

import msgspec

from shared.whole_files import PRIVATE, write_whole

FILE = "last-backup.json"


class LastBackup(msgspec.Struct, frozen=True):
    """A backup: ``ends`` is the last position of each topic in it, ``whole`` whether its verification found nothing.

    One without ``made_at`` stands for a note that cannot be read.
    """

    made_at: str
    folder: str
    whole: bool
    ends: dict[str, int]


UNREADABLE = LastBackup("", "", False, {})


def note_backup(data: Path, backup: LastBackup) -> None:
    """Write the note, all of it or nothing, into a folder that need not be there yet.

    Raises:
        OSError: it cannot be written.
    """
    data.mkdir(parents=True, exist_ok=True)
    write_whole(data / FILE, msgspec.json.format(msgspec.json.encode(backup), indent=2), PRIVATE)


def last_backup(data: Path) -> LastBackup | None:
    """The last backup that was noted; None where there was none."""
    try:
        return msgspec.json.decode((data / FILE).read_bytes(), type=LastBackup)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return UNREADABLE
