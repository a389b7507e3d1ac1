"""What in the live tables is not what a rebuild makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from services.aggregator.figures import repository
from services.aggregator.model import NOTHING
from services.aggregator.rebuild.rebuilder import RebuiltFigures
from services.aggregator.reports import repository as reports_repository
from services.aggregator.tables import UNIT_MONTHS


class Difference(NamedTuple):
    """A figure, or with an empty ``indicator`` a unit's month, that is not what a rebuild makes of it."""

    region: str
    period: str
    indicator: str
    live: str
    rebuilt: str


def compare(connection: sa.Connection, rebuilt: RebuiltFigures) -> list[Difference]:
    """What in the live tables differs; ``connection`` must see them as of the rebuilt position."""
    return [*_compare_figures(connection, rebuilt), *_compare_months(connection, rebuilt)]


def _compare_figures(connection: sa.Connection, rebuilt: RebuiltFigures) -> Iterator[Difference]:
    expected = dict(rebuilt.figures())
    for key, sums in repository.all_figures(connection):
        wanted = expected.pop(key, NOTHING)
        if sums != wanted:
            yield Difference(key.region, key.period, key.indicator, str(tuple(sums)), str(tuple(wanted)))
    for key, wanted in expected.items():
        yield Difference(key.region, key.period, key.indicator, "missing", str(tuple(wanted)))


def _compare_months(connection: sa.Connection, rebuilt: RebuiltFigures) -> Iterator[Difference]:
    live = {(row[1], row[0]): tuple(row) for row in connection.execute(sa.select(*UNIT_MONTHS.c)).all()}
    for (region, period), state in rebuilt.replay.unit_months():
        row, wanted = live.pop((region, period), None), reports_repository.month_row(region, period, state)
        if row != wanted:
            yield Difference(region, period, "", _text(row), _text(wanted))
    for (region, period), row in live.items():
        yield Difference(region, period, "", _text(row), "missing")


def _text(row: tuple[Any, ...] | None) -> str:
    return "missing" if row is None else f"{row[3]}, revision {row[4]}, position {row[5]}"
