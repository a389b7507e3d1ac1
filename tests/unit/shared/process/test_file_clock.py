from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.periods import CHINA, SystemClock
from shared.process.file_clock import ClockBroken, ClockHand, FileClock, clock_of
from shared.process.runtime import Runtime
from shared.settings import Settings

SPRING = datetime(2021, 4, 9, 16, 5, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shared" / "clock"


def is_present(instant: datetime) -> bool:
    return abs(instant - datetime.now(UTC)) < timedelta(minutes=1)


def test_what_the_hand_has_set_every_clock_shows_at_once(path: Path) -> None:
    hand, clocks = ClockHand(path), [FileClock(path), FileClock(path)]
    for step in range(50):
        instant = SPRING + timedelta(microseconds=step)
        hand.set(instant)
        assert [clock.now() for clock in clocks] == [instant, instant]


def test_without_the_file_it_is_the_present_and_again_when_the_play_is_over(path: Path) -> None:
    clock, hand = FileClock(path), ClockHand(path)
    assert is_present(clock.now())
    hand.set(SPRING)
    assert clock.now() == SPRING
    assert clock.check() == "模拟时刻：2021-04-09T16:05:00+00:00"
    hand.release()
    assert is_present(clock.now())
    assert "当前时间" in clock.check()


def test_the_hand_does_not_move_the_clock_back_not_even_another_one(path: Path) -> None:
    ClockHand(path).set(SPRING)
    hand = ClockHand(path)
    hand.set(SPRING - timedelta(days=1))
    assert hand.instant == FileClock(path).now() == SPRING


def test_an_instant_of_another_zone_is_the_same_instant_in_utc(path: Path) -> None:
    ClockHand(path).set(SPRING.astimezone(CHINA))
    assert FileClock(path).now() == SPRING
    assert FileClock(path).now().tzinfo is UTC


@pytest.mark.parametrize("text", ["", "tomorrow", "2021-04-09T16:05:00", "２０２１"])
def test_a_file_without_an_instant_is_refused_at_once(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(ClockBroken):
        FileClock(path)
    with pytest.raises(ClockBroken):
        ClockHand(path)


def test_a_folder_in_the_place_of_the_file_is_refused_at_once(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(ClockBroken):
        FileClock(path)


def test_a_file_that_is_broken_later_is_not_passed_over(path: Path) -> None:
    ClockHand(path).set(SPRING)
    clock = FileClock(path)
    path.write_text("never")
    os.utime(path, ns=(1, 1))
    with pytest.raises(ClockBroken):
        clock.now()


def test_a_runtime_goes_by_the_file_only_where_one_is_set(tmp_path: Path, path: Path) -> None:
    assert isinstance(clock_of(Settings(data_dir=tmp_path)), SystemClock)
    ClockHand(path).set(SPRING)
    runtime = Runtime(Settings(data_dir=tmp_path, clock_file=path))
    assert runtime.clock.now() == SPRING
    assert [check.name for check in runtime.health.report()] == ["clock", "printing", "keys", "disk"]
    assert [check.name for check in Runtime(Settings(data_dir=tmp_path)).health.report()] == [
        "printing",
        "keys",
        "disk",
    ]
