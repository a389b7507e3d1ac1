"""A ground is at rest when everybody is well and every reader has applied what stands in its topic."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.end_to_end.kills.grounds.ground import settle, wait_well


class Members:
    """One of them starts at the ``tries``-th try."""

    def __init__(self, tries: int) -> None:
        self.left = tries

    def mend(self) -> None:
        self.left -= 1

    def problems(self) -> dict[str, str]:
        return {"relay-1": f"{self.left} to go"} if self.left > 0 else {}


def test_whoever_does_not_start_at_once_is_started_until_it_is_well() -> None:
    members = Members(40)
    wait_well(members.problems, members.mend, seconds=10.0, pause=0.001)
    assert members.problems() == {}


def test_after_the_deadline_it_is_told_what_was_wrong_at_the_last_try() -> None:
    members = Members(10**9)
    with pytest.raises(TimeoutError, match=r"not well after 0\.05 s: \{'relay-1': '9+\d* to go'\}"):
        wait_well(members.problems, members.mend, seconds=0.05, pause=0.001)


def test_between_two_tries_there_is_a_pause() -> None:
    members = Members(10**9)
    with pytest.raises(TimeoutError):
        wait_well(members.problems, members.mend, seconds=0.1, pause=0.02)
    assert 10**9 - members.left <= 7


def standings(read: Iterator[int]) -> dict[str, dict[str, object]]:
    """Intake has stored five reports; the aggregator has read the next one at every look."""
    reading = [{"topic": "reports", "events": next(read)}]
    rest = {"store_position": 0, "consumers": [], "to_judge": 0}
    return {
        "intake": {**rest, "service": "intake", "store_position": 5},
        "aggregator": {**rest, "service": "aggregator", "consumers": reading},
        "alerts": {**rest, "service": "alerts"},
    }


def test_it_has_not_settled_while_a_reader_is_behind() -> None:
    read = iter(range(3, 9))
    told: list[str] = []

    def ask(service: str) -> dict[str, object]:
        told.append(service)
        return standings(read)[service] if service == "aggregator" else standings(iter([0]))[service]

    settle(ask, 10.0)
    assert told == ["intake", "aggregator", "alerts"] * 3
    with pytest.raises(TimeoutError, match=r"not at rest after 0\.0 s: .*'events': 0"):
        settle(lambda service: standings(iter([0]))[service], 0.0)


def test_it_has_not_settled_while_something_waits_to_be_judged() -> None:
    waits = iter((2, 1, 0))

    def ask(service: str) -> dict[str, object]:
        more = {"to_judge": next(waits)} if service == "aggregator" else {}
        return standings(iter([9]))[service] | more

    settle(ask, 10.0)
    assert next(waits, None) is None
