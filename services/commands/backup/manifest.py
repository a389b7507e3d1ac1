"""What a backup holds: where its stores end, and the digest of each file. Written last, read first."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from shared.library_words import fault_words

FILE = "manifest.json"


class StoreEnd(msgspec.Struct, frozen=True):
    """The last event of a topic's store."""

    position: int
    hash: str


class Manifest(msgspec.Struct, frozen=True):
    """``files``: SHA-256 by path inside the backup; ``stores``: where each topic's store ends."""

    made_at: str
    stores: dict[str, StoreEnd]
    files: dict[str, str]


class BackupBroken(Exception):
    """The folder is no backup, or a file of it is not what was written; the message is Chinese."""


def digests(folder: Path) -> dict[str, str]:
    """Each file's digest, by its path inside ``folder``."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != FILE)
    return {str(path.relative_to(folder)): _digest(path) for path in files}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it beside the files."""
    (folder / FILE).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2))


def read_manifest(folder: Path) -> Manifest:
    """The manifest, every file held against it.

    Raises:
        BackupBroken: there is none, or files are missing, altered or more than it names.
    """
    try:
        manifest = msgspec.json.decode((folder / FILE).read_bytes(), type=Manifest)
    except OSError as error:
        raise BackupBroken(f"{folder} 不是备份：{fault_words(error)}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BackupBroken(f"{folder} 不是备份：{FILE} 不是备份写的") from None
    found = digests(folder)
    wrong = sorted(name for name in manifest.files.keys() | found.keys() if manifest.files.get(name) != found.get(name))
    if wrong:
        raise BackupBroken(f"{folder} 中的文件与备份时不同：{'、'.join(wrong)}")
    return manifest


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
