from datetime import timedelta

from shared.keys import Keyring, Principal, Role, load_keys, new_key, save_keys
from tests.builders import NOON


def test_a_saved_key_is_found_by_its_secret_and_by_nothing_else(tmp_path):
    path = tmp_path / "keys.json"
    key, secret = new_key("jiulongpo", Role.REPORTER, "500107")
    save_keys(path, [key])
    keyring = Keyring(path)
    assert keyring.find(secret, NOON) == Principal("jiulongpo", Role.REPORTER, "500107")
    assert keyring.find(secret + "x", NOON) is None
    assert keyring.find(key.digest, NOON) is None


def test_the_secret_is_not_stored_and_the_file_is_its_owners_only(tmp_path):
    path = tmp_path / "keys.json"
    key, secret = new_key("jiulongpo", Role.REPORTER, "500107")
    save_keys(path, [key])
    assert secret.encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert load_keys(path) == [key]


def test_an_expired_key_opens_nothing(tmp_path):
    path = tmp_path / "keys.json"
    key, secret = new_key("k", Role.AUDITOR, "", expires_at=NOON)
    save_keys(path, [key])
    keyring = Keyring(path)
    assert keyring.find(secret, NOON) is None
    assert keyring.find(secret, NOON - timedelta(seconds=1)) is not None


def test_a_replaced_file_is_noticed(tmp_path):
    path = tmp_path / "keys.json"
    keyring = Keyring(path)
    key, secret = new_key("k", Role.OPS, "")
    assert keyring.find(secret, NOON) is None
    save_keys(path, [key])
    assert keyring.find(secret, NOON) is not None
    save_keys(path, [])
    assert keyring.find(secret, NOON) is None


def test_no_file_means_no_keys(tmp_path):
    assert load_keys(tmp_path / "none.json") == []


def test_with_a_glance_time_a_new_key_opens_at_once_and_a_revoked_one_closes_after_it(tmp_path):
    path, seconds = tmp_path / "keys.json", [0.0]
    keyring = Keyring(path, 0.2, lambda: seconds[0])
    key, secret = new_key("k", Role.OPS, "")
    assert keyring.find(secret, NOON) is None
    save_keys(path, [key])
    assert keyring.find(secret, NOON) is not None
    save_keys(path, [])
    seconds[0] = 0.2
    assert keyring.find(secret, NOON) is None


def test_a_key_expires_at_its_moment_although_the_file_is_not_looked_at(tmp_path):
    path = tmp_path / "keys.json"
    key, secret = new_key("k", Role.OPS, "", expires_at=NOON)
    save_keys(path, [key])
    keyring = Keyring(path, 1_000_000.0)
    assert keyring.find(secret, NOON - timedelta(seconds=1)) is not None
    assert keyring.find(secret, NOON) is None
