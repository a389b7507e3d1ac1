"""Which months of a plan are judged though nobody may stand behind them: as if somebody had looked at the due days
each day, since the plan was first reported to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from services.aggregator.model import RegionMonth
from services.aggregator.progress.overdue import swept
from services.aggregator.reports import history as unit_history
from services.aggregator.reports.handlers import known
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan
from shared.codec import Codec
from shared.events import ReportCorrected, ReportSubmitted
from shared.periods import CHINA, Month, from_microseconds, months


class OwedAnAnswer:
    """Asks the history of the reports, up to a position."""

    def __init__(self, catalogue: Catalogue, codec: Codec) -> None:
        self._catalogue = catalogue
        self._codec = codec

    def begun(self, history: sa.Connection, plan: Plan, position: int) -> date | None:
        """The day in China on which the plan was first reported to; before it nothing is overdue."""
        first = unit_history.first_report(history, self._reporters(plan), plan.first, position)
        return None if first is None else from_microseconds(first).astimezone(CHINA).date()

    def overdue(self, plan: Plan, begun: date, today: date) -> set[Month]:
        """The months whose due day has passed since the plan was begun."""
        calendar = self._catalogue.calendar_of(plan.region)
        return set(months(swept(plan, begun, calendar)[0], swept(plan, today, calendar)[1]))

    def emptied(
        self, history: sa.Connection, plan: Plan, empty: Collection[RegionMonth], position: int
    ) -> dict[str, set[Month]]:
        """The months of each indicator that somebody had reported and nobody reports any more, of the units' months
        that are ``empty``."""
        reporters = self._reporters(plan)
        found: dict[str, set[Month]] = defaultdict(set)
        for region, period in (key for key in empty if key[0] in reporters):
            for past in unit_history.of_units(history, [region], [period], position):
                event = known(self._codec.decode(past.type, past.schema_version, past.data))
                if isinstance(event, ReportSubmitted | ReportCorrected):
                    for line in event.lines:
                        found[line.indicator].add(Month.parse(period))
        return found

    def _reporters(self, plan: Plan) -> frozenset[str]:
        return frozenset((plan.region, *self._catalogue.units_under(plan.region)))
