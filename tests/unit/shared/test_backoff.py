from __future__ import annotations

from shared.backoff import pause


def test_the_pause_is_doubled_from_a_second_to_a_minute_and_no_number_of_failures_is_too_large() -> None:
    assert [pause(failures) for failures in (1, 2, 3, 4, 5, 6, 7, 8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert pause(10**9) == 60
