"""What somebody else's program wrote, or a disk has damaged, may be no UTF-8 inside its JSON or TOML: every door says
so in its own words, as of anything else that it cannot read. (msgspec raises another error for it than for the rest.)
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.alerts.channels.robots import RobotBook, UnknownRobot
from services.commands.backup import manifest
from services.commands.importing.outcome import problem_line
from shared.codec import Codec, CodecError
from shared.security.keys import KeyRefused, Keyring, Role, load_key_file, new_key, save_keys
from shared.store import last_backup
from shared.store.export import ExportBroken, open_export
from shared.store.heads import HeadsBroken, heads_file, read_heads
from tests.builders import NOON, a_report

GBK = "陈梅".encode("gbk")


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def an_export(path: Path) -> Path:
    path.write_bytes(gzip.compress(b'{"topic":"' + GBK + b'"}\n'))
    return path


def opened(path: Path) -> None:
    with open_export(path):
        pass


READERS: list[tuple[type[Exception], Callable[[Path], Any]]] = [
    (KeyRefused, lambda folder: load_key_file(written(folder / "keys.json", b'{"removed":["' + GBK + b'"]}'))),
    (
        manifest.BackupBroken,
        lambda folder: manifest.read_manifest(written(folder / manifest.FILE, b'{"made_at":"' + GBK + b'"}').parent),
    ),
    (HeadsBroken, lambda folder: read_heads(written(heads_file(folder, "t"), b'{"day":"' + GBK + b'"}\n').parent, "t")),
    (ExportBroken, lambda folder: opened(an_export(folder / "e.gz"))),
    (UnknownRobot, lambda folder: RobotBook(written(folder / "r.toml", b'[r]\nkey="' + GBK + b'"')).account("r")),
]


@pytest.mark.parametrize(("told", "read"), READERS)
def test_a_file_that_is_no_text_is_told_of_as_one_that_cannot_be_read(
    tmp_path: Path, told: type[Exception], read: Callable[[Path], Any]
) -> None:
    with pytest.raises(told):
        read(tmp_path)


def test_a_key_whose_name_is_no_text_is_void_alone(tmp_path: Path) -> None:
    good, secret = new_key("jiulongpo", Role.REPORTER, "500107")
    bad, _ = new_key("NAME", Role.OPS, "")
    save_keys(tmp_path / "keys.json", [bad, good])
    written(tmp_path / "keys.json", (tmp_path / "keys.json").read_bytes().replace(b"NAME", GBK))
    keyring = Keyring(tmp_path / "keys.json")
    assert keyring.find(secret, NOON) == good.principal and keyring.void() == ["?"]


def test_a_note_of_a_backup_that_is_no_text_is_unreadable(tmp_path: Path) -> None:
    written(tmp_path / last_backup.FILE, b'{"made_at":"' + GBK + b'"}')
    assert last_backup.last_backup(tmp_path) is last_backup.UNREADABLE


def test_an_event_and_an_answer_that_are_no_text_are_told_as_such() -> None:
    name, version, data = Codec().encode(msgspec.structs.replace(a_report(), note="NOTE"))
    with pytest.raises(CodecError):
        Codec().decode(name, version, data.replace(b"NOTE", GBK))
    assert problem_line(b'{"title":"' + GBK + b'"}').startswith('{"title":"')
