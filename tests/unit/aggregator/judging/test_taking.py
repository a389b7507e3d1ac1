from __future__ import annotations

from services.aggregator.judging.taking import by_target, whole_targets
from services.aggregator.model import WaitingMonth
from shared.periods import Month

LATEST = Month(2021, 6)


def waits(row: int, *periods: str) -> list[WaitingMonth]:
    return [WaitingMonth("p", row, period, True, 1, 1, "c") for period in periods]


def test_targets_are_taken_until_they_reach_too_many_months() -> None:
    waiting = [*waits(1, "2021-05", "2021-06"), *waits(2, "2021-06"), *waits(3, "2021-01")]
    assert whole_targets(waiting, LATEST, 3) == waiting[:3]
    assert whole_targets(waiting, LATEST, 8) == waiting[:3]
    assert whole_targets(waiting, LATEST, 9) == waiting


def test_one_target_is_taken_whole_whatever_it_reaches() -> None:
    waiting = [*waits(1, "2021-01", "2021-02"), *waits(2, "2021-06")]
    assert whole_targets(waiting, LATEST, 1) == waiting[:2]


def test_a_month_after_the_latest_that_is_reported_is_still_one() -> None:
    waiting = [*waits(1, "2021-12"), *waits(2, "2021-12")]
    assert whole_targets(waiting, LATEST, 2) == waiting


def test_targets_come_apart_by_row() -> None:
    waiting = [*waits(1, "2021-01", "2021-02"), *waits(2, "2021-01")]
    assert [len(each) for each in by_target(waiting)] == [2, 1]
