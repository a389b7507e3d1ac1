from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.accounts.account import Account
from services.intake.accounts.browsers import KNOWN_FOR, browser_of, known_browser
from tests.builders import NOON

CHEN = Account(id="chen", name="陈梅", opened_at=NOON, password="hash")


def test_a_browser_is_known_to_the_account_it_signed_in_to_for_half_a_year() -> None:
    cookie = known_browser(CHEN, NOON)
    assert browser_of(CHEN, cookie, NOON)
    assert browser_of(CHEN, cookie, NOON + KNOWN_FOR - timedelta(seconds=1))
    assert browser_of(CHEN, cookie, NOON + KNOWN_FOR) == ""


def test_each_is_another() -> None:
    assert browser_of(CHEN, known_browser(CHEN, NOON), NOON) != browser_of(CHEN, known_browser(CHEN, NOON), NOON)


@pytest.mark.parametrize("changes", [{"id": "li"}, {"password": "another"}, {"password": ""}])
def test_to_another_account_and_after_another_password_it_is_unknown(changes: dict[str, str]) -> None:
    assert browser_of(msgspec.structs.replace(CHEN, **changes), known_browser(CHEN, NOON), NOON) == ""


@given(st.text(max_size=400))
def test_no_text_is_taken_for_a_known_browser(text: str) -> None:
    assert browser_of(CHEN, text, NOON) == ""
    assert browser_of(None, text, NOON) == ""
