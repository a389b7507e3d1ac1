"""The catalogues of the past, made of the recorded changes: the port of shared.catalogue.known over a history."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Protocol

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.findings import CatalogueError
from shared.catalogue.known import Moment
from shared.catalogue.record.edits import EditsDoNotFit
from shared.catalogue.record.history import CatalogueEdition, CatalogueHistory, RecordedChange
from shared.catalogue.record.restoring import restored
from shared.periods import to_microseconds

MOST_KEPT = 4
"""Catalogues of the past that are kept: each is a few megabytes."""


class RecordedChanges(Protocol):
    """Where a service has the recorded changes."""

    def mark(self) -> Hashable:
        """Tells one state of them from every other, at little cost."""
        ...

    def read(self) -> Iterable[RecordedChange]:
        """All of them, in order."""
        ...


class RecordedCatalogues:
    """``now`` is the catalogue of this process, whose files have the ``digest``. For any number of threads: what is
    kept is replaced whole, and what two make at once is the same."""

    def __init__(
        self,
        now: Catalogue,
        digest: str,
        changes: RecordedChanges,
        prepare: Callable[[Catalogue], None] = lambda _: None,
        *,
        by_instant: bool = False,
    ) -> None:
        """``prepare`` is done to every catalogue of the past before anybody asks it. ``by_instant``: points are looked
        up by their instants, because their positions are of another store than ``reports``."""
        self._by_instant = by_instant
        self._now = now
        self.digest = digest
        self._changes = changes
        self._prepare = prepare
        self._history: tuple[Hashable, CatalogueHistory] = (None, CatalogueHistory())
        self._kept: dict[str, Catalogue] = {}

    @property
    def now(self) -> Catalogue:
        """The catalogue that the service works by."""
        return self._now

    def at(self, moment: Moment) -> Catalogue:
        """The catalogue in force at a point, without the changes of regions that were announced after it.

        Raises:
            CatalogueError: this version of the program cannot read the files of then any more.
        """
        history = self.history()
        edition = (
            history.at_instant(to_microseconds(moment.instant)) if self._by_instant else history.at(moment.position)
        )
        if edition is None or edition.digest == self.digest:
            return self._now.known_on(moment.day)
        return self._restored(history, edition).known_on(moment.day)

    def history(self) -> CatalogueHistory:
        """Every recorded change."""
        mark = self._changes.mark()
        known, history = self._history
        if known != mark:
            history = CatalogueHistory(self._changes.read())
            self._history = (mark, history)
        return history

    def of_digest(self, digest: str) -> Catalogue | None:
        """The catalogue of recorded files with that digest; None where none was recorded, or this version of the
        program cannot read them any more."""
        history = self.history()
        edition = next((each for each in history.editions if each.digest == digest), None)
        try:
            return None if edition is None else self._restored(history, edition)
        except (CatalogueError, EditsDoNotFit):
            return None

    def outdated(self) -> bool:
        """Whether this process's catalogue has given way to another since it was begun."""
        return self.history().outdated(self.digest)

    def _restored(self, history: CatalogueHistory, edition: CatalogueEdition) -> Catalogue:
        kept = self._kept.get(edition.digest)
        if kept is None:
            kept = restored(history.files(edition))
            self._prepare(kept)
            self._kept = dict([*self._kept.items(), (edition.digest, kept)][-MOST_KEPT:])
        return kept
