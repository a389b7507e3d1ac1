"""The comparison as a job: when it is made, what is noted of it, and who is told."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import structlog

from services.aggregator import reader_position
from services.aggregator.catalogue_in_use import CatalogueInUse
from services.aggregator.rebuild import last_check
from services.aggregator.rebuild.checking.apart import CheckApart
from services.aggregator.rebuild.checking.found import CheckFound, found_in
from services.aggregator.rebuild.checking.work import CheckWork
from services.aggregator.rebuild.rebuild import check, shelf_of
from shared.database.engine import Database
from shared.log import LogReader, Marks
from shared.process.background import Background
from shared.process.runtime import Runtime

EVERY = 10
"""So many sweeps pass between two comparisons."""
AFTER_SECONDS = 60.0
"""When the first one is made: a start has enough to do."""

Compare = Callable[[], CheckFound | None]


class FiguresCheck:
    """Compares the live figures with a rebuild, where reports came since the last time."""

    def __init__(
        self,
        runtime: Runtime,
        database: Database,
        log: LogReader,
        in_use: CatalogueInUse,
        noted: Callable[[], None],
    ) -> None:
        """``noted`` is called when there is news of it in the database."""
        self._runtime = runtime
        self._database = database
        self._log = log
        self._in_use = in_use
        self._noted = noted
        self._checked: Marks | None = None

    def again_and_again(self, work: Background) -> None:
        """Let ``work`` do it, in a process of its own."""
        apart = CheckApart(CheckWork(self._runtime.settings, self._runtime.reads_stores))
        seconds = self._runtime.settings.sweep_seconds * EVERY
        work.every("aggregator-rebuild-check", seconds, lambda: self.once(apart), AFTER_SECONDS, apart.end)

    def once(self, compare: Compare | None = None) -> CheckFound | None:
        """Compare, here or by ``compare``, and note how many differ. None when no report came since, or where the
        figures stand by another catalogue: it would be the catalogues' difference."""
        with self._database.read() as connection:
            marks, here = reader_position.marks(connection), self._in_use.here(connection)
        if not here or marks == self._checked:
            return None
        found = (compare or self._here)()
        if found is None:
            return None
        self._checked = marks
        noted = last_check.RebuildCheck(found.position, found.differences, self._runtime.clock.now())
        with self._database.write() as connection:
            last_check.save(connection, noted)
        self._noted()
        if found.differences:
            structlog.get_logger().error("live figures differ from a rebuild", **msgspec.structs.asdict(found))
        return found

    def forget(self) -> None:
        """Let the next comparison be made whether reports came or not."""
        self._checked = None

    def _here(self) -> CheckFound:
        shelf, codec = shelf_of(self._runtime), self._runtime.codec
        return found_in(check(self._database, self._log, self._runtime.catalogue, shelf=shelf, codec=codec))
