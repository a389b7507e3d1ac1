"""A stretch of reports as bytes, and back."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.rebuild.replay import Replay
from services.aggregator.rebuild.segments.segment import FORMAT, SegmentSpan, SegmentUnusable, read, written
from tests.unit.aggregator.rebuild.segments.histories import JOBS, RATE, a_replay, events

SPAN = SegmentSpan(1, 7, "h" * 64)
CONTENT = written(SPAN, a_replay().stretch())


def test_what_was_written_is_read_and_makes_the_same_months() -> None:
    span, stretch = read(CONTENT)
    replay = Replay([RATE, "another", JOBS])  # another catalogue numbers them otherwise
    replay.take(stretch)
    assert span == SPAN
    assert dict(replay.unit_months()) == dict(a_replay().unit_months()) != {}


def test_a_stretch_goes_on_where_another_ends() -> None:
    whole = a_replay()
    for position, event in enumerate(events(), 8):
        whole.add(event, position, position * 1_000, f"by-{position}")
    replay = Replay([JOBS, RATE])
    for first in (1, 8):
        replay.take(read(written(SPAN, a_replay(first).stretch()))[1])
    assert dict(replay.unit_months()) == dict(whole.unit_months())


def test_of_nothing_there_is_a_stretch_too() -> None:
    replay = Replay([JOBS])
    replay.take(read(written(SPAN, Replay([JOBS]).stretch()))[1])
    assert replay.months == {}


@given(at=st.integers(0, len(CONTENT) - 1), other=st.integers(1, 255))
def test_whatever_byte_is_another_nothing_is_read(at: int, other: int) -> None:
    spoiled = bytearray(CONTENT)
    spoiled[at] ^= other
    with pytest.raises(SegmentUnusable):
        read(bytes(spoiled))


@pytest.mark.parametrize("content", [b"", b"x" * 31, CONTENT[:-1], CONTENT + b"x"])
def test_a_file_that_is_not_whole_is_not_read(content: bytes) -> None:
    with pytest.raises(SegmentUnusable):
        read(content)


def test_what_another_version_wrote_is_not_read() -> None:
    body = CONTENT[32:].replace(FORMAT.encode(), f"0{FORMAT[1:]}".encode(), 1)
    with pytest.raises(SegmentUnusable, match="format 0/"):
        read(hashlib.sha256(body).digest() + body)


def test_something_else_with_the_right_sum_is_not_read() -> None:
    with pytest.raises(SegmentUnusable):
        read(hashlib.sha256(b"else").digest() + b"else")
