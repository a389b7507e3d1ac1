from __future__ import annotations

from shared.web.connections.limits import Awaited, ConnectionLimits

LIMITS = ConnectionLimits(800, 32_768, head_seconds=10.0, body_seconds=30.0, body_rate=1_000)


def test_a_head_has_its_time_however_it_drips() -> None:
    awaited = Awaited(LIMITS)
    awaited.begin("head", 100.0)
    awaited.came(1, 105.0)
    awaited.rest(106.0)
    assert (awaited.part, awaited.due) == ("head", 110.001)


def test_nothing_is_due_while_a_request_is_answered() -> None:
    awaited = Awaited(LIMITS)
    awaited.begin("head", 100.0)
    awaited.begin("", 101.0)
    assert (awaited.part, awaited.due) == ("", None)


def test_a_body_may_fall_behind_the_rate_by_so_many_seconds_and_saves_up_no_more_than_them() -> None:
    awaited = Awaited(LIMITS)
    awaited.begin("body", 100.0)
    for second in range(101, 120):
        awaited.came(1, float(second))  # one byte a second
    assert awaited.due is not None
    assert 130.0 < awaited.due < 130.1
    awaited.came(5_000, 120.0)
    assert 135.0 < awaited.due < 135.1
    awaited.came(10_000_000, 121.0)
    assert awaited.due == 151.0


def test_while_the_server_does_not_read_no_time_passes() -> None:
    awaited = Awaited(LIMITS)
    awaited.begin("body", 100.0)
    awaited.rest(110.0)
    awaited.rest(111.0)
    assert awaited.due is None
    awaited.came(5_000, 111.0)  # what was on its way
    awaited.go_on(500.0)
    assert awaited.due == 525.0
    awaited.go_on(501.0)
    assert awaited.due == 525.0
