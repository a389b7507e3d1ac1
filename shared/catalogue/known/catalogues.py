"""Which catalogue was in force at a point in the past: what was asked of whom then, and what it was called. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from shared.catalogue.catalogue import Catalogue


class Moment(Protocol):
    """A point in the past (see ``shared.points.Point``): the last position of the store that it was asked of, the
    instant (UTC) and the day in China."""

    @property
    def position(self) -> int: ...

    @property
    def instant(self) -> datetime: ...

    @property
    def day(self) -> date: ...


class KnownCatalogues(Protocol):
    """The catalogue of the present, and those that were in force before it."""

    @property
    def now(self) -> Catalogue:
        """The catalogue that the service works by: the same object for as long as it runs."""

    def at(self, moment: Moment) -> Catalogue:
        """The catalogue that was in force at a point, without the changes of regions that were announced after it.

        The same object each time. Where it is the present one it is ``now.known_on(moment.day)`` itself: readers take
        over what the present has worked out by it, and work out anew what any other decides.
        """


def in_force(catalogues: KnownCatalogues, moment: Moment | None) -> Catalogue:
    """The catalogue that is in force at a point; None: now."""
    return catalogues.now if moment is None else catalogues.at(moment)


class OneCatalogue:
    """A catalogue that has always been in force."""

    outdated = False

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @property
    def now(self) -> Catalogue:
        """The catalogue."""
        return self._catalogue

    def at(self, moment: Moment) -> Catalogue:
        """The same, as it was known on the day."""
        return self._catalogue.known_on(moment.day)

    def refuse_outdated(self) -> None:
        """Nothing: it gives way to none."""

    def of_digest(self, _digest: str) -> Catalogue | None:
        """None: it was made by hand."""
        return None
