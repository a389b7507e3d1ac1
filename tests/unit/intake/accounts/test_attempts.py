from __future__ import annotations

from services.intake.accounts.attempts import ANYWHERE, HERE, NETWORK, SignInAttempts

HOME, CAFE = "10.1.2.3", "203.0.113.9"


def waits(attempts: SignInAttempts, times: int, account: str = "chen", address: str = HOME, browser: str = "") -> int:
    """For how long the last of so many attempts at one moment is to wait."""
    told = [attempts.begin(account, address, browser, 0.0) for _ in range(times)]
    return told[-1]


def test_the_tenth_failure_from_one_place_waits() -> None:
    attempts = SignInAttempts()
    assert waits(attempts, HERE.free + 1) == 0
    assert waits(attempts, 1) == 1


def test_a_wait_doubles_and_ends() -> None:
    attempts, now, told = SignInAttempts(), 0.0, []
    for _ in range(12):
        while wait := attempts.begin("chen", HOME, "", now):
            told.append(wait)
            now += wait
    assert told == [1, 2, 4, 8, 16, 32]


def test_others_in_the_house_are_not_kept_waiting_by_one_who_guesses() -> None:
    attempts = SignInAttempts()
    assert waits(attempts, HERE.free + 2) > 0
    assert waits(attempts, 1, account="li") == 0


def test_a_whole_house_that_fails_is_slowed_but_not_the_browsers_that_are_known() -> None:
    attempts = SignInAttempts()
    for number in range(NETWORK.free + 1):
        assert attempts.begin(f"account-{number}", HOME, "", 0.0) == 0
    assert waits(attempts, 1, account="li") > 0
    assert waits(attempts, 1, account="li", browser="b") == 0
    assert waits(attempts, 1, account="li", address=CAFE) == 0


def test_guessing_from_many_networks_does_not_keep_out_a_browser_that_is_known() -> None:
    attempts = SignInAttempts()
    for number in range(ANYWHERE.free + 1):
        assert attempts.begin("chen", f"198.51.100.{number}", "", 0.0) == 0
    assert waits(attempts, 1, address=CAFE) > 0
    assert waits(attempts, 1, address=CAFE, browser="hers") == 0


def test_a_known_browser_is_slowed_by_its_own_failures() -> None:
    attempts = SignInAttempts()
    assert waits(attempts, HERE.free + 2, browser="hers") > 0


def test_who_was_right_has_failed_at_nothing() -> None:
    attempts = SignInAttempts()
    for _ in range(100):
        assert attempts.begin("chen", HOME, "", 0.0) == 0
        attempts.was_right("chen", HOME, "", 0.0)
