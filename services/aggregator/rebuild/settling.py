"""Works out what an older database does not hold: what months have in review, and how many units are settled."""

from __future__ import annotations

import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.figures.rollup import Rollup
from services.aggregator.figures.rollup_paths import Routes
from services.aggregator.model import NOTHING, FigureSums, RegionMonth
from services.aggregator.reports import history
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.handlers import IntakeEvent, evolve, known
from services.aggregator.reports.months import UnitMonth
from services.aggregator.tables import FIGURES, UNIT_HISTORY, UNIT_MONTHS, UNSETTLED
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.database.engine import Database
from shared.events import ReportCorrected

_NOT_COUNTED = FIGURES.c.settled < 0
_SETTLED = FigureSums._fields.index("settled")


def settle(database: Database, catalogue: Catalogue, codec: Codec) -> bool:
    """Do it once, while no instance applies anything; whether there was anything to do."""
    with database.read() as connection:
        if connection.execute(sa.select(FIGURES.c.period).where(_NOT_COUNTED).limit(1)).first() is None:
            return False
    with database.write(patient=True) as connection:
        reader_position.lock_out(connection)
        waiting = _fill_reviews(connection, codec)
        counted = connection.execute(sa.update(FIGURES).where(_NOT_COUNTED).values(settled=FIGURES.c.accepted))
        if counted.rowcount:
            _take_off(connection, catalogue, waiting)
        return bool(counted.rowcount)


def _fill_reviews(connection: sa.Connection, codec: Codec) -> dict[RegionMonth, UnitMonth]:
    """What every month has in review, by its history; those of which something accepted does not stand any more."""
    months = UNIT_MONTHS.c
    corrected = sa.select(UNIT_HISTORY.c.region, UNIT_HISTORY.c.period).where(
        UNIT_HISTORY.c.type == ReportCorrected.__name__
    )
    unsettled = sa.select(months.region, months.period).where(UNSETTLED)
    keys = {(row.region, row.period) for query in (corrected, unsettled) for row in connection.execute(query)}
    standing = reports_repository.load_months(connection, keys)
    found = {key: _reviewed(connection, key, state, codec) for key, state in standing.items()}
    reports_repository.save_months(connection, {key: new for key, new in found.items() if new.review is not None})
    return {key: state for key, state in standing.items() if state.accepted is not None and not state.settled}


def _reviewed(connection: sa.Connection, key: RegionMonth, standing: UnitMonth, codec: Codec) -> UnitMonth:
    """The month as it stands, with what its events left in review."""
    state: UnitMonth | None = None
    for past in history.of_units(connection, [key[0]], [key[1]], standing.position):
        event = known(codec.decode(past.type, past.schema_version, past.data))
        if isinstance(event, IntakeEvent):
            state = evolve(state, event, past.position, past.recorded_at, past.actor)
    return standing if state is None or state.position != standing.position else state


def _take_off(connection: sa.Connection, catalogue: Catalogue, waiting: dict[RegionMonth, UnitMonth]) -> None:
    """Count those off whose revision that stands is not the accepted one."""
    rollup = Rollup(Routes(catalogue))
    for (region, period), state in waiting.items():
        if catalogue.year(int(period[:4])).counts(region, int(period[5:])):
            rollup.add_changes(region, period, {line.indicator: _one_less() for line in state.accepted or ()})
    for (region, period), cells in rollup.changes().items():
        for indicator, cell in cells.items():
            here = (FIGURES.c.region == region, FIGURES.c.period == period, FIGURES.c.indicator == indicator)
            fewer = sa.update(FIGURES).where(*here).values(settled=FIGURES.c.settled + cell[_SETTLED])
            connection.execute(fewer)


def _one_less() -> list[int]:
    cell = [0] * len(NOTHING)
    cell[_SETTLED] = -1
    return cell
