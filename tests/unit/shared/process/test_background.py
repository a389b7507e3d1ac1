from __future__ import annotations

import threading

import pytest

from shared.observe import CheckFailed, Metrics
from shared.process import background as backgrounds
from shared.process.background import WELL_SECONDS, Background
from tests.waiting import until


def test_loops_run_until_they_are_stopped() -> None:
    background, started = Background(Metrics()), threading.Event()

    def run(stop: threading.Event) -> None:
        started.set()
        stop.wait()

    background.loop("one", run)
    background.start()
    assert started.wait(5)
    assert background.check() == "1 个后台任务在运行"
    background.stop()
    assert not any(thread.name == "one" for thread in threading.enumerate())


def test_a_loop_that_dies_is_seen_by_the_health_check(dead_loops: list[str]) -> None:
    background = Background(Metrics())

    def die(_stop: threading.Event) -> None:
        raise ValueError("broken")

    background.loop("dying", die)
    background.start()
    background.stop()
    with pytest.raises(RuntimeError, match="dying"):
        background.check()
    assert dead_loops.pop() == "dying: ValueError('broken')"


class Dying:
    """A loop that dies so many times, each time it is told to, and then runs until it is stopped."""

    def __init__(self, times: int) -> None:
        self.begun = 0
        self.times = times
        self.may_die = threading.Semaphore(times)
        self.runs = threading.Event()

    def run(self, stop: threading.Event) -> None:
        self.begun += 1
        if self.begun <= self.times:
            self.may_die.acquire()
            raise ValueError("broken")
        self.runs.set()
        stop.wait()


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Loops are begun again at once; after how many failures each time."""
    after: list[int] = []

    def none(failures: int) -> float:
        after.append(failures)
        return 0.0

    monkeypatch.setattr(backgrounds, "pause", none)
    return after


def sample(metrics: Metrics, name: str, loop: str) -> float | None:
    return metrics.registry.get_sample_value(name, {"loop": loop})


def fails(background: Background) -> bool:
    try:
        background.check()
    except RuntimeError:
        return True
    return False


def test_a_loop_that_dies_is_begun_again_and_told_of_until_it_has_run_well(
    dead_loops: list[str], no_pause: list[int]
) -> None:
    now, metrics, dying = [0.0], Metrics(), Dying(2)
    background = Background(metrics, lambda: now[0])
    background.loop("dying", dying.run)
    background.start()
    assert dying.runs.wait(5)
    assert dead_loops == ["dying: ValueError('broken')"] * 2
    dead_loops.clear()
    assert no_pause == [1, 2]
    with pytest.raises(CheckFailed, match="dying") as found:
        background.check()
    assert found.value.told == "中断：dying（内部错误 ValueError，连续 2 次）", "what it says is nobody's affair"
    assert sample(metrics, "xushi_loop_failures_total", "dying") == 2
    assert sample(metrics, "xushi_loop_down", "dying") == 1
    now[0] = WELL_SECONDS
    assert background.check() == "1 个后台任务在运行"
    assert sample(metrics, "xushi_loop_down", "dying") == 0
    background.stop()
    assert sample(metrics, "xushi_loop_down", "dying") is None, "whoever runs no loops says nothing of them"


def test_after_a_loop_has_run_well_the_next_pause_is_the_first_again(
    dead_loops: list[str], no_pause: list[int]
) -> None:
    now, dying = [0.0], Dying(3)
    dying.may_die = threading.Semaphore(2)
    background = Background(Metrics(), lambda: now[0])
    background.loop("dying", dying.run)
    background.start()
    assert until(lambda: dying.begun == 3)
    assert background.dying(2) == "dying" and background.dying(3) == ""
    now[0] = WELL_SECONDS
    dying.may_die.release()
    assert dying.runs.wait(5)
    assert no_pause == [1, 2, 1]
    background.stop()
    assert len(dead_loops) == 3
    dead_loops.clear()


def test_a_loop_that_ends_though_nobody_asked_it_to_is_begun_again(dead_loops: list[str], no_pause: list[int]) -> None:
    begun, twice = [], threading.Event()

    def ends(stop: threading.Event) -> None:
        begun.append(1)
        if len(begun) > 1:
            twice.set()
            stop.wait()

    background = Background(Metrics())
    background.loop("ending", ends)
    background.start()
    assert twice.wait(5)
    background.stop()
    assert dead_loops.pop() == "ending: RuntimeError('it ended by itself')"


def test_a_periodic_job_that_fails_is_tried_again_and_told_of_when_it_has_failed_twice_until_it_succeeds() -> None:
    calls, metrics, go_on, well = [], Metrics(), threading.Semaphore(1), threading.Event()

    def job() -> None:
        go_on.acquire()
        calls.append(1)
        if len(calls) < 3:
            raise ValueError("not this time")
        well.set()

    background = Background(metrics)
    background.every("job", 0.001, job)
    background.start()
    assert until(lambda: sample(metrics, "xushi_loop_failures_total", "job") == 1)
    assert not fails(background), "once is no news"
    go_on.release()
    assert until(lambda: fails(background))
    assert (sample(metrics, "xushi_loop_down", "job"), background.dying(1)) == (1, ""), "it goes on"
    go_on.release(100)
    assert well.wait(5) and until(lambda: not fails(background))
    background.stop()


def test_a_job_that_fails_is_not_waited_for_until_its_next_turn(no_pause: list[int]) -> None:
    calls, twice = [], threading.Event()

    def job() -> None:
        calls.append(1)
        if len(calls) == 2:
            twice.set()
            return
        raise ValueError("not this time")

    background = Background(Metrics())
    background.every("job", 3_600, job)
    background.start()
    assert twice.wait(5)
    background.stop()


def test_a_loop_that_waits_for_something_else_is_woken_at_the_end() -> None:
    background, other, ended = Background(Metrics()), threading.Event(), threading.Event()

    def run(stop: threading.Event) -> None:
        other.wait()
        assert stop.is_set()
        ended.set()

    background.loop("waiting", run, other.set)
    background.start()
    background.stop()
    assert ended.is_set()


def test_a_job_that_waits_for_its_first_time_is_not_begun_when_it_ends_before() -> None:
    background, called = Background(Metrics()), threading.Event()
    background.every("later", 1.0, called.set, 600.0)
    background.start()
    background.stop()
    assert not called.is_set()


def test_a_job_that_takes_long_is_told_when_to_break_off() -> None:
    background, begun, told = Background(Metrics()), threading.Event(), threading.Event()

    def job() -> None:
        begun.set()
        told.wait()

    background.every("long", 600.0, job, break_off=told.set)
    background.start()
    assert begun.wait(5)
    background.stop()
    assert told.is_set()
    assert not any(thread.name == "long" for thread in threading.enumerate())
