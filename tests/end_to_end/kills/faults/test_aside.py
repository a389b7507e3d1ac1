"""What strangers put in and is not kept aside is found, and so is what is kept aside and nobody put in."""

from __future__ import annotations

from tests.end_to_end.kills.faults.aside import READERS, Kept, Stranger, differing, told_otherwise, wanted

FOREIGN = Stranger("reports", 1, 40, "no-event", "a1")
ALTERED = Stranger("figures", 0, 7, "altered", "b2")
BOTH = [FOREIGN, ALTERED]


def test_every_reader_of_a_topic_keeps_its_strangers_aside() -> None:
    kept = sorted(wanted(BOTH))
    assert {each.reader for each in kept} == {*READERS["reports"], *READERS["figures"]} and len(kept) == 4
    assert differing(BOTH, [], kept) == []
    assert differing([], [], []) == []


def test_what_is_kept_aside_otherwise_is_named() -> None:
    kept = sorted(wanted(BOTH))
    assert differing(BOTH, [], kept[1:]) == [f"not kept aside: {kept[0]}"]
    genuine = Kept("aggregator", Stranger("reports", 1, 41, "altered", "c3"))
    assert differing(BOTH, [], [*kept, genuine]) == [f"kept aside, and put in by nobody: {genuine}"]
    assert differing(BOTH, [], [*kept, kept[0]]) == [f"kept aside 2 times: {kept[0]}"]
    for_another_reason = [each._replace(stranger=FOREIGN._replace(reason="altered")) for each in kept[:1]]
    assert len(differing(BOTH, [], [*for_another_reason, *kept[1:]])) == 2


def test_what_is_gone_with_its_topic_may_be_kept_aside_or_not() -> None:
    kept = sorted(wanted(BOTH))
    assert differing([ALTERED], [FOREIGN], kept) == []
    assert differing([ALTERED], [FOREIGN], sorted(wanted([ALTERED]))) == []
    assert differing([], BOTH, kept[:1]) == []
    in_its_place = FOREIGN._replace(digest="d4")
    assert len(differing([in_its_place], [FOREIGN], kept[:1])) == 2
    assert len(differing([in_its_place], [FOREIGN], sorted(wanted([FOREIGN, in_its_place])))) == 0


def test_an_instance_has_to_tell_how_many_each_of_its_readers_keeps() -> None:
    assert list(told_otherwise("alerts", wanted(BOTH), {"alerts": 1.0, "reminders": 1.0})) == []
    assert list(told_otherwise("alerts", [], {"alerts": 0.0, "reminders": 0.0})) == []
    assert list(told_otherwise("alerts", wanted(BOTH), {"alerts": 1.0})) == [
        "alerts tells that reminders keeps None messages aside, there are 1"
    ]
    assert len(list(told_otherwise("intake", wanted(BOTH), {"intake-progress": 2.0}))) == 1
