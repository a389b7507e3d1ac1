"""What is made of catalogues is made once, and kept for the last few."""

from __future__ import annotations

from shared.catalogue import Catalogue
from shared.catalogue.known.by_catalogue import MOST_KEPT, ByCatalogue
from tests.unit.aggregator.progress_world import a_catalogue


class Maker:
    """Makes a number of a catalogue, and another one each time."""

    def __init__(self) -> None:
        self.made: list[Catalogue] = []

    def __call__(self, catalogue: Catalogue) -> int:
        self.made.append(catalogue)
        return len(self.made)


def test_what_is_made_of_a_catalogue_is_made_once() -> None:
    make = Maker()
    now, then = a_catalogue(), a_catalogue()
    each = ByCatalogue(now, make)
    assert [each.of(now), each.of(then), each.of(then), each.of(now)] == [1, 2, 2, 1]
    assert make.made == [now, then]


def test_only_what_is_made_of_the_last_few_others_is_kept_and_that_of_the_present_always() -> None:
    make = Maker()
    now, *others = (a_catalogue() for _ in range(MOST_KEPT + 2))
    each = ByCatalogue(now, make)
    for other in others:
        each.of(other)
    assert each.of(now) == 1
    assert each.of(others[-1]) == len(make.made)
    each.of(others[0])
    assert make.made == [now, *others, others[0]]
