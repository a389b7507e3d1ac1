from __future__ import annotations

from shared.security.keys import Principal, Role
from shared.security.remembered import RememberedSessions
from shared.security.sessions import Session

SOMEBODY = Session(principal=Principal("chen", Role.OPS, ""), name="陈")


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_was_found_is_known_for_a_second_from_when_it_was_asked_for() -> None:
    seconds = Seconds()
    remembered = RememberedSessions(seconds)
    asked = remembered.now()
    seconds.now = 0.6
    remembered.keep("a", asked, SOMEBODY)
    assert remembered.known("a")
    assert remembered.session("a") == SOMEBODY
    seconds.now = 1.0
    assert not remembered.known("a")


def test_that_there_is_none_is_remembered_as_well() -> None:
    remembered = RememberedSessions(Seconds())
    remembered.keep("a", 0.0, None)
    assert remembered.known("a")
    assert remembered.session("a") is None
    assert not remembered.known("b")


def test_whoever_was_asked_for_longest_ago_is_forgotten_first_and_all_are_at_once() -> None:
    remembered = RememberedSessions(Seconds(), most=2)
    for digest in ("a", "b", "a", "c"):
        remembered.keep(digest, 0.0, SOMEBODY)
    assert [remembered.known(each) for each in "abc"] == [True, False, True]
    remembered.forget()
    assert not remembered.known("a")
