"""Which evaluation reports there are. SQL only."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.tables import EVALUATIONS
from shared.events import EvaluationPublished
from shared.store import EventStore, Recorded


class EvaluationKey(NamedTuple):
    """Which evaluation: of a plan, of what kind, of which month (``YYYY-MM``)."""

    plan: str
    kind: str
    period: str

    @property
    def stream(self) -> str:
        """Its stream, whose version is the edition's number."""
        return f"evaluation-{self.plan}-{self.kind}-{self.period}"


class ListedEvaluation(NamedTuple):
    """A published edition. Instants are UTC microseconds."""

    plan: str
    kind: str
    period: str
    number: int
    region: str
    position: int
    event_position: int
    published_at: int
    actor: str
    title: str
    simulated: bool
    published_by: str


def listed(connection: sa.Connection, plan: str | None = None) -> list[ListedEvaluation]:
    """What was published, the latest first; of one plan if it is given."""
    query = sa.select(*EVALUATIONS.c).order_by(EVALUATIONS.c.event_position.desc())
    if plan is not None:
        query = query.where(EVALUATIONS.c.plan == plan)
    return [ListedEvaluation(*row) for row in connection.execute(query)]


def editions(connection: sa.Connection, key: EvaluationKey) -> list[ListedEvaluation]:
    """Every edition of one evaluation, the first first."""
    table = EVALUATIONS.c
    query = sa.select(*table).where(table.plan == key.plan, table.kind == key.kind, table.period == key.period)
    return [ListedEvaluation(*row) for row in connection.execute(query.order_by(table.number))]


def last_before(connection: sa.Connection, key: EvaluationKey, position: int) -> ListedEvaluation | None:
    """The plan's last evaluation, of whatever kind, that stands on fewer reports than up to a position; no edition of
    the same one, which would have nothing to be compared with."""
    found = [each for each in listed(connection, key.plan) if each.position < position]
    others = [each for each in found if (each.kind, each.period) != (key.kind, key.period)]
    return max(others, key=lambda each: (each.position, each.event_position)) if others else None


def load(connection: sa.Connection, store: EventStore, found: ListedEvaluation) -> tuple[Recorded, EvaluationPublished]:
    """An edition's event."""
    (recorded,) = store.read(connection, found.event_position - 1, 1)
    event = store.decode(recorded)
    assert isinstance(event, EvaluationPublished)
    return recorded, event


def save(connection: sa.Connection, recorded: Recorded, event: EvaluationPublished) -> None:
    """List an edition that was just appended."""
    found = ListedEvaluation(
        event.plan,
        event.kind,
        event.period,
        event.number,
        event.region,
        event.position,
        recorded.position,
        recorded.recorded_at,
        recorded.actor,
        event.content.title,
        event.content.simulated,
        event.published_by,
    )
    connection.execute(EVALUATIONS.insert().values(found._asdict()))
