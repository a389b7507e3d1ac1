"""A Kafka that gives no answer while a reader looks back costs nothing but time. Over a real Kafka."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from shared.log import LogAway, LogBroken, Mark
from shared.log.reading import reading_back
from tests.contract.topics.copied import Copied, Reading
from tests.contract.topics.test_foreign_messages import SECONDS, differs, go_on

NoAnswer = Callable[[Reading], None]


@pytest.fixture
def no_answer(monkeypatch: pytest.MonkeyPatch) -> NoAnswer:
    """Lets a reader read on until it has asked what stands in the topic, and got no answer."""

    def unanswered(reading: Reading) -> None:
        with monkeypatch.context() as patched, pytest.raises(LogAway):
            patched.setattr(reading_back, "_SECONDS", 0.0)
            read_on(reading)

    return unanswered


def read_on(reading: Reading) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            reading.read()
        except LogBroken:
            continue


def read(copied: Copied, count: int) -> Reading:
    """A reader that has read what was produced, in a process of its own: the one that goes on knows its marks alone."""
    copied.produce(count)
    copied.relay().step()
    reading = Reading(copied.reader())
    assert reading.has(count)
    reading.log.close()
    reading.log = copied.reader()
    return reading


def test_what_was_taken_when_no_answer_came_is_taken_again(copied: Copied, no_answer: NoAnswer) -> None:
    reading = read(copied, 60)
    with copied.database.read() as connection:
        copied.send(copied.store.read(connection, 0, 60), {})
    copied.produce(20)
    copied.relay().step()
    no_answer(reading)
    assert reading.has(80)
    assert sorted(reading.positions) == list(range(1, 81))
    reading.log.close()


def test_partitions_that_are_looked_at_again_without_an_answer_go_on_later(copied: Copied, no_answer: NoAnswer) -> None:
    reading = read(copied, 20)
    right = dict(reading.marks)
    reading.marks.update({number: Mark(900, 800, 800) for number in range(3)})
    no_answer(reading)
    reading.marks.update(right)
    copied.produce(20)
    copied.relay().step()
    go_on(reading, 40)
    reading.log.close()


def test_another_topic_that_ends_where_the_mark_stands_is_named_when_kafka_answers(
    copied: Copied, no_answer: NoAnswer
) -> None:
    reading = read(copied, 20)
    reading.marks.update({number: mark._replace(hash="f" * 64) for number, mark in reading.marks.items()})
    for _ in range(3):  # once for each partition, if it were not asked about again
        no_answer(reading)
    assert "no longer holds what was read before" in str(differs(reading))
    reading.log.close()
