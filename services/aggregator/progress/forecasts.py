"""Forecasts of single targets, month by month: read where they are stored, else worked out, which comes to the same."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.forecast.foresee import METHOD, ForecastQuestion, fan
from services.aggregator.forecast.past_months import NoForecast
from services.aggregator.forecast.stored import Forecast, ForecastMonth
from services.aggregator.model import ProgressKey
from services.aggregator.progress import forecast_repository
from services.aggregator.progress import repository as progress_repository
from shared.catalogue import Catalogue
from shared.catalogue.model import Target
from shared.database.engine import Database
from shared.events import Assessment
from shared.periods import Month

AT_ONCE = 200
"""How many forecasts are stored in one transaction: about half a second's work."""

Ask = Callable[[sa.Connection, Target, Month], ForecastQuestion]
"""What the forecast of a target at a month goes by; raises NoForecast."""


class Forecasts:
    """Gives a target's forecast, and stores those of the latest months.

    A stored one is of the data version that it names; the assessment of that version says the same.
    """

    def __init__(self, catalogue: Catalogue, ask: Ask) -> None:
        self._catalogue = catalogue
        self._ask = ask

    def of(self, connection: sa.Connection, key: ProgressKey, assessment: Assessment) -> Forecast:
        """The forecast that belongs to an assessment; where it has no outlook, the reason."""
        stored = forecast_repository.load(connection, key, assessment.data_version)
        return stored or self._make(connection, key, assessment)

    def store(self, database: Database, check: Callable[[sa.Connection], None] = lambda _: None) -> int:
        """Store the forecasts of the latest judged months that lack one; how many.

        They are worked out before anything is locked. ``check`` is asked under the append lock: what it raises, none
        is stored.
        """
        with database.read() as connection:
            made = [self._latest(connection, key) for key in forecast_repository.lacking(connection, AT_ONCE)]
        if made:
            with database.write() as connection:
                reader_position.lock(connection)
                check(connection)
                forecast_repository.save(connection, made)
        return len(made)

    def _latest(self, connection: sa.Connection, key: ProgressKey) -> Forecast:
        stored = progress_repository.load_row(connection, key.plan, key.row, key.period, key.period)
        return self._make(connection, key, stored[key])

    def _make(self, connection: sa.Connection, key: ProgressKey, assessment: Assessment) -> Forecast:
        outlook = assessment.outlook
        bare = Forecast(
            plan=key.plan,
            row=key.row,
            period=str(key.period),
            data_version=assessment.data_version,
            method=METHOD,
            reason=assessment.outlook_reason,
        )
        if outlook is None:
            return bare
        try:
            question = self._ask(connection, self._catalogue.plans[key.plan].target(key.row), key.period)
        except NoForecast as fault:
            return msgspec.structs.replace(bare, reason=fault.reason)
        return msgspec.structs.replace(
            bare,
            series=question.version,
            probability=assessment.probability,
            reached_by=outlook.period,
            months=tuple(
                ForecastMonth(str(key.period.shift(step)), *spread) for step, spread in enumerate(fan(question), 1)
            ),
        )
