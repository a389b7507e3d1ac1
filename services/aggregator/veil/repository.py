"""Which units' months are not public as they stand, of the months that a connection sees. SQL only.

Only months in which somebody waits for review, or took something back, are looked at: of others everything is
accepted, and public.
"""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter

import sqlalchemy as sa

from services.aggregator.figures.rollup_paths import Route, Routes
from services.aggregator.model import RegionMonth
from services.aggregator.reports import history as unit_history
from services.aggregator.reports.handlers import IntakeEvent, known
from services.aggregator.tables import UNIT_MONTHS
from services.aggregator.veil.months import VeiledMonth, veiled_months
from shared.codec import Codec

SETTLED = "accepted"


def load_veiled(
    months: sa.Connection, history: sa.Connection, routes: Routes, codec: Codec, position: int
) -> dict[RegionMonth, VeiledMonth]:
    """The months that are not public as they stand, of the events up to a position.

    ``months`` sees the units' months as they stood there, ``history`` the events that led to them.
    """
    found: dict[RegionMonth, VeiledMonth] = {}
    for period, groups in _unsettled(months, routes).items():
        events = _events(history, [code for codes in groups for code in codes], period, codec, position)
        for codes in groups:
            mine = sorted((each for code in codes for each in events.get(code, ())), key=itemgetter(0))
            for code, month in veiled_months(mine).items():
                found[code, period] = month
    return found


def _unsettled(months: sa.Connection, routes: Routes) -> dict[str, list[list[str]]]:
    """By month the units that add to the same sums, where one of them has something that is not accepted."""
    columns = UNIT_MONTHS.c
    open_ = sa.select(columns.period).distinct().where(columns.status != SETTLED)
    query = sa.select(columns.period, columns.region, columns.status).where(columns.period.in_(open_))
    groups: dict[str, dict[Route, list[str]]] = defaultdict(lambda: defaultdict(list))
    waiting: set[tuple[str, Route]] = set()
    for period, region, status in months.execute(query):
        if not routes.knows(region):
            continue  # it left the catalogue: it is in no sum
        route = routes.of(region, period)
        groups[period][route].append(region)
        if status != SETTLED:
            waiting.add((period, route))
    return {
        period: found
        for period, by_route in groups.items()
        if (found := [codes for route, codes in by_route.items() if (period, route) in waiting])
    }


def _events(
    history: sa.Connection, codes: list[str], period: str, codec: Codec, position: int
) -> dict[str, list[tuple[int, IntakeEvent]]]:
    found: dict[str, list[tuple[int, IntakeEvent]]] = defaultdict(list)
    for past in unit_history.of_units(history, codes, [period], position):
        event = known(codec.decode(past.type, past.schema_version, past.data))
        if isinstance(event, IntakeEvent):
            found[past.region].append((past.position, event))
    return found
