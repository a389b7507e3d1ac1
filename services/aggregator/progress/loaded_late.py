"""Which reported months no target was ever held against: those of a plan, or of a row, that was loaded afterwards."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from services.aggregator.figures.reader import Figures
from services.aggregator.model import ProgressKey
from services.aggregator.progress import repository
from shared.catalogue.model import Plan, Target
from shared.periods import Month


def loaded_late(connection: sa.Connection, plans: Iterable[Plan], figures: Figures) -> dict[Target, set[Month]]:
    """By target of the plans the months that stand reported in its plan's area and are assessed nowhere; none where all
    are.

    What a running plan is reported is assessed in the same transaction, so that only what was loaded later is found.
    """
    work: dict[Target, set[Month]] = {}
    for plan in plans:
        assessed = repository.assessed(connection, plan.id, plan.first, plan.last)
        reported = _reported(connection, figures, plan)
        for target in plan.targets:
            months = reported.get(target.indicator, set())
            if missing := {month for month in months if ProgressKey(plan.id, target.row, month) not in assessed}:
                work[target] = missing
    return work


def _reported(connection: sa.Connection, figures: Figures, plan: Plan) -> dict[str, set[Month]]:
    """The months that figures of the plan's area stand for, by indicator."""
    asked = sorted({target.indicator for target in plan.targets})
    series = figures.series_of(connection, plan.region, asked, plan.first, plan.last)
    return {indicator: {point.period for point in points if point.reported} for indicator, points in series.items()}
