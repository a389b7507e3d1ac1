"""What a past state takes over from the live tables: the rows that have not moved since the point. SQL only.

Every row tells the position up to which it holds the reports: it was written by then, and a later change
would have given it a later one. So a row that tells no later position than the point is that of the point.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec
import sqlalchemy as sa

from services.aggregator import to_judge
from services.aggregator.figures.rollup import periods_of_year
from services.aggregator.model import FigureKey, RegionMonth
from services.aggregator.reports import commitments
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.lines.shapes import LineReader
from services.aggregator.reports.months import UnitMonth
from services.aggregator.tables import AMENDMENTS, CONSUMER, FIGURES, PROGRESS, UNIT_HISTORY, UNIT_MONTHS
from services.aggregator.targets.assessment import RULE_VERSION
from shared.database.rows import insert_rows
from shared.events import Assessment
from shared.periods import Month

_BY_THE_DAY = ("reporting", "missing")
"""Levels that a day's passing changes without a report, and so without a later version."""

_decode = msgspec.json.Decoder(Assessment).decode


def copy_amendments(live: sa.Connection, past: sa.Connection, position: int) -> None:
    """The amendments up to the position."""
    _copy(live, past, AMENDMENTS, AMENDMENTS.c.position <= position)


def copy_commitments(live: sa.Connection, past: sa.Connection, position: int) -> None:
    """What was said of commitments up to the position: of the history nothing else."""
    _copy(live, past, UNIT_HISTORY, sa.and_(commitments.HERE, UNIT_HISTORY.c.position <= position))


def copy_months(live: sa.Connection, past: sa.Connection, position: int) -> None:
    """The units' months that have not moved since the position, and what their lines are called."""
    _copy(live, past, UNIT_MONTHS, UNIT_MONTHS.c.position <= position)
    _copy(live, past, CONSUMER.shapes, sa.true())


def copy_figures(
    live: sa.Connection, past: sa.Connection, position: int, before: Month, anew: Collection[int] = ()
) -> None:
    """The figures of the months ``before`` one that have not moved since the position; none of the years ``anew``."""
    others = [sa.not_(FIGURES.c.period.in_(periods_of_year(year))) for year in anew]
    _copy(live, past, FIGURES, sa.and_(FIGURES.c.data_version <= position, FIGURES.c.period < str(before), *others))


def copy_progress(
    live: sa.Connection, past: sa.Connection, plan: str, last: Month, position: int, before: Month
) -> frozenset[tuple[int, Month]]:
    """The judged assessments of a plan up to the month ``last``, and ``before`` another, that stood at the position
    and stand still, by the present rules; which rows and months they are. What a change up to the position may say
    more of, and that nobody has judged since, did not stand so."""
    query = sa.select(PROGRESS).where(
        PROGRESS.c.plan == plan,
        PROGRESS.c.period <= str(last),
        PROGRESS.c.period < str(before),
        PROGRESS.c.data_version <= position,
        PROGRESS.c.held_from <= position,
        PROGRESS.c.level.not_in(_BY_THE_DAY),
        sa.not_(to_judge.reaches(PROGRESS, position)),
    )
    rows = [row for row in live.execute(query) if _decode(row.assessment).rule_version == RULE_VERSION]
    insert_rows(past, PROGRESS, PROGRESS.c.keys(), rows)
    return frozenset((row.row, Month.parse(row.period)) for row in rows)


def moved_years(live: sa.Connection, position: int, before: Month) -> list[int]:
    """The years that have figures which have moved since the position, or are of no month ``before`` that one."""
    moved = sa.or_(FIGURES.c.data_version > position, FIGURES.c.period >= str(before))
    figures = sa.select(FIGURES.c.period).distinct().where(moved)
    months = sa.select(UNIT_MONTHS.c.period).distinct().where(UNIT_MONTHS.c.period >= str(before))
    return sorted({int(period[:4]) for query in (figures, months) for period in live.execute(query).scalars()})


def year_months(past: sa.Connection, year: int) -> Iterator[tuple[RegionMonth, UnitMonth]]:
    """The units' months of a year."""
    query = sa.select(*reports_repository.MONTH_COLUMNS).where(UNIT_MONTHS.c.year == year)
    reader = LineReader(past)
    for row in past.execute(query):
        yield (row.region, row.period), reports_repository.unit_month(tuple(row), reader)


def figure_keys(past: sa.Connection, year: int) -> frozenset[FigureKey]:
    """The figures of a year that are there already."""
    query = sa.select(FIGURES.c.region, FIGURES.c.indicator, FIGURES.c.period)
    rows = past.execute(query.where(FIGURES.c.period.in_(periods_of_year(year))))
    return frozenset(FigureKey(*row) for row in rows)


def _copy(live: sa.Connection, past: sa.Connection, table: sa.Table, which: sa.ColumnElement[bool]) -> None:
    insert_rows(past, table, table.c.keys(), live.execute(sa.select(table).where(which)))
