"""The recorded changes of the catalogue's files, and what the files were at a position of ``reports``. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shared.catalogue.record.edits import NO_FILES, CatalogueFiles, applied
from shared.events import CatalogueChanged, ChangedFile


class RecordedChange(NamedTuple):
    """A recorded event: its position in ``reports``, when (UTC microseconds since 1970) and by whom."""

    position: int
    recorded_at: int
    actor: str
    event: CatalogueChanged


class CatalogueEdition(NamedTuple):
    """A state of the files: known from ``position`` on, where the last part of the change to it stands. ``program`` is
    the version that read them."""

    position: int
    recorded_at: int
    actor: str
    digest: str
    changed: tuple[ChangedFile, ...]
    program: str


class CatalogueHistory:
    """Every complete change that is known, in order. Nothing changes after construction."""

    def __init__(self, changes: Iterable[RecordedChange] = ()) -> None:
        self.editions: tuple[CatalogueEdition, ...] = _editions(sorted(changes, key=lambda each: each.position))

    def at(self, position: int) -> CatalogueEdition | None:
        """The edition in force at a position; before the first one that was recorded it is taken for that one, for
        nothing older is known. None where nothing was recorded at all."""
        return self._last(each for each in self.editions if each.position <= position)

    def at_instant(self, recorded_at: int) -> CatalogueEdition | None:
        """As :meth:`at`, at an instant (UTC microseconds since 1970): for who counts other positions."""
        return self._last(each for each in self.editions if each.recorded_at <= recorded_at)

    def _last(self, known: Iterable[CatalogueEdition]) -> CatalogueEdition | None:
        return next(reversed(tuple(known)), None) or next(iter(self.editions), None)

    @property
    def last(self) -> CatalogueEdition | None:
        """The edition in force now."""
        return self.editions[-1] if self.editions else None

    def files(self, edition: CatalogueEdition) -> CatalogueFiles:
        """The files of an edition, every change up to it applied.

        Raises:
            EditsDoNotFit: an event between is missing, or is another one.
        """
        files = NO_FILES
        for each in self.editions[: self.editions.index(edition) + 1]:
            files = applied(files, each.changed)
        return files

    def outdated(self, digest: str) -> bool:
        """Whether files of that digest were in force once, and others are now."""
        digests = [each.digest for each in self.editions]
        return digest in digests[:-1] and digests[-1] != digest


def _editions(changes: Iterable[RecordedChange]) -> tuple[CatalogueEdition, ...]:
    found: list[CatalogueEdition] = []
    parts: list[RecordedChange] = []
    for each in changes:
        if each.event.part == 1:
            parts = []
        parts.append(each)
        if len(parts) == each.event.parts == each.event.part:
            changed = tuple(file for part in parts for file in part.event.files)
            event = each.event
            found.append(
                CatalogueEdition(each.position, each.recorded_at, each.actor, event.digest, changed, event.program)
            )
    return tuple(found)
