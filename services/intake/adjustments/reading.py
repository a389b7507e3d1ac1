"""Every plan's adjustments, as the store holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from services.intake.adjustments.standing import Adjustment, RecordedStep, standing
from services.intake.reports.repository import Repository
from services.intake.reports.streams import adjustment_stream
from shared.database.engine import Database
from shared.events import Adjusting


class PlanAdjustments(NamedTuple):
    """A plan's adjustments by number, and how many events its stream held when they were read."""

    known: Mapping[str, Adjustment]
    version: int


class AdjustmentReading:
    """Each method opens a transaction of its own; call it in a thread."""

    def __init__(self, database: Database, repository: Repository) -> None:
        self._database = database
        self._store = repository.store

    def of_plan(self, plan: str) -> PlanAdjustments:
        """Those of one plan."""
        return self.of_plans([plan])[plan]

    def of_plans(self, plans: Iterable[str]) -> dict[str, PlanAdjustments]:
        """Those of each of these plans."""
        with self._database.read() as connection:
            return self._read(connection, list(plans))

    def _read(self, connection: sa.Connection, plans: list[str]) -> dict[str, PlanAdjustments]:
        records = self._store.read_streams(connection, {adjustment_stream(plan) for plan in plans})
        found = {}
        for plan in plans:
            happened = []
            for record in records.get(adjustment_stream(plan), ()):
                event = self._store.decode(record)
                assert isinstance(event, Adjusting)
                happened.append(RecordedStep(event, record.actor, record.position, record.recorded_at))
            found[plan] = PlanAdjustments(standing(happened), len(happened))
        return found
