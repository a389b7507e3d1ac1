from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.security.sessions import NoSessions, cookie_digest, fits, form_token, is_cookie, local_path, new_cookie


def test_a_new_cookie_is_one_of_ours_and_never_the_same() -> None:
    made = {new_cookie() for _ in range(100)}
    assert len(made) == 100
    assert all(is_cookie(each) for each in made)


@given(st.text())
def test_only_43_characters_of_base64_are_taken_for_a_cookie(text: str) -> None:
    assert not is_cookie(text) or (len(text) == 43 and text.isascii())


@pytest.mark.parametrize("wrong", ["", "a" * 42, "a" * 44, "a" * 42 + "=", "a" * 43 + "\n"])
def test_what_cannot_be_a_cookie_is_none(wrong: str) -> None:
    assert not is_cookie(wrong)


def test_what_is_stored_of_a_cookie_does_not_hold_it() -> None:
    cookie = new_cookie()
    assert cookie not in cookie_digest(cookie)
    assert len(cookie_digest(cookie)) == 64


def test_a_form_token_fits_its_own_session_only() -> None:
    cookie, other = new_cookie(), new_cookie()
    token = form_token(cookie)
    assert fits(cookie, token)
    assert not fits(other, token)
    assert not fits(cookie, "")
    assert not fits("", form_token(""))


def test_who_has_the_forms_token_cannot_make_the_cookie_of_it() -> None:
    cookie = new_cookie()
    assert form_token(cookie) not in (cookie, cookie_digest(cookie))


def test_without_pages_nobody_signs_in() -> None:
    assert asyncio.run(NoSessions().find(new_cookie())) is None


@pytest.mark.parametrize(
    "elsewhere",
    ["", "reports", "//evil.example", "/\\evil.example", "https://evil.example/", "/a\nb", "/a\tb", "\\\\evil", "/ x"],
)
def test_nobody_is_sent_to_another_site(elsewhere: str) -> None:
    assert local_path(elsewhere) == "/"


def test_a_page_of_this_system_is_gone_back_to() -> None:
    assert local_path("/reports?period=2023-03") == "/reports?period=2023-03"
