from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.alerts.handling.links import VALID_DAYS, Link, link_for, read, sign

SECRET = b"s" * 32
TODAY = date(2025, 4, 9)
TOKEN = sign(SECRET, link_for("CQ-08", 1, "injury@cq.example", TODAY, "alert-cq-8-500000"))


@given(st.text(min_size=1, max_size=40), st.integers(1, 99), st.text(min_size=1, max_size=60))
def test_a_token_holds_its_link_and_fits_into_an_address(alert: str, episode: int, recipient: str) -> None:
    link = link_for(alert, episode, recipient, TODAY, f"alert-{alert}")
    token = sign(SECRET, link)
    assert read(SECRET, token, TODAY) == link
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@given(st.integers(0, len(TOKEN) - 1), st.characters(max_codepoint=255))
def test_a_token_that_was_changed_anywhere_opens_nothing(place: int, other: str) -> None:
    changed = TOKEN[:place] + other + TOKEN[place + 1 :]
    assert (read(SECRET, changed, TODAY) is not None) == (changed == TOKEN)


@given(st.text(max_size=80))
def test_what_is_no_token_opens_nothing(text: str) -> None:
    assert read(SECRET, text, TODAY) is None


def test_a_token_ends_after_its_last_day_and_with_its_secret() -> None:
    last = TODAY + timedelta(days=VALID_DAYS)
    assert read(SECRET, TOKEN, last) == Link("CQ-08", 1, "injury@cq.example", last, "alert-cq-8-500000")
    assert read(SECRET, TOKEN, last + timedelta(days=1)) is None
    assert read(b"t" * 32, TOKEN, TODAY) is None
