"""All figures made again from the reports alone, as far as they were read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from services.aggregator.model import FigureKey, FigureSums
from services.aggregator.rebuild.recompute import YearFigures, recompute
from services.aggregator.rebuild.replay import Replay
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.consume import last_position
from shared.log import LogReader, Marks

Progress = Callable[[int, int], None]
"""Told how many events are read and how many there are."""


class RebuiltFigures:
    """All figures as of ``position``, made from the reports alone."""

    def __init__(self, position: int, replay: Replay, years: list[YearFigures], indicators: tuple[str, ...]) -> None:
        self.position = position
        self.replay = replay
        self.years = years
        self.indicators = indicators

    def figures(self) -> Iterator[tuple[FigureKey, FigureSums]]:
        """Every rolled-up figure that somebody stands behind."""
        for year in self.years:
            yield from year.figures(self.indicators)

    def count(self) -> int:
        """How many figures there are."""
        return sum(year.count() for year in self.years)


class Rebuilder:
    """Reads ``reports`` on from wherever it has got to."""

    def __init__(self, log: LogReader, catalogue: Catalogue, codec: Codec) -> None:
        self._log = log
        self._catalogue = catalogue
        self._replay = Replay(tuple(catalogue.indicators), codec)
        self._marks: Marks = {}

    def read(self, until: Marks, held: frozenset[int], progress: Progress | None = None) -> None:
        """Take every event up to ``until`` but those ``held`` back.

        Raises:
            LogBroken: the log does not hold them all.
        """
        done, total = _events(self._marks), _events(until)
        for events in self._log.replay(self._marks, until):
            for record in events:
                if record.position not in held:
                    self._replay.add_stored(
                        record.type,
                        record.schema_version,
                        record.data,
                        record.position,
                        record.recorded_at,
                        record.actor,
                    )
            done += len(events)
            if progress is not None:
                progress(done, total)
        self._marks = until

    def result(self) -> RebuiltFigures:
        """The figures of everything read so far."""
        years = recompute(self._replay, self._catalogue)
        return RebuiltFigures(last_position(self._marks), self._replay, years, tuple(self._catalogue.indicators))


def rebuild(
    log: LogReader,
    until: Marks,
    catalogue: Catalogue,
    progress: Progress | None = None,
    *,
    codec: Codec | None = None,
    held: frozenset[int] = frozenset(),
) -> RebuiltFigures:
    """The figures as of ``until``, from position 0, without the events at the ``held`` positions."""
    rebuilder = Rebuilder(log, catalogue, codec or Codec())
    rebuilder.read(until, held, progress)
    return rebuilder.result()


def _events(marks: Marks) -> int:
    return sum(mark.events for mark in marks.values())
