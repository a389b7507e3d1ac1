"""What readers make of catalogues, kept for the next question. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from shared.catalogue.catalogue import Catalogue

Made = TypeVar("Made")

MOST_KEPT = 8
"""Of so many catalogues beside the present one what is made of them is kept."""


class ByCatalogue(Generic[Made]):
    """What is made of a catalogue, once: of the present one for good, of others as long as few more were asked for.

    What is kept is replaced whole, so that threads may share it.
    """

    def __init__(self, now: Catalogue, make: Callable[[Catalogue], Made]) -> None:
        self._now = now
        self._of_now = make(now)
        self._make = make
        self._others: Mapping[Catalogue, Made] = {}

    def of(self, catalogue: Catalogue) -> Made:
        """What is made of ``catalogue``."""
        if catalogue is self._now:
            return self._of_now
        found = self._others.get(catalogue)
        if found is None:
            found = self._make(catalogue)
            self._others = dict([*self._others.items(), (catalogue, found)][-MOST_KEPT:])
        return found
