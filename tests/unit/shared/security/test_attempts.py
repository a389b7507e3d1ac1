"""How long who shows wrong keys is to wait."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.security.attempts import ADDRESS, Attempts, Patience, Standing, failed, network_of, remembered, wait

PATIENCE = Patience(free=3, first_seconds=1.0, most_seconds=60.0, forgets_seconds=100.0)
pauses = st.lists(st.floats(0, 500), min_size=1, max_size=60)


def after(pauses: list[float], patience: Patience = PATIENCE) -> tuple[Standing, float]:
    """Where one stands that failed after each of these pauses, and the moment of the last failure."""
    standing, now = None, 0.0
    for pause in pauses:
        now += pause
        standing = failed(standing, now, patience)
    assert standing is not None
    return standing, now


def test_who_never_failed_does_not_wait() -> None:
    assert (wait(None, 7.0), remembered(None, 7.0, PATIENCE)) == (0.0, 0.0)


def test_each_failure_beyond_the_free_ones_doubles_the_wait_up_to_the_longest() -> None:
    waits = [wait(*after([0.0] * times)) for times in range(1, 13)]
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_failures_are_forgotten_one_by_one_with_time() -> None:
    standing, _ = after([0.0] * 5)
    assert [remembered(standing, now, PATIENCE) for now in (0.0, 100.0, 250.0, 500.0, 9_000.0)] == [5, 4, 2.5, 0, 0]
    assert wait(failed(standing, 300.0, PATIENCE), 300.0) == 0
    assert failed(standing, 9_000.0, PATIENCE) == failed(None, 9_000.0, PATIENCE)


@given(pauses)
def test_the_wait_is_never_negative_and_never_longer_than_the_longest(pauses: list[float]) -> None:
    standing, now = after(pauses)
    assert 0 <= wait(standing, now) <= PATIENCE.most_seconds
    assert wait(standing, now + PATIENCE.most_seconds) == 0


@given(pauses, st.floats(0, 500))
def test_to_fail_once_more_never_shortens_the_wait(pauses: list[float], later: float) -> None:
    standing, now = after(pauses)
    then = now + later
    assert wait(failed(standing, then, PATIENCE), then) >= wait(standing, then) or later > 0
    assert remembered(failed(standing, then, PATIENCE), then, PATIENCE) > remembered(standing, then, PATIENCE)


@given(pauses, st.floats(0, 5_000), st.floats(0, 5_000))
def test_with_time_it_only_gets_better(pauses: list[float], first: float, second: float) -> None:
    standing, now = after(pauses)
    sooner, later = now + min(first, second), now + max(first, second)
    assert wait(standing, later) <= wait(standing, sooner)
    assert remembered(standing, later, PATIENCE) <= remembered(standing, sooner, PATIENCE)


@given(st.lists(st.floats(100, 1_000), min_size=1, max_size=50))
def test_who_fails_seldom_never_waits(pauses: list[float]) -> None:
    standing, now = after(pauses)
    assert wait(standing, now) == 0


@given(st.integers(0, 10_000_000))
def test_no_number_of_failures_is_too_large_for_the_arithmetic(failures: int) -> None:
    assert wait(failed(Standing(float(failures), 0.0, 0.0), 0.0, PATIENCE), 0.0) <= PATIENCE.most_seconds


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", ""),
        ("testclient", "testclient"),
        ("x" * 10_000, "x" * 64),
    ],
)
def test_one_address_is_an_ipv4_address_or_a_site_s_ipv6_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_one_wrong_key_that_comes_again_and_again_is_slowed_and_does_not_use_up_its_address() -> None:
    attempts = Attempts()
    waits = [attempts.fail("10.0.0.1", "old key", 0.0) for _ in range(100)]
    assert waits[:6] == [0] * 6 and min(waits[6:]) == 1
    assert attempts.fail("10.0.0.1", "somebody's slip", 0.0) == 0


def test_many_wrong_keys_from_one_address_are_slowed_and_those_of_another_are_not() -> None:
    attempts = Attempts()
    waits = [attempts.fail("10.0.0.1", f"guess {number}", 0.0) for number in range(100)]
    assert waits[: ADDRESS.free + 1] == [0] * (ADDRESS.free + 1) and min(waits[ADDRESS.free + 1 :]) > 0
    assert attempts.fail("10.0.0.2", "guess", 0.0) == 0


def test_a_site_cannot_use_its_ipv6_addresses_one_by_one() -> None:
    attempts = Attempts()
    waits = [attempts.fail(f"2001:db8::{number:x}", f"guess {number}", 0.0) for number in range(100)]
    assert waits[-1] > 0


def test_however_many_addresses_and_keys_come_no_more_than_so_many_are_remembered() -> None:
    attempts = Attempts(most=50)
    for number in range(1_000):
        attempts.fail(f"10.1.{number // 250}.{number % 250}", f"guess {number}", float(number))
    assert len(attempts) == 100


def test_those_that_failed_longest_ago_are_forgotten_first() -> None:
    attempts = Attempts(most=3)
    for _ in range(6):
        attempts.fail("10.0.0.1", "old key", 0.0)
    for number in range(2):
        attempts.fail(f"10.0.1.{number}", f"guess {number}", 0.0)
    assert attempts.fail("10.0.0.1", "old key", 0.0) == 1
    attempts.fail("10.0.1.9", "one more", 0.0)
    assert attempts.fail("10.0.0.1", "old key", 0.0) == 0
