"""What is sealed opens with its file and for its purpose only."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services.intake.sign_in.sealing import Seal, SealBroken
from shared.whole_files import PRIVATE


def test_what_was_sealed_for_a_purpose_opens_for_it_also_in_another_process(tmp_path: Path) -> None:
    sealed = Seal(tmp_path / "factors.key").close(b"secret", "totp\nwang")
    assert b"secret" not in sealed
    assert Seal(tmp_path / "factors.key").open(sealed, "totp\nwang") == b"secret"


def test_the_same_is_sealed_otherwise_each_time(tmp_path: Path) -> None:
    seal = Seal(tmp_path / "factors.key")
    assert seal.close(b"secret", "totp") != seal.close(b"secret", "totp")


def test_the_key_is_its_owner_s_alone_and_leaves_no_other_file(tmp_path: Path) -> None:
    Seal(tmp_path / "keys" / "factors.key").close(b"secret", "totp")
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["factors.key"]
    assert stat.S_IMODE((tmp_path / "keys" / "factors.key").stat().st_mode) == PRIVATE


def test_what_was_sealed_for_one_account_opens_for_no_other(tmp_path: Path) -> None:
    seal = Seal(tmp_path / "factors.key")
    with pytest.raises(SealBroken, match="打不开"):
        seal.open(seal.close(b"secret", "totp\nwang"), "totp\nli")


@pytest.mark.parametrize("broken", [b"", b"short", b"x" * 40])
def test_what_was_never_sealed_does_not_open(tmp_path: Path, broken: bytes) -> None:
    with pytest.raises(SealBroken):
        Seal(tmp_path / "factors.key").open(broken, "totp")


def test_nothing_opens_with_another_file_s_key(tmp_path: Path) -> None:
    sealed = Seal(tmp_path / "one.key").close(b"secret", "totp")
    with pytest.raises(SealBroken):
        Seal(tmp_path / "other.key").open(sealed, "totp")


def test_a_file_that_is_no_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "factors.key"
    path.write_bytes(b"not a key")
    with pytest.raises(SealBroken, match=r"factors\.key"):
        Seal(path).close(b"secret", "totp")


def test_several_that_make_the_file_at_once_end_with_one_key(tmp_path: Path) -> None:
    path = tmp_path / "factors.key"
    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(lambda _: Seal(path).close(b"secret", "totp"), range(16)))
    assert {Seal(path).open(each, "totp") for each in sealed} == {b"secret"}
