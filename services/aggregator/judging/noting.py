"""Notes what is to be judged, in the transaction that applies reports: it is judged in another one."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from services.aggregator import to_judge
from services.aggregator.model import ChangedFigures, WaitingMonth
from services.aggregator.progress.handler import ProgressHandler
from shared.catalogue.amendments import Amendment
from shared.periods import Clock, to_microseconds
from shared.store import NewEvent


class Noting:
    """Stands where a projection asks for judgements (see figures.projection) and gives none: a :class:`Judge` does.

    ``clock`` is the machine's: how long something has waited is no matter of simulated days.
    """

    def __init__(self, progress: ProgressHandler, clock: Clock) -> None:
        self._progress = progress
        self._clock = clock

    def assess(self, connection: sa.Connection, changed: ChangedFigures) -> list[NewEvent]:
        """Note the targets and months that the changed figures bear on."""
        self._note(connection, self._progress.bears_on(changed))
        return []

    def revise(
        self, connection: sa.Connection, amended: Sequence[Amendment], data_version: int, correlation: str
    ) -> list[NewEvent]:
        """Note the months that stand judged and that the amendments reach; what waits anyway is judged by them too."""
        work = self._progress.amended(connection, amended)
        since = amended[0].position
        months = (
            WaitingMonth(target.plan, target.row, str(period), True, since, data_version, correlation)
            for target, periods in work.items()
            for period in periods
        )
        self._note(connection, list(months))
        return []

    def _note(self, connection: sa.Connection, months: Sequence[WaitingMonth]) -> None:
        if months:
            to_judge.note(connection, months, to_microseconds(self._clock.now()))
