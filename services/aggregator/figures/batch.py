"""The months that a batch of reports touches: as they were, as they are, and whose report touched them last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.model import RegionMonth
from services.aggregator.reports import history as unit_history
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.handlers import AppliedEvent, IntakeEvent, evolve
from services.aggregator.reports.months import UnitMonth
from services.aggregator.reports.reviews import MonthInReview
from shared.catalogue.amendments import Amending, Amendment
from shared.store import Recorded


class FigureBatch(NamedTuple):
    """The months that a batch touched: as they were, as they are, and who touched them last; and what amends plans.

    ``changed`` are those that add other amounts to figures than before, or have something else in review.
    """

    before: dict[RegionMonth, UnitMonth]
    after: dict[RegionMonth, UnitMonth]
    correlations: dict[RegionMonth, str]
    amendments: list[Amendment]
    changed: list[RegionMonth]


def take(connection: sa.Connection, events: Sequence[tuple[Recorded, AppliedEvent]]) -> FigureBatch:
    """Keep the events in the history, and apply them to their months as these stand; nothing else is written."""
    unit_history.add(connection, events)
    amendments = [
        Amendment(record.position, record.recorded_at, event) for record, event in events if isinstance(event, Amending)
    ]
    keyed = [
        (record, event, (event.region, event.period)) for record, event in events if isinstance(event, IntakeEvent)
    ]
    before = reports_repository.load_months(connection, {key for _, _, key in keyed})
    after: dict[RegionMonth, UnitMonth] = {}
    correlations: dict[RegionMonth, str] = {}
    for record, event, key in keyed:
        state = after.get(key) or before.get(key)
        new = evolve(state, event, record.position, record.recorded_at, record.actor)
        if new is not None and new is not state:
            after[key] = new
            correlations[key] = record.correlation_id
    changed = [
        key
        for key, state in after.items()
        if not state.same_figures(before.get(key)) or state.review != _review(before.get(key))
    ]
    return FigureBatch(before, after, correlations, amendments, changed)


def _review(state: UnitMonth | None) -> MonthInReview | None:
    return None if state is None else state.review
