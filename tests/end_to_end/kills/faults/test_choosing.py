"""A seed brings the same faults each time, and many seeds bring every one."""

from __future__ import annotations

import random
from collections import Counter

from tests.end_to_end.kills.faults.choosing import BESIDES, Fault, chosen
from tests.end_to_end.kills.faults.harming import HARMS

SEEDS = range(1, 301)


def test_a_seed_brings_the_same_faults_each_time() -> None:
    assert [chosen(random.Random(seed)) for seed in SEEDS] == [chosen(random.Random(seed)) for seed in SEEDS]


def test_every_round_has_one_kill_and_one_or_two_other_faults() -> None:
    for seed in SEEDS:
        found = chosen(random.Random(seed))
        assert found.count(Fault.KILL) == 1 and len(found) in (2, 3) and len(set(found)) == len(found)


def test_three_hundred_rounds_bring_every_fault_often_and_a_kill_in_every_place() -> None:
    rounds = [chosen(random.Random(seed)) for seed in SEEDS]
    counts = Counter(fault for each in rounds for fault in each)
    assert min(counts[fault] for fault in BESIDES) > 30
    assert {each.index(Fault.KILL) for each in rounds} == {0, 1, 2}


def test_whatever_can_be_brought_can_be_done() -> None:
    assert set(HARMS) == set(Fault)
