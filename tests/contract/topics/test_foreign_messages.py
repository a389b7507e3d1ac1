"""What nobody should have written into a topic is named within seconds and counted nowhere. Over a real Kafka."""

from __future__ import annotations

import time
from collections.abc import Iterable

import msgspec
import pytest
import sqlalchemy as sa

from shared.log import LogBroken, LogDiffers, Mark, WhyAside
from shared.log.cloudevents import Predecessor, encode, key_of
from shared.log.connection import topic_name
from shared.log.copying.held import TopicDiffers
from shared.log.sender import TopicSender, partition_of
from shared.store import Recorded, relay_table
from tests.contract.topics.copied import Copied, Reading

SECONDS = 20.0


def put(copied: Copied, partition: int, *values: bytes) -> None:
    """Write messages into the topic past the relay."""
    sender = TopicSender(copied.settings)
    for value in values:
        sender.send(topic_name(copied.settings, "reports"), partition, "500100", value, 1)
    sender.finish()
    sender.close()


def partition(event: Recorded) -> int:
    return partition_of(key_of(event), 3)


def of(events: Iterable[Recorded], number: int) -> list[Recorded]:
    """Those that stand in one partition."""
    return [event for event in events if partition(event) == number]


def last(events: Iterable[Recorded], number: int) -> Predecessor:
    event = of(events, number)[-1]
    return Predecessor(event.position, event.hash)


def another(event: Recorded) -> Recorded:
    """Another event at its position, with a hash that is that of its content."""
    made = msgspec.structs.replace(event, data=event.data.replace(b"4200", b"1019186"))
    assert made.data != event.data
    return msgspec.structs.replace(made, hash=made.computed_hash())


def differs(reading: Reading) -> LogBroken:
    """Read on until the reader says that it stands still somewhere."""
    with pytest.raises(LogBroken) as told:
        reading.until(lambda: False, SECONDS)
    return told.value


def go_on(reading: Reading, count: int) -> None:
    """Read until so many events were taken, whatever is said beside."""
    deadline = time.monotonic() + SECONDS
    while len(reading.positions) < count and time.monotonic() < deadline:
        try:
            reading.read()
        except LogBroken:
            continue
    assert len(reading.positions) == count


def counted_as_stored(copied: Copied, reading: Reading) -> bool:
    """Whether each event of the store was applied once and nothing else."""
    with copied.database.read() as connection:
        head = copied.store.head(connection).position
    return sorted(reading.positions) == list(range(1, head + 1)) and head == sum(
        mark.events for mark in reading.marks.values()
    )


def test_what_is_no_event_of_the_topic_is_kept_aside_and_everything_else_counts(
    copied: Copied, reading: Reading
) -> None:
    events = copied.produce(20)
    copied.relay().step()
    wanted = of(events, 1)[-1]
    genuine = encode(wanted, "intake", last(of(events, 1)[:-1], 1))
    later = msgspec.structs.replace(wanted, position=wanted.position + 900)
    put(
        copied,
        1,
        b"hello",
        genuine.replace(b"4200", b"1019186"),
        encode(later, "intake", last(events, 1)).replace(b"4200", b"1019186"),
        encode(another(events[0]), "alerts", last(events, 1)),
    )
    copied.produce(20)
    copied.relay().step()
    assert reading.has(40)
    assert counted_as_stored(copied, reading)
    found = reading.log.aside()
    altered = [WhyAside.ALTERED] * 2
    assert [each.reason for each in found] == [WhyAside.NO_EVENT, *altered, WhyAside.ELSEWHERE]
    assert {(each.topic, each.partition) for each in found} == {("reports", 1)}
    assert found[0].content == (b"hello", 5)
    assert reading.until(lambda: reading.log.lag(reading.marks) == 0)
    replayed = [event for page in reading.log.replay({}, reading.marks) for event in page]
    assert sorted(event.position for event in replayed) == list(range(1, 41))
    assert all(event.computed_hash() == event.hash for event in replayed)


def test_a_forged_event_is_named_when_the_genuine_one_of_its_position_comes_and_other_partitions_go_on(
    copied: Copied, reading: Reading
) -> None:
    before = copied.produce(20)
    copied.relay().step()
    assert reading.has(20)
    events = copied.produce(20)
    victim = of(events, 1)[0]
    put(copied, 1, encode(another(victim), "intake", last(before, 1)))
    assert reading.has(21)
    with pytest.raises(TopicDiffers, match=f"another event at position {victim.position}"):
        copied.relay().step()
    copied.send(events, {number: last(before, number) for number in range(3)})  # as a relay that does not look
    assert isinstance(differs(reading), LogDiffers)
    go_on(reading, 21 + len(of(events, 0)) + len(of(events, 2)))
    assert set(reading.positions) == {event.position for event in [*before, victim, *of(events, 0), *of(events, 2)]}


@pytest.mark.parametrize("restarted", [False, True], ids=["seen", "read back"])
def test_another_event_below_the_mark_is_named_and_an_equal_one_passed_over(copied: Copied, restarted: bool) -> None:
    events = copied.produce(60)
    copied.relay().step()
    reading = Reading(copied.reader())
    assert reading.has(60)
    if restarted:
        reading.log.close()
        reading.log = copied.reader()
    copied.send(events, {})
    copied.produce(5)
    copied.relay().step()
    assert reading.has(65), "what is repeated is passed over"
    assert reading.log.aside() == []
    first, second = of(events, 2)[:2]
    forged = another(second)
    put(copied, 2, encode(forged, "intake", Predecessor(first.position, first.hash)))
    assert f"position {forged.position} " in str(differs(reading))
    assert counted_as_stored(copied, reading)
    reading.log.close()


def cut_back(copied: Copied, events: list[Recorded], position: int) -> None:
    """The store as it stood at ``position``, and the relay's marks with it."""
    table, store = relay_table(sa.MetaData()), copied.store.tables
    head = events[position - 1]
    with copied.database.write() as connection:
        connection.execute(store.events.delete().where(store.events.c.position > position))
        connection.execute(store.head.update().values(position=position, hash=head.hash))
        connection.execute(table.delete())
        for number in range(3):
            mark = last(events[:position], number)
            connection.execute(table.insert().values(partition=number, position=mark.position, hash=mark.hash))


def test_a_topic_whose_store_gave_positions_twice_is_named_before_any_of_them_counts(
    copied: Copied, reading: Reading
) -> None:
    events = copied.produce(40)
    copied.relay().step()
    assert reading.has(40)
    cut_back(copied, events, 30)
    others = [*copied.produce(9), *copied.produce(9)]
    with pytest.raises(TopicDiffers, match="another event at position"):
        copied.relay().step()
    copied.send(others, {number: last(events[:30], number) for number in range(3)})  # as a relay that does not look
    assert isinstance(differs(reading), LogDiffers)
    for _ in range(5):
        differs(reading)
    assert sorted(reading.positions) == list(range(1, 41))


def test_a_replay_that_ends_at_another_event_than_was_applied_is_refused(copied: Copied, reading: Reading) -> None:
    copied.produce(10)
    copied.relay().step()
    assert reading.has(10)
    marks = {number: mark._replace(hash="f" * 64) for number, mark in reading.marks.items()}
    with pytest.raises(LogDiffers, match="another event stands there"):
        list(reading.log.replay({}, marks))


def test_a_reader_that_is_broken_stays_in_its_group_and_goes_on_when_the_log_is_right_again(
    copied: Copied, reading: Reading
) -> None:
    copied.produce(6)
    copied.relay().step()
    assert reading.has(6)
    right = dict(reading.marks)
    reading.marks.update({number: Mark(900, 800, 800) for number in range(3)})
    differs(reading)
    member = reading.log._consumer
    for _ in range(20):
        differs(reading)
    assert reading.log._consumer is member
    reading.marks.update(right)
    copied.produce(6)
    copied.relay().step()
    go_on(reading, 12)
    assert reading.log._consumer is member
