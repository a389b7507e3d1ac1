"""All figures made again from the reports alone, as far as they were read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from services.aggregator.model import FigureKey, FigureSums
from services.aggregator.rebuild.recompute import YearFigures, recompute
from services.aggregator.rebuild.replay import Replay
from services.aggregator.rebuild.segments.shelf import EVENTS, Shelf
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.consume import last_position
from shared.log import LogReader, Marks, marks_at

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
    """Reads ``reports`` on from wherever it has got to.

    With a ``shelf``, and where the log is a store's (one partition, whose positions have no gaps), whole stretches
    of it are taken from there or put there: see segments.
    """

    def __init__(self, log: LogReader, catalogue: Catalogue, codec: Codec, shelf: Shelf | None = None) -> None:
        self._log = log
        self._catalogue = catalogue
        self._codec = codec
        self._shelf = shelf
        self._replay = self._empty()
        self._marks: Marks = {}

    def read(self, until: Marks, held: frozenset[int], progress: Progress | None = None) -> None:
        """Take every event up to ``until`` but those ``held`` back.

        Raises:
            LogBroken: the log does not hold them all.
        """
        total = _events(until)
        if self._shelf is not None and _one_store(self._marks) and _one_store(until):
            self._read_stretches(self._shelf, last_position(until), held, progress, total)
        self._read(self._replay, self._marks, until, held, progress, total)
        self._marks = until

    def result(self) -> RebuiltFigures:
        """The figures of everything read so far."""
        years = recompute(self._replay, self._catalogue)
        return RebuiltFigures(last_position(self._marks), self._replay, years, tuple(self._catalogue.indicators))

    def _empty(self) -> Replay:
        return Replay(tuple(self._catalogue.indicators), self._codec)

    def _read_stretches(
        self, shelf: Shelf, end: int, held: frozenset[int], progress: Progress | None, total: int
    ) -> None:
        """Go on by whole stretches, each taken from the shelf or else decoded and put there. The last event is left to
        the log, which holds it against the mark."""
        position = last_position(self._marks)
        while (last := (position // EVENTS + 1) * EVENTS) < end:
            if position % EVENTS or any(position < each <= last for each in held):
                self._read(self._replay, marks_at(position), marks_at(last), held, progress, total)
            else:
                self._take(shelf, position, last, progress, total)
            position = last
            self._marks = marks_at(position)

    def _take(self, shelf: Shelf, position: int, last: int, progress: Progress | None, total: int) -> None:
        (at_end,) = next(iter(self._log.replay(marks_at(last - 1), marks_at(last))))
        stretch = shelf.find(position + 1, last, at_end.hash)
        if stretch is None:
            replay = self._empty()
            self._read(replay, marks_at(position), marks_at(last), frozenset(), progress, total)
            stretch = replay.stretch()
            shelf.put(position + 1, last, at_end.hash, stretch)
        elif progress is not None:
            progress(last, total)
        self._replay.take(stretch)

    def _read(
        self, replay: Replay, after: Marks, until: Marks, held: frozenset[int], progress: Progress | None, total: int
    ) -> None:
        done = _events(after)
        for events in self._log.replay(after, until):
            for record in events:
                if record.position not in held:
                    replay.add_stored(
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


def _one_store(marks: Marks) -> bool:
    """Whether what was read is the beginning of one store."""
    return marks.keys() <= {0} and all(mark.position == mark.offset == mark.events for mark in marks.values())


def rebuild(
    log: LogReader,
    until: Marks,
    catalogue: Catalogue,
    progress: Progress | None = None,
    *,
    codec: Codec | None = None,
    held: frozenset[int] = frozenset(),
    shelf: Shelf | None = None,
) -> RebuiltFigures:
    """The figures as of ``until``, from position 0, without the events at the ``held`` positions."""
    rebuilder = Rebuilder(log, catalogue, codec or Codec(), shelf)
    rebuilder.read(until, held, progress)
    return rebuilder.result()


def _events(marks: Marks) -> int:
    return sum(mark.events for mark in marks.values())
