"""The segments of a store in a folder: a file each, of so many events. They may be deleted at any time."""

from __future__ import annotations

from pathlib import Path

import structlog

from services.aggregator.rebuild.replay import ReplayStretch
from services.aggregator.rebuild.segments.segment import SegmentSpan, SegmentUnusable, read, written
from shared.whole_files import PRIVATE, write_whole

EVENTS = 4_000
"""In a segment. What stands behind the last whole one is read from the store: half of this on average."""


class Shelf:
    """Keeps segments in ``folder``, which is made when there is something to put there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, first: int, last: int, hash_: str) -> ReplayStretch | None:
        """The events from ``first`` to ``last`` of the chain that has this hash there; None where they are not kept, or
        those of another chain are, or the file is not as it was written."""
        path = self._path(first)
        try:
            span, stretch = read(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, SegmentUnusable) as error:
            structlog.get_logger().warning("segment unusable, made anew", file=str(path), error=str(error))
            return None
        return stretch if span == SegmentSpan(first, last, hash_) else None

    def put(self, first: int, last: int, hash_: str, stretch: ReplayStretch) -> None:
        """Keep these events; a disk that refuses costs the next rebuild time and nothing else."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._path(first), written(SegmentSpan(first, last, hash_), stretch), PRIVATE)
        except OSError as error:
            structlog.get_logger().warning("segment not kept", folder=str(self._folder), error=str(error))

    def _path(self, first: int) -> Path:
        return self._folder / f"{first:012d}.segment"
