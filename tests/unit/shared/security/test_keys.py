from datetime import timedelta
from pathlib import Path

import pytest

from shared.security.keys import (
    KeyFile,
    KeyRefused,
    Keyring,
    Principal,
    Role,
    add,
    load_key_file,
    load_keys,
    new_key,
    remove,
    rotate,
    save_key_file,
    save_keys,
)
from tests.builders import NOON


def test_a_saved_key_is_found_by_its_secret_and_by_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key, secret = new_key("jiulongpo", Role.REPORTER, "500107")
    save_keys(path, [key])
    keyring = Keyring(path)
    assert keyring.find(secret, NOON) == Principal("jiulongpo", Role.REPORTER, "500107")
    assert keyring.find(secret + "x", NOON) is None
    assert keyring.find(key.digest, NOON) is None


def test_the_secret_is_not_stored_and_the_file_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key, secret = new_key("jiulongpo", Role.REPORTER, "500107")
    save_keys(path, [key])
    assert secret.encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert load_keys(path) == [key]


def test_an_expired_key_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key, secret = new_key("k", Role.AUDITOR, "", expires_at=NOON)
    save_keys(path, [key])
    keyring = Keyring(path)
    assert keyring.find(secret, NOON) is None
    assert keyring.find(secret, NOON - timedelta(seconds=1)) is not None


def test_a_replaced_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keyring = Keyring(path)
    key, secret = new_key("k", Role.OPS, "")
    assert keyring.find(secret, NOON) is None
    save_keys(path, [key])
    assert keyring.find(secret, NOON) is not None
    save_keys(path, [])
    assert keyring.find(secret, NOON) is None


def test_no_file_means_no_keys(tmp_path: Path) -> None:
    assert load_keys(tmp_path / "none.json") == []


def test_with_a_glance_time_a_new_key_opens_at_once_and_a_revoked_one_closes_after_it(tmp_path: Path) -> None:
    path, seconds = tmp_path / "keys.json", [0.0]
    keyring = Keyring(path, 0.2, lambda: seconds[0])
    key, secret = new_key("k", Role.OPS, "")
    assert keyring.find(secret, NOON) is None
    save_keys(path, [key])
    assert keyring.find(secret, NOON) is not None
    save_keys(path, [])
    seconds[0] = 0.2
    assert keyring.find(secret, NOON) is None


def test_a_key_expires_at_its_moment_although_the_file_is_not_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key, secret = new_key("k", Role.OPS, "", expires_at=NOON)
    save_keys(path, [key])
    keyring = Keyring(path, 1_000_000.0)
    assert keyring.find(secret, NOON - timedelta(seconds=1)) is not None
    assert keyring.find(secret, NOON) is None


def test_a_rotated_key_has_a_new_secret_and_the_old_one_stays_good_for_the_overlap(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key, old = new_key("k", Role.REPORTER, "500107")
    file, new = rotate(KeyFile(keys=[key]), "k", timedelta(days=7), NOON)
    save_key_file(path, file)
    keyring = Keyring(path)
    within, after = NOON + timedelta(days=7, seconds=-1), NOON + timedelta(days=7)
    assert keyring.find(old, within) == keyring.find(new, within) == Principal("k", Role.REPORTER, "500107")
    assert keyring.find(old, after) is None
    assert keyring.find(new, after) is not None


def test_without_an_overlap_the_old_secret_opens_nothing_any_more(tmp_path: Path) -> None:
    key, old = new_key("k", Role.REPORTER, "500107")
    file, _ = rotate(KeyFile(keys=[key]), "k", timedelta(0), NOON)
    save_key_file(tmp_path / "keys.json", file)
    assert Keyring(tmp_path / "keys.json").find(old, NOON) is None


def test_neither_a_missing_nor_an_expired_key_is_rotated() -> None:
    expired, _ = new_key("k", Role.REPORTER, "500107", expires_at=NOON)
    for file in (KeyFile(), KeyFile(keys=[expired])):
        with pytest.raises(KeyRefused):
            rotate(file, "k", timedelta(days=7), NOON)


def test_the_name_of_a_key_is_never_given_out_again() -> None:
    key, _ = new_key("k", Role.REPORTER, "500107")
    again, _ = new_key("k", Role.OPS, "")
    with pytest.raises(KeyRefused, match="已有"):
        add(KeyFile(keys=[key]), again)
    with pytest.raises(KeyRefused, match="作废"):
        add(remove(KeyFile(keys=[key]), "k"), again)


def test_keys_that_are_replaced_as_a_whole_leave_their_names_behind(tmp_path: Path) -> None:
    key, _ = new_key("k", Role.REPORTER, "500107")
    save_keys(tmp_path / "keys.json", [key])
    save_keys(tmp_path / "keys.json", [])
    assert load_key_file(tmp_path / "keys.json").removed == ["k"]


def test_a_key_says_in_time_that_it_will_expire() -> None:
    key, _ = new_key("k", Role.REPORTER, "500107", expires_at=NOON + timedelta(days=30))
    assert key.expires_soon(NOON)
    assert not key.expires_soon(NOON - timedelta(seconds=1))
    assert not key.expires_soon(NOON + timedelta(days=30))
    assert key.expired(NOON + timedelta(days=30))


def test_a_key_of_an_unknown_role_is_void_alone_and_the_file_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    good, secret = new_key("jiulongpo", Role.REPORTER, "500107")
    later, unknown = new_key("later", Role.OPS, "")
    save_keys(path, [good, later])
    path.write_text(path.read_text().replace('"ops"', '"superintendent"'))
    keyring = Keyring(path)
    assert keyring.find(secret, NOON) == good.principal
    assert keyring.find(unknown, NOON) is None
    assert (keyring.keys(), keyring.void()) == ([good], ["later"])
    with pytest.raises(KeyRefused, match="没有改动"):
        load_key_file(path)
