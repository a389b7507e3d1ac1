from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.alerts.delivery.backoff import Backoff

DRAWS = st.integers(0, 999)


def test_pauses_double_up_to_the_longest() -> None:
    backoff = Backoff(first_seconds=5, most_seconds=60)
    pauses = [backoff.microseconds(attempt, 999) // 1_000_000 for attempt in range(1, 7)]
    assert pauses == [4, 9, 19, 39, 59, 59]


@given(st.integers(1, 10_000), DRAWS)
def test_a_pause_lies_between_half_of_the_doubled_time_and_all_of_it(attempt: int, draw: int) -> None:
    full = min(5 * 2 ** min(attempt - 1, 30), 1_800) * 1_000_000
    assert full // 2 <= Backoff().microseconds(attempt, draw) < full


@given(st.integers(1, 20), DRAWS, st.integers(0, 10_000))
def test_a_channel_that_asks_for_longer_gets_it(attempt: int, draw: int, asked: int) -> None:
    assert Backoff().microseconds(attempt, draw, asked) >= asked * 1_000_000


def test_a_message_is_given_up_after_the_last_attempt() -> None:
    backoff = Backoff(attempts=3)
    assert [backoff.exhausted(count) for count in (1, 2, 3, 4)] == [False, False, True, True]
