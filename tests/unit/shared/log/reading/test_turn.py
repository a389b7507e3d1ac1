from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.log import Mark, WhyAside
from shared.log.cloudevents import Predecessor, encode
from shared.log.reading.trail import Trail
from tests.unit.shared.log.reading.chain import a_turn, chain, come, event, mark_of, sent

EVENTS = chain(8)
MESSAGES = sent(EVENTS)


def positions(values: list[bytes | None], mark: Mark | None = None) -> list[int]:
    return [each.position for each in a_turn(mark).take(come(values)).slice.events]


def altered(message: bytes) -> bytes:
    """Another content under the hash that was there."""
    return message.replace(b'"value":1', b'"value":999')


def test_what_is_repeated_and_what_is_early_is_passed_over() -> None:
    one, two, three, four = MESSAGES[:4]
    turn = a_turn()
    taken = turn.take(come([one, two, one, four, three, four]))
    assert [each.position for each in taken.slice.events] == [1, 2, 3, 4]
    assert taken.slice.offsets == [1, 2, 5, 6]
    assert not turn.missed and not taken.differs and not taken.aside


def test_a_turn_knows_that_an_event_is_missing() -> None:
    turn = a_turn()
    assert len(turn.take(come([MESSAGES[0], MESSAGES[2]])).slice.events) == 1
    assert turn.missed


def test_an_event_that_follows_the_last_of_its_partition_is_next_whatever_its_position() -> None:
    assert positions(list(sent([event(9), event(40)], Predecessor(3))), Mark(3, 1, 1)) == [9, 40]


@pytest.mark.parametrize(
    ("foreign", "why"),
    [
        (b"hello", WhyAside.NO_EVENT),
        (None, WhyAside.NO_EVENT),
        (b"[" * 100_000, WhyAside.NO_EVENT),
        (json.dumps(json.loads(MESSAGES[1]) | {"streamversion": 10**40}).encode(), WhyAside.ALTERED),
        (json.dumps(json.loads(MESSAGES[1]) | {"previoushash": "序"}).encode(), WhyAside.NO_EVENT),
        (altered(MESSAGES[1]), WhyAside.ALTERED),
        (encode(EVENTS[1], "alerts", Predecessor(1, EVENTS[0].hash)), WhyAside.ELSEWHERE),
        (encode(EVENTS[1], "intake", Predecessor(7, EVENTS[6].hash)), WhyAside.NO_PLACE),
        (encode(event(2**63), "intake", Predecessor(1, EVENTS[0].hash)), WhyAside.NO_PLACE),
    ],
    ids=["text", "nothing", "deep", "huge", "no hash", "altered", "another service", "before itself", "too far"],
)
def test_a_foreign_message_is_kept_aside_by_name_and_the_genuine_one_behind_it_applied(
    foreign: bytes | None, why: WhyAside
) -> None:
    taken = a_turn().take(come([MESSAGES[0], foreign, MESSAGES[1]]))
    assert [each.position for each in taken.slice.events] == [1, 2]
    assert [(each.offset, each.reason, each.content.size) for each in taken.aside] == [(1, why, len(foreign or b""))]
    assert not taken.differs


OTHER = chain(8, value=2, after=EVENTS[:4])
"""Another store: the same up to position 4."""


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(sent(OTHER)[4], id="at the mark another event"),
        pytest.param(sent(OTHER)[5], id="behind the mark, going on from another event"),
        pytest.param(encode(OTHER[5], "intake", Predecessor(5)), id="behind the mark, chained to another event"),
        pytest.param(encode(OTHER[6], "intake", Predecessor(4, OTHER[3].hash)), id="going on from below the mark"),
        pytest.param(encode(event(3, value=7), "intake", Predecessor(2, EVENTS[1].hash)), id="below the mark another"),
    ],
)
def test_another_store_is_named_and_nothing_behind_it_applied(message: bytes) -> None:
    turn = a_turn()
    taken = turn.take(come([*MESSAGES[:5], message, *MESSAGES[5:]]))
    assert [each.position for each in taken.slice.events] == [1, 2, 3, 4, 5]
    assert "offset 5" in taken.differs


def test_below_the_mark_where_nothing_ever_stood_an_event_is_kept_aside() -> None:
    turn = a_turn()
    known = [EVENTS[0], EVENTS[3]]
    taken = turn.take(come([*sent(known), encode(EVENTS[1], "intake", Predecessor(1, EVENTS[0].hash))]))
    assert [each.reason for each in taken.aside] == [WhyAside.UNCONNECTED]
    assert taken.aside[0].content.size > 0


def test_messages_of_earlier_versions_are_taken_by_position_and_hash_of_their_content() -> None:
    values = [encode(each, "intake", Predecessor(each.position - 1)) for each in EVENTS[:4]]
    assert positions([values[0], altered(values[1]), *values[1:], values[1]]) == [1, 2, 3, 4]


def test_what_is_older_than_is_known_is_asked_for_once_and_held_against_it() -> None:
    asked: list[int] = []
    mark = mark_of(EVENTS[:6])
    trail = Trail(mark)

    def look_back(position: int) -> None:
        asked.append(position)
        trail.put_before([Predecessor(each.position, each.hash) for each in EVENTS[:6]], whole=True)

    turn = a_turn(mark, trail)
    turn._look_back = look_back
    taken = turn.take(come([*MESSAGES[1:4], MESSAGES[6]]))
    assert (asked, taken.differs, [each.position for each in taken.slice.events]) == ([2], "", [7])
    forged = encode(event(2, value=5), "intake", Predecessor(1, EVENTS[0].hash))
    assert turn.take(come([forged])).differs


def test_what_cannot_be_found_that_far_back_is_passed_over() -> None:
    assert positions([MESSAGES[1], MESSAGES[6]], mark_of(EVENTS[:6])) == [7]


def test_what_stands_in_another_partition_shows_another_store() -> None:
    turn = a_turn()
    turn._given = lambda position: position == 2
    taken = turn.take(come(MESSAGES[:3]))
    assert [each.position for each in taken.slice.events] == [1]
    assert taken.differs


FORGERIES: list[Callable[[int], bytes]] = [
    lambda _: b"no event",
    lambda at: altered(MESSAGES[at]),
    lambda at: encode(EVENTS[at], "figures", Predecessor(at)),
    lambda at: MESSAGES[at].replace(b'"actor":"a"', b'"actor":"b"'),
    lambda at: encode(EVENTS[at], "intake", Predecessor(at + 3, "f" * 64)),
]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(-1, len(FORGERIES) - 1)), max_size=40), st.integers(1, 7))
def test_in_any_order_with_any_repetition_and_forgery_exactly_the_genuine_prefix_is_applied(
    drawn: list[tuple[int, int]], batch: int
) -> None:
    """Held against a model that knows no hashes: a genuine message is applied when it is the next one."""
    values = [MESSAGES[at] if how < 0 else FORGERIES[how](at) for at, how in drawn]
    expected = 0
    for at, how in drawn:
        expected += how < 0 and at == expected
    mark, trail, applied, aside = Mark(), Trail(Mark()), [], []
    for start in range(0, len(values), batch):
        taken = a_turn(mark, trail).take(come(values[start : start + batch], start))
        assert not taken.differs
        applied += [each.position for each in taken.slice.events]
        aside += [each.offset for each in taken.aside]
        mark = taken.slice.mark(mark) if taken.slice.events else mark
    assert applied == list(range(1, expected + 1))
    assert aside == [offset for offset, (_, how) in enumerate(drawn) if how >= 0]
