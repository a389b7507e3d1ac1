import threading

import pytest

from shared.process.background import Background


def test_loops_run_until_they_are_stopped() -> None:
    background, started = Background(), threading.Event()

    def run(stop: threading.Event) -> None:
        started.set()
        stop.wait()

    background.loop("one", run)
    background.start()
    assert started.wait(5)
    assert background.check() == "1 loops run"
    background.stop()
    assert not any(thread.name == "one" for thread in threading.enumerate())


def test_a_loop_that_dies_is_seen_by_the_health_check(dead_loops: list[str]) -> None:
    background = Background()

    def die(_stop: threading.Event) -> None:
        raise ValueError("broken")

    background.loop("dying", die)
    background.start()
    background.stop()
    with pytest.raises(RuntimeError, match="dying"):
        background.check()
    assert dead_loops.pop() == "dying: ValueError('broken')"


def test_a_periodic_job_that_fails_is_tried_again() -> None:
    background, calls, twice = Background(), [], threading.Event()

    def job() -> None:
        calls.append(1)
        if len(calls) == 2:
            twice.set()
        raise ValueError("not this time")

    background.every("job", 0.001, job)
    background.start()
    assert twice.wait(5)
    assert background.check()
    background.stop()


def test_a_loop_that_waits_for_something_else_is_woken_at_the_end() -> None:
    background, other, ended = Background(), threading.Event(), threading.Event()

    def run(stop: threading.Event) -> None:
        other.wait()
        assert stop.is_set()
        ended.set()

    background.loop("waiting", run, other.set)
    background.start()
    background.stop()
    assert ended.is_set()
