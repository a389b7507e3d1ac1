"""A city whose changes are noted as they are applied, and judged when a test says so."""

from __future__ import annotations

from pathlib import Path

from services.aggregator import reader_position, to_judge
from services.aggregator.catalogue_in_use import CatalogueInUse
from services.aggregator.figures.projection import Projection
from services.aggregator.judging.judge import Judge
from services.aggregator.judging.noting import Noting
from services.aggregator.to_judge import JudgedUpTo
from shared.catalogue import Catalogue
from shared.events import Event, ProgressAssessed
from shared.log import Mark
from tests.unit.aggregator.progress_world import World


class LaterWorld(World):
    """As :class:`World`, but :meth:`apply` only applies, and moves the reader's mark."""

    def __init__(self, where: Path | str, catalogue: Catalogue | None = None) -> None:
        super().__init__(where, catalogue)
        noting = Noting(self.handler, self.clock)
        self.projection = Projection(self.store, self.catalogue, noting.assess, noting.revise)
        self.judge = self.another_judge()

    def another_judge(self) -> Judge:
        """One that begins now, as after a crash or in another instance."""
        return Judge(self.database, self.store, self.handler, CatalogueInUse(), self.metrics, self.clock)

    def apply(self, *events: Event) -> list[ProgressAssessed]:
        """One batch; nothing is judged because of it."""
        before, recorded = self.head(), [self.recorded(event) for event in events]
        position = recorded[-1].position
        with self.database.write() as connection:
            self.projection(connection, recorded)
            reader_position.put_back(connection, {0: Mark(position, position, position, "")})
        return self.assessed(before)

    def last(self) -> int:
        """The position of the last report that is applied."""
        with self.database.read() as connection:
            return reader_position.position(connection)

    def judged(self) -> JudgedUpTo:
        """How far all is judged."""
        with self.database.read() as connection:
            return to_judge.judged(connection)
