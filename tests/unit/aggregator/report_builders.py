"""Reports as the aggregator reads them, and an aggregator database to apply them to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from services.aggregator.figures.projection import Assess, Projection, assess_nothing
from services.aggregator.tables import CONSUMER, METADATA, STORE
from shared.catalogue import Catalogue, load_catalogue
from shared.codec import Codec
from shared.consume import Consumer
from shared.database.engine import Database
from shared.events import (
    AnnualTargetSet,
    Event,
    PeriodClosed,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)
from shared.log import LogReader, MemoryLog
from shared.observe import Metrics
from shared.store import EventStore, Recorded
from tests.builders import a_clock, an_address

CODEC = Codec()


@cache
def the_catalogue() -> Catalogue:
    """The catalogue that comes with the program, loaded once."""
    return load_catalogue()


def a_line(indicator: str, value: int, denominator: int | None = None, *, to_date: bool = False) -> ReportLine:
    return ReportLine(indicator, value, denominator, "year_to_date" if to_date else "month")


def submitted(region: str, period: str, *lines: ReportLine, simulated: bool = False) -> ReportSubmitted:
    return ReportSubmitted(region=region, period=period, lines=lines, digest="d" * 64, simulated=simulated)


def corrected(region: str, period: str, *lines: ReportLine) -> ReportCorrected:
    return ReportCorrected(
        region=region, period=period, lines=lines, digest="d" * 64, reason="漏报", second_signer="王某"
    )


def accepted(region: str, period: str, revision: int = 1) -> ReportAccepted:
    return ReportAccepted(region=region, period=period, revision=revision)


def returned(region: str, period: str, revision: int = 1) -> ReportReturned:
    return ReportReturned(region=region, period=period, revision=revision, reason="请核实")


def withdrawn(region: str, period: str, revision: int = 1) -> ReportWithdrawn:
    return ReportWithdrawn(region=region, period=period, revision=revision, reason="填错")


def closed(region: str, period: str) -> PeriodClosed:
    return PeriodClosed(region=region, period=period)


def set_for_year(year: int, row: int, value: str, unit: str) -> AnnualTargetSet:
    """A target of 重庆's plan for a year."""
    paper: dict[str, Any] = {"document": "政府工作报告", "number": "", "second_signer": "王某"}
    return AnnualTargetSet(
        plan="chongqing-2021-2025", row=row, region="500000", year=year, value=value, unit=unit, **paper
    )


def recorded(events: Iterable[Event], first: int = 1) -> list[Recorded]:
    """The events as ``reports`` holds them, from position ``first``; each with its own correlation id."""
    versions: dict[str, int] = {}
    found = []
    for position, event in enumerate(events, first):
        if isinstance(event, AnnualTargetSet):
            stream = f"target-{event.plan}-{event.row}"
        else:
            kind = "period" if isinstance(event, PeriodClosed) else "report"
            stream = f"{kind}-{event.region}-{event.period}"  # type: ignore[attr-defined]
        versions[stream] = versions.get(stream, 0) + 1
        name, schema, data = CODEC.encode(event)
        found.append(
            Recorded(
                position, stream, versions[stream], name, schema, data, 0, "key:x", f"c-{position}", None, "p", "h"
            )
        )
    return found


class World:
    """An aggregator database and the reports that were given to it."""

    def __init__(self, where: Path | str, assess: Assess = assess_nothing) -> None:
        self.catalogue = the_catalogue()
        self.database = Database(an_address(where, "aggregator"))
        with self.database.write() as connection:
            METADATA.create_all(connection)
        self.store = EventStore(STORE, CODEC, a_clock())
        self.assess = assess
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.log = MemoryLog("reports")
        with self.database.write() as connection:
            for table in METADATA.tables.values():
                connection.execute(sa.delete(table))
            connection.execute(sa.insert(STORE.head).values(id=1, position=0, hash="0" * 64))

    def consumer(self, log: LogReader | None = None, batch: int = 1_000) -> Consumer:
        """A consumer that has just been started."""
        return Consumer(
            "aggregator",
            log or self.log,
            self.database,
            CONSUMER,
            Projection(self.store, self.catalogue, self.assess),
            metrics=Metrics(),
            clock=a_clock(),
            batch=batch,
        )

    def report(self, *events: Event, batch: int = 1_000) -> None:
        """Intake appends these events, and the aggregator applies them."""
        self.log.extend(recorded(events, self.log.head() + 1))
        self.consumer(batch=batch).catch_up()

    def told(self) -> Sequence[Event]:
        """What the aggregator has appended."""
        with self.database.read() as connection:
            return [self.store.decode(record) for record in self.store.read(connection, 0, 100_000)]
