"""What strangers put in and is not kept aside is found, and so is what is kept aside and nobody put in."""

from __future__ import annotations

from tests.end_to_end.kills.faults.aside import READERS, Kept, Stranger, differing, told_otherwise, wanted

FOREIGN = Stranger("reports", 1, 40, "no-event")
ALTERED = Stranger("figures", 0, 7, "altered")
BOTH = [FOREIGN, ALTERED]


def test_every_reader_of_a_topic_keeps_its_strangers_aside() -> None:
    kept = sorted(wanted(BOTH))
    assert {each.reader for each in kept} == {*READERS["reports"], *READERS["figures"]} and len(kept) == 4
    assert differing(BOTH, kept) == []
    assert differing([], []) == []


def test_what_is_kept_aside_otherwise_is_named() -> None:
    kept = sorted(wanted(BOTH))
    assert differing(BOTH, kept[1:]) == [f"not kept aside: {kept[0]}"]
    genuine = Kept("aggregator", Stranger("reports", 1, 41, "altered"))
    assert differing(BOTH, [*kept, genuine]) == [f"kept aside, and put in by nobody: {genuine}"]
    assert differing(BOTH, [*kept, kept[0]]) == [f"kept aside 2 times: {kept[0]}"]
    for_another_reason = [each._replace(stranger=FOREIGN._replace(reason="altered")) for each in kept[:1]]
    assert len(differing(BOTH, [*for_another_reason, *kept[1:]])) == 2


def test_an_instance_has_to_tell_how_many_each_of_its_readers_keeps() -> None:
    assert list(told_otherwise("alerts", BOTH, {"alerts": 1.0, "reminders": 1.0})) == []
    assert list(told_otherwise("alerts", [], {"alerts": 0.0, "reminders": 0.0})) == []
    assert list(told_otherwise("alerts", BOTH, {"alerts": 1.0})) == [
        "alerts tells that reminders keeps None messages aside, there are 1"
    ]
    assert len(list(told_otherwise("intake", BOTH, {"intake-progress": 2.0}))) == 1
