from __future__ import annotations

import asyncio

from shared.security.keys import Principal, Role
from shared.security.remembered import RememberedSessions
from shared.security.sessions import Session, new_cookie

SOMEBODY = Session(principal=Principal("chen", Role.OPS, ""), name="陈")


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Asking:
    """Counts how often it is asked; ``meanwhile`` happens while it is."""

    def __init__(self, found: Session | None = SOMEBODY) -> None:
        self.times = 0
        self.found = found

    async def __call__(self) -> Session | None:
        self.times += 1
        found = self.found
        self.meanwhile()
        return found

    def meanwhile(self) -> None:
        """Nothing."""


def find(remembered: RememberedSessions, cookie: str, asking: Asking) -> Session | None:
    return asyncio.run(remembered.find(cookie, asking))


def test_what_was_found_is_known_for_a_second_from_when_it_was_asked_for() -> None:
    class Slow(Asking):
        def meanwhile(self) -> None:
            seconds.now = 0.6

    seconds = Seconds()
    remembered, cookie, asking = RememberedSessions(seconds), new_cookie(), Slow()
    assert find(remembered, cookie, asking) == SOMEBODY
    assert find(remembered, cookie, asking) == SOMEBODY
    assert asking.times == 1
    seconds.now = 1.0
    find(remembered, cookie, asking)
    assert asking.times == 2


def test_that_there_is_none_is_remembered_as_well() -> None:
    remembered, cookie, asking = RememberedSessions(Seconds()), new_cookie(), Asking(None)
    assert [find(remembered, cookie, asking) for _ in range(2)] == [None, None]
    assert asking.times == 1
    find(remembered, new_cookie(), asking)
    assert asking.times == 2


def test_whoever_was_asked_for_longest_ago_is_forgotten_first_and_all_are_at_once() -> None:
    remembered, asking = RememberedSessions(Seconds(), most=2), Asking()
    first, second, third = (new_cookie() for _ in range(3))
    for cookie in (first, second, third):
        find(remembered, cookie, asking)

    def is_known(cookie: str) -> bool:
        before = asking.times
        find(remembered, cookie, asking)
        return asking.times == before

    assert [is_known(each) for each in (second, third, first)] == [True, True, False]
    remembered.forget()
    assert not is_known(first)


def test_what_was_asked_for_before_something_ended_is_not_remembered_after_it() -> None:
    class Overtaken(Asking):
        def meanwhile(self) -> None:
            self.found = None
            remembered.forget()

    remembered, cookie, asking = RememberedSessions(Seconds()), new_cookie(), Overtaken()
    assert find(remembered, cookie, asking) == SOMEBODY  # of a request that came before the end
    assert find(remembered, cookie, asking) is None
