"""Which units' months are not public as they stand, of the months that a connection sees. SQL only.

Only months in which somebody waits for review, or took something back, are looked at: of others everything is
accepted, and public.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from services.aggregator.figures.rollup_paths import Route, Routes
from services.aggregator.model import RegionMonth
from services.aggregator.reports import history as unit_history
from services.aggregator.reports.handlers import IntakeEvent, known
from services.aggregator.tables import UNIT_MONTHS, UNSETTLED
from services.aggregator.veil.months import VeiledMonth, veiled_months
from shared.codec import Codec


def load_veiled(
    months: sa.Connection, history: sa.Connection, routes: Routes, codec: Codec, position: int
) -> dict[RegionMonth, VeiledMonth]:
    """The months that are not public as they stand, of the events up to a position.

    ``months`` sees the units' months as they stood there, ``history`` the events that led to them.
    """
    return veiled_in(history, routes, codec, unsettled_periods(months), position)


def unsettled_periods(months: sa.Connection) -> list[str]:
    """The months in which a unit waits for review, or took something back."""
    query = sa.select(UNIT_MONTHS.c.period).distinct().where(UNSETTLED).order_by(UNIT_MONTHS.c.period)
    return list(months.execute(query).scalars())


def veiled_in(
    history: sa.Connection, routes: Routes, codec: Codec, periods: Iterable[str], position: int
) -> dict[RegionMonth, VeiledMonth]:
    """As :func:`load_veiled`, of these periods alone."""
    groups: dict[tuple[str, Route], list[tuple[int, IntakeEvent]]] = defaultdict(list)
    for past in unit_history.of_periods(history, list(periods), position):
        event = known(codec.decode(past.type, past.schema_version, past.data))
        if isinstance(event, IntakeEvent) and routes.knows(past.region):  # one that left the catalogue is in no sum
            groups[past.period, routes.of(past.region, past.period)].append((past.position, event))
    return {
        (code, period): month for (period, _), events in groups.items() for code, month in veiled_months(events).items()
    }
