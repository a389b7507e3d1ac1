from __future__ import annotations

from itertools import count

import pytest

from shared.steps import Work, WorkEnded, step, stepping, under


def ticking(seconds: float) -> Work:
    """Work on a clock that goes on by one second whenever it is looked at."""
    return Work(seconds, count().__next__)


def test_outside_of_any_work_a_step_does_nothing() -> None:
    step()
    assert list(stepping(range(1_000))) == list(range(1_000))


def test_work_ends_at_the_step_after_its_time_and_as_nothing_that_a_reader_of_files_takes_for_damage() -> None:
    done = []

    def walk() -> None:
        try:
            for number in stepping(range(1_000), every=10):
                done.append(number)
        except Exception:
            pytest.fail("taken for a damaged file")

    with pytest.raises(WorkEnded):
        under(ticking(4), walk)
    assert done == list(range(20))


def test_work_that_is_called_off_ends_at_its_next_step() -> None:
    work = Work(3_600)

    def walk() -> None:
        step()
        work.call_off()
        step()
        pytest.fail("went on")

    with pytest.raises(WorkEnded):
        under(work, walk)


def test_one_work_is_over_with_its_own_end() -> None:
    assert under(ticking(100), lambda: "made") == "made"
    with pytest.raises(WorkEnded):
        under(ticking(0), step)
    step()
