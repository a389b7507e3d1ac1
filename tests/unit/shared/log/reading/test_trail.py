from __future__ import annotations

import pytest

from shared.log import Mark
from shared.log.cloudevents import Predecessor
from shared.log.reading import trail as trails
from shared.log.reading.trail import Trail, WayBack, given
from tests.unit.shared.log.reading.chain import chain, come, event, mark_of, sent

EVENTS = chain(9)
OTHER = chain(9, value=2, after=EVENTS[:4])


def a_trail(count: int = 6) -> Trail:
    trail = Trail(Mark())
    for each in EVENTS[:count]:
        trail.add(each.position, each.hash)
    return trail


def test_a_trail_knows_what_was_applied_and_that_nothing_else_was() -> None:
    trail = a_trail()
    assert trail.covers(1) and trail.is_at(3, EVENTS[2].hash)
    assert not trail.is_at(5, OTHER[4].hash) and not trail.holds(7)


def test_a_trail_from_a_mark_on_knows_nothing_before_it() -> None:
    trail = Trail(mark_of(EVENTS[:6]))
    assert trail.holds(6) and trail.covers(6) and not trail.covers(5)


def test_a_trail_is_cut_where_a_mark_went_back_and_begun_anew_where_it_leads_elsewhere() -> None:
    trail = a_trail()
    assert trail.at(mark_of(EVENTS[:4])) is trail
    assert not trail.holds(5) and trail.covers(1)
    assert not trail.at(mark_of(OTHER[:6])).covers(4)
    assert trail.at(Mark()).covers(1) and not trail.at(Mark()).holds(1)


def test_a_trail_keeps_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trails, "MOST_KEPT", 4)
    trail = a_trail()
    assert not trail.covers(2) and trail.covers(5) and trail.is_at(6, EVENTS[5].hash)


def test_older_events_are_put_before_those_that_are_here() -> None:
    trail = Trail(mark_of(EVENTS[:6]))
    trail.put_before([Predecessor(each.position, each.hash) for each in EVENTS[2:6]], whole=False)
    assert trail.covers(3) and not trail.covers(2) and trail.is_at(3, EVENTS[2].hash) and trail.is_at(6, EVENTS[5].hash)


@pytest.mark.parametrize("hash_known", [True, False])
def test_the_way_back_follows_the_chain_past_what_was_forged_and_repeated(hash_known: bool) -> None:
    mark = mark_of(EVENTS[:6])
    way = WayBack(mark if hash_known else mark._replace(hash=""))
    messages = sent(EVENTS[:6])
    forged = sent([event(4, value=9)], Predecessor(3, EVENTS[2].hash))
    newer = come([*forged, messages[3], messages[2], *messages[3:]])
    way.feed(each.message for each in newer if each.message)
    assert way.reaches(3) and not way.reaches(2) and not way.whole
    way.feed(each.message for each in come(messages[:3]) if each.message)
    assert way.whole
    assert way.trail() == [(each.position, each.hash) for each in EVENTS[:6]]


def test_a_position_that_was_given_in_any_partition_is_known() -> None:
    assert given(6, [Trail(Mark()), a_trail()])
    assert not given(7, [Trail(Mark()), a_trail()])
