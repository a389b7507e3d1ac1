from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.periods import SettableClock
from shared.security.keys import KeyFile, Keyring, Role, load_key_file, new_key, rotate, save_key_file, save_keys
from shared.security.sessions import SESSION_HOURS, Sessions, local_path
from tests.builders import NOON
from tests.narrowing import there

NOWHERE = Path("/nonexistent/keys.json")

Setting = tuple[Sessions, SettableClock, Path, str]


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    clock = SettableClock(NOON)
    path = tmp_path / "keys.json"
    key, secret = new_key("王.五", Role.REPORTER, "500107")
    save_keys(path, [key])
    return Sessions(Keyring(path), clock), clock, path, secret


def cookie_of(sessions: Sessions, secret: str) -> str:
    return there(sessions.begin(secret)).cookie


def test_who_signs_in_with_a_key_is_known_by_the_cookie_on_every_instance(setting: Setting) -> None:
    sessions, clock, path, secret = setting
    cookie = cookie_of(sessions, secret)
    elsewhere = Sessions(Keyring(path), clock)
    assert there(elsewhere.principal(cookie)).id == "王.五"
    assert sessions.begin("xs_wrong") is None


def test_a_session_ends_after_twelve_hours(setting: Setting) -> None:
    sessions, clock, _, secret = setting
    cookie = cookie_of(sessions, secret)
    clock.advance(timedelta(hours=SESSION_HOURS, seconds=-1))
    assert sessions.principal(cookie) is not None
    clock.advance(timedelta(seconds=1))
    assert sessions.principal(cookie) is None


def test_a_session_ends_with_its_key(setting: Setting) -> None:
    sessions, _, path, secret = setting
    cookie = cookie_of(sessions, secret)
    save_keys(path, [])
    assert sessions.principal(cookie) is None


def test_a_session_ends_when_its_key_expires(tmp_path: Path) -> None:
    key, secret = new_key("k", Role.OPS, "", expires_at=NOON + timedelta(hours=1))
    save_keys(tmp_path / "keys.json", [key])
    clock = SettableClock(NOON)
    sessions = Sessions(Keyring(tmp_path / "keys.json"), clock)
    begun = there(sessions.begin(secret))
    assert begun.seconds == 3600
    clock.advance(timedelta(hours=1))
    assert sessions.principal(begun.cookie) is None


def test_after_a_rotation_the_session_of_the_old_secret_ends_with_the_overlap(setting: Setting) -> None:
    sessions, clock, path, secret = setting
    cookie = cookie_of(sessions, secret)
    file, fresh = rotate(load_key_file(path), "王.五", timedelta(hours=2), clock.now())
    save_key_file(path, file)
    assert sessions.principal(cookie) is not None
    renewed = cookie_of(sessions, fresh)
    clock.advance(timedelta(hours=2))
    assert sessions.principal(cookie) is None
    assert sessions.principal(renewed) is not None


def test_a_changed_cookie_is_none(setting: Setting) -> None:
    sessions, _, _, secret = setting
    text = base64.urlsafe_b64decode(cookie_of(sessions, secret) + "==").decode()
    key_id, expiry, seal = text.rsplit(".", 2)
    for forged in (
        f"{key_id}.{int(expiry) + 1}.{seal}",
        f"other.{expiry}.{seal}",
        f"{key_id}.{expiry}.{seal[:-1]}",
        f"{key_id}.{'9' * 30}.{seal}",
        f"{key_id}.{expiry}.é{seal}",
    ):
        assert sessions.principal(base64.urlsafe_b64encode(forged.encode()).decode()) is None


@given(st.text())
def test_no_text_is_taken_for_a_session(text: str) -> None:
    sessions = Sessions(Keyring(NOWHERE), SettableClock(NOON))
    assert sessions.principal(text) is None
    assert sessions.form_token(text) == ""
    assert not sessions.fits(text, "")


def test_a_form_token_fits_its_own_session_only(setting: Setting) -> None:
    sessions, clock, _, secret = setting
    cookie = cookie_of(sessions, secret)
    clock.advance(timedelta(seconds=1))
    other = cookie_of(sessions, secret)
    token = sessions.form_token(cookie)
    assert sessions.fits(cookie, token)
    assert not sessions.fits(other, token)
    assert not sessions.fits(cookie, "")
    assert not sessions.fits("", "")


@pytest.mark.parametrize(
    "elsewhere",
    ["", "reports", "//evil.example", "/\\evil.example", "https://evil.example/", "/a\nb", "/a\tb", "\\\\evil", "/ x"],
)
def test_nobody_is_sent_to_another_site(elsewhere: str) -> None:
    assert local_path(elsewhere) == "/"


def test_a_page_of_this_system_is_gone_back_to() -> None:
    assert local_path("/reports?period=2023-03") == "/reports?period=2023-03"


def test_an_empty_key_file_signs_nobody_in(tmp_path: Path) -> None:
    save_key_file(tmp_path / "keys.json", KeyFile())
    assert Sessions(Keyring(tmp_path / "keys.json"), SettableClock(NOON)).begin("") is None
