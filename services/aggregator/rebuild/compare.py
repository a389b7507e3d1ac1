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

_PAGE = 500


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
    """Page by page: all live months at once would take more memory than the rebuild itself."""
    replay = rebuilt.replay
    left = set(replay.months)
    query = sa.select(*UNIT_MONTHS.c).execution_options(yield_per=_PAGE)
    for live in connection.execute(query):
        row, key = tuple(live), (live[1], live[0])
        wanted = reports_repository.month_row(*key, replay.unit_month(key)) if key in left else None
        left.discard(key)
        if row != wanted:
            yield Difference(*key, "", _text(row), _text(wanted))
    for key in sorted(left):
        wanted = reports_repository.month_row(*key, replay.unit_month(key))
        yield Difference(*key, "", "missing", _text(wanted))


def _text(row: tuple[Any, ...] | None) -> str:
    return "missing" if row is None else f"{row[3]}, revision {row[4]}, position {row[5]}"
