from __future__ import annotations

import itertools

from services.demo.world.noise import between, generator, jitter, wave
from shared.quantities import PARTS_PER_MILLION

EXPECTED = [833, 313, 581, 714]
"""Written down once: another machine or a newer Python must draw the same."""


def test_the_same_words_give_the_same_numbers_everywhere() -> None:
    random = generator("500107", "urban_new_employment")
    assert [between(random, 0, 999) for _ in range(4)] == EXPECTED


def test_other_words_give_other_numbers() -> None:
    first, second = generator("a", "bc"), generator("ab", "c")
    assert [between(first, 0, 10**6) for _ in range(3)] != [between(second, 0, 10**6) for _ in range(3)]


def test_a_wave_keeps_its_amplitude_and_changes_slowly() -> None:
    values = wave(generator("wave"), 60, 6, 1_000)
    assert len(values) == 60
    assert max(map(abs, values)) <= 1_000
    assert max(abs(a - b) for a, b in itertools.pairwise(values)) <= 2_000 // 6 + 1
    assert len(set(values)) > 10


def test_a_jitter_stays_near_one() -> None:
    random = generator("jitter")
    factors = [jitter(random, 50_000) for _ in range(200)]
    assert all(abs(factor - PARTS_PER_MILLION) <= 50_000 for factor in factors)
    assert len(set(factors)) > 100
