from __future__ import annotations

import pytest

from shared.backoff import look_again, pause


def test_the_pause_is_doubled_from_a_second_to_a_minute_and_no_number_of_failures_is_too_large() -> None:
    assert [pause(failures) for failures in (1, 2, 3, 4, 5, 6, 7, 8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert pause(10**9) == 60


@pytest.mark.parametrize(("in_vain", "seconds"), [(0, 0.0), (1, 0.02), (50, 0.02), (51, 0.1), (10_000, 0.1)])
def test_who_has_looked_in_vain_for_a_while_looks_more_seldom(in_vain: int, seconds: float) -> None:
    assert look_again(0.02, in_vain) == pytest.approx(seconds)
