"""An aggregator's database with five years of assessments, and the board's application over it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import sqlalchemy as sa
from fastapi import FastAPI

from services.aggregator.board.board import Board
from services.aggregator.board.operations import Operations
from services.aggregator.board.pages import router, static_router
from services.aggregator.board.visitor_pages import VisitorPages
from services.aggregator.board.while_unwritten import PublicStand
from services.aggregator.figures.reader import Figures
from services.aggregator.progress.forecasts import Forecasts
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.progress.open_alerts import CONSUMER_NAME, OpenAlerts
from services.aggregator.tables import CONSUMER, FIGURES, METADATA, OPEN_ALERTS, PROGRESS, STORE
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.consume import Consumer
from shared.database.engine import Database
from shared.database.writes import Writes
from shared.log import MemoryLog
from shared.observe import Health, Metrics
from shared.periods import Month, SettableClock
from shared.store import EventStore
from shared.web.install import install
from tests.unit.aggregator.board import sample
from tests.unit.aggregator.pasts import an_as_of

LAST = Month(2025, 3)
CHONGQING = "chongqing-2021-2025"
NOW = datetime(2025, 4, 9, 1, 0, tzinfo=UTC)
_encode = msgspec.json.Encoder().encode


NEXT = "chongqing-next"


def with_a_successor(catalogue: Catalogue) -> Catalogue:
    """The catalogue with 重庆's plan, and one of six rows that begins when it ends."""
    plan = catalogue.plans[CHONGQING]
    rows = tuple(replace(target, plan=NEXT) for target in plan.targets[:6])
    after = replace(
        plan, id=NEXT, short_name="重庆“十五五”", first=plan.last.shift(1), last=plan.last.shift(60), targets=rows
    )
    return Catalogue(
        catalogue.regions.values(),
        catalogue.groups,
        catalogue.indicators.values(),
        [plan, after],
        catalogue.departments,
        {},
    )


def make_database(folder: Path) -> Database:
    """The aggregator's tables in an SQLite file, all of them empty."""
    database = Database(f"sqlite:///{folder / 'aggregator.sqlite'}")
    with database.write() as connection:
        METADATA.create_all(connection)
        connection.execute(STORE.head.insert().values(id=1, position=0, hash="0" * 64))
    return database


def fill(database: Database, catalogue: Catalogue) -> None:
    """Assess every target up to LAST, open an alert for each binding one that is behind, add group figures."""
    with database.write() as connection:
        for plan in catalogue.plans.values():
            for target in plan.targets:
                found = sample.assessments(catalogue, plan, target, LAST)
                rows = [
                    {
                        "plan": plan.id,
                        "row": target.row,
                        "period": str(month),
                        "level": item.level,
                        "data_version": item.data_version,
                        "assessment": _encode(item),
                    }
                    for month, item in found.items()
                ]
                connection.execute(sa.insert(PROGRESS), rows)
                if target.binding and found[LAST].level in ("yellow", "orange", "red"):
                    number = f"T{plan.region}-{target.row:02d}"
                    alert = {"alert": number, "episode": 1, "plan": plan.id, "row": target.row, "region": plan.region}
                    state = {"level": found[LAST].level, "frozen": False, "since": "2023-04", "period": "2025-01"}
                    connection.execute(sa.insert(OPEN_ALERTS).values(stream=number, **alert, **state))
        _add_groups(connection, catalogue)


def _add_groups(connection: sa.Connection, catalogue: Catalogue) -> None:
    for group in catalogue.groups:
        if catalogue.regions[group].parent == "500000":
            units = catalogue.expected_units(group, "work_injury_insurance_insured", LAST)
            sums = {"value": 100_000 * units, "denominator": 0, "reported": units, "simulated": units}
            accepted = {"accepted_value": 0, "accepted_denominator": 0, "accepted": 0, "data_version": 13_680}
            key = {"period": str(LAST), "region": group, "indicator": "work_injury_insurance_insured"}
            connection.execute(sa.insert(FIGURES).values(**key, **sums, **accepted))


def make_app(database: Database, catalogue: Catalogue) -> FastAPI:
    """The board alone, as an application."""
    clock, codec, metrics, health = SettableClock(NOW), Codec(), Metrics(), Health()
    health.add("database", lambda: "有应答")
    consumer = Consumer(
        CONSUMER_NAME, MemoryLog("alerts"), database, CONSUMER, OpenAlerts(codec), metrics=metrics, clock=clock
    )
    store, nowhere = EventStore(STORE, codec, clock), Path("no backup")
    operations = Operations(database, store, [consumer], metrics, health, clock, catalogue, nowhere)
    figures = Figures(catalogue)
    progress = ProgressHandler(catalogue, clock, figures)
    forecasts = Forecasts(catalogue, progress.question)
    app = FastAPI()
    install(app, metrics, health)
    past = an_as_of(database, catalogue, clock)
    public = PublicStand(Writes(database), past)
    visitors = VisitorPages(public, clock)
    board = Board(past, catalogue, clock, forecasts, progress, public)
    app.include_router(router(board, operations, lambda _request: None, visitors))
    app.include_router(static_router())
    return app
