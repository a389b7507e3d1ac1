from __future__ import annotations

import errno

from shared.observe import CheckFailed, Health, HealthCheck, status_of
from shared.observe.disk import DISK_FULL
from shared.observe.health import told_of

WELL, WRONG = HealthCheck("a", True, ""), HealthCheck("b", False, "")
NEEDED = HealthCheck("c", False, "", needed=True)


def test_a_service_is_degraded_by_what_it_does_not_need_and_unavailable_by_what_it_does() -> None:
    assert [status_of(checks) for checks in ([], [WELL], [WELL, WRONG], [WRONG, NEEDED])] == [
        "ok",
        "ok",
        "degraded",
        "unavailable",
    ]


def test_everybody_reads_what_a_check_says_in_words_of_its_own_and_of_other_errors_the_kind() -> None:
    health = Health()

    def found() -> str:
        raise CheckFailed("reader a stands still", "postgresql://secret")

    def unexpected() -> str:
        raise ValueError("postgresql://secret")

    health.add("found", found)
    health.add("unexpected", unexpected, needed=True)
    assert health.report() == [
        HealthCheck("found", False, "reader a stands still"),
        HealthCheck("unexpected", False, "内部错误 ValueError", needed=True),
    ]
    assert told_of(OSError(errno.ENOSPC, "no space")) == DISK_FULL
