"""Years of random reports to an aggregator, and what it answered on the way: for what is said of the past."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from services.aggregator.api.figures import find_coverage, find_figures
from services.aggregator.api.questions.figures import FigureQuestion
from services.aggregator.figures.projection import Projection
from services.aggregator.figures.reader import Figures
from services.aggregator.past.as_of import AsOf
from services.aggregator.progress import repository as progress_repository
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.tables import CONSUMER, METADATA, STORE
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.consume import Consumer
from shared.database.engine import Database
from shared.events import (
    Event,
    PeriodClosed,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
    TargetRevised,
)
from shared.log import MemoryLog
from shared.observe import Metrics
from shared.periods import CHINA, Month, SettableClock, months, to_microseconds, today_in_china
from shared.security.access import Access
from shared.store import EventStore, Recorded, create_store_tables
from tests.builders import AUDITOR, an_address
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, RATE, STOCK, a_catalogue

FIRST, LAST = Month(2020, 11), Month(2025, 12)
BEGIN = datetime(2020, 12, 1, 1, 0, tzinfo=UTC)


class Known(NamedTuple):
    """Everything that was answered at a position; ``text`` is what an as-of question names it by."""

    position: int
    text: str
    answers: Mapping[str, Any]


class Play:
    """One event after another, each in a transaction of its own, while the clock goes on."""

    def __init__(self, where: Path | str, seed: int, catalogue: Catalogue | None = None) -> None:
        self.rng = random.Random(seed)
        self.catalogue = catalogue or a_catalogue()
        self.units = self.catalogue.units()
        self.regions = (CITY, *self.units)
        self.clock = SettableClock(BEGIN)
        self.database = Database(an_address(where, "aggregator"))
        self.codec = Codec()
        self.store = EventStore(STORE, self.codec, self.clock)
        self.figures = Figures(self.catalogue)
        self.sight = Access(self.catalogue).sight(AUDITOR)
        self.handler = ProgressHandler(self.catalogue, self.clock, self.figures)
        self.log = MemoryLog("reports")
        self.past: AsOf = an_as_of(self.database, self.catalogue, self.clock, self.log)
        projection = Projection(self.store, self.catalogue, self.handler.assess, self.handler.revise)
        self.consumer = Consumer(
            "aggregator", self.log, self.database, CONSUMER, projection, metrics=Metrics(), clock=self.clock
        )
        self._status: dict[tuple[str, str], str] = {}
        with self.database.write() as connection:
            create_store_tables(connection)
            METADATA.create_all(connection)

    def step(self, most_hours: float) -> None:
        """Some time passes, what is due is looked at, and something happens."""
        day = today_in_china(self.clock)
        self.clock.advance(timedelta(hours=self.rng.random() * most_hours))
        if today_in_china(self.clock) != day:
            self.sweep()
        self.apply(self._anything())

    def sweep(self) -> None:
        """Look at the due days."""
        with self.database.write() as connection:
            self.store.append(connection, self.handler.sweep(connection, today_in_china(self.clock)))

    def apply(self, event: Event) -> None:
        """Intake records the event, and the aggregator applies it."""
        name, version, data = self.codec.encode(event)
        position = self.log.head() + 1
        now = to_microseconds(self.clock.now())
        stream = f"stream-{position}"
        self.log.extend([Recorded(position, stream, 1, name, version, data, now, "key", "c", None, "", "")])
        self.consumer.catch_up()

    def know(self, *, by_instant: bool = False) -> Known:
        """What is answered now, to be asked for again later."""
        with self.database.read() as connection:
            found = self.answers(connection)
        position = self.log.head()
        return Known(position, self.clock.now().isoformat() if by_instant else str(position), found)

    def answers(self, connection: sa.Connection) -> dict[str, Any]:
        """Figures, coverage, assessments and gaps, without their data versions."""
        last = LAST
        found: dict[str, Any] = {}
        for region in self.regions:
            for first, until in _spans(FIRST, last):
                question = FigureQuestion(region, None, (first, until))
                views = find_figures(connection, self.catalogue, self.figures, question, self.sight)
                found[f"figures {region} {first}"] = [msgspec.structs.replace(each, data_version=0) for each in views]
            for month in months(FIRST, last):
                question = FigureQuestion(region, None, (month, month))
                found[f"coverage {region} {month}"] = find_coverage(connection, self.catalogue, self.figures, question)
        assessed = progress_repository.load_range(connection, PLAN, FIRST, last)
        found |= {f"progress {key}": msgspec.structs.replace(each, data_version=0) for key, each in assessed.items()}
        return found

    def _anything(self) -> Event:
        rng = self.rng
        if rng.random() < 0.004:
            return self._revision()
        last = Month.of(self.clock.now().astimezone(CHINA).date())
        recent = rng.random() < 0.7
        first = max(FIRST, last.shift(-3)) if recent else FIRST
        month = first.shift(rng.randrange(last.ordinal - first.ordinal + 1))
        region, period = rng.choice(self.units), str(month)
        if rng.random() < 0.03:
            return PeriodClosed(region=CITY, period=period)
        return self._of_report(region, period)

    def _of_report(self, region: str, period: str) -> Event:
        rng, key = self.rng, (region, period)
        status = self._status.get(key, "none")
        choices = {
            "none": ("submitted",),
            "submitted": ("accepted", "accepted", "accepted", "returned", "withdrawn", "submitted"),
            "accepted": ("corrected",),
            "corrected": ("accepted", "accepted", "returned", "withdrawn"),
        }
        done = rng.choice(choices[status])
        # after a return or withdrawal what was accepted before stands again, or nothing does
        self._status[key] = done if done in choices else ("accepted" if status == "corrected" else "none")
        named: dict[str, Any] = {"region": region, "period": period}
        match done:
            case "submitted":
                return ReportSubmitted(**named, lines=self._lines(), digest="d", simulated=rng.random() < 0.2)
            case "corrected":
                return ReportCorrected(**named, lines=self._lines(), digest="d", reason="漏报", second_signer="s")
            case "accepted":
                return ReportAccepted(**named, revision=1)
            case "returned":
                return ReportReturned(**named, revision=1, reason="请核实")
            case _:
                return ReportWithdrawn(**named, revision=1, reason="填错")

    def _lines(self) -> tuple[ReportLine, ...]:
        rng = self.rng
        to_date = rng.random() < 0.4
        lines = [
            ReportLine(STOCK, rng.randrange(150, 450)),
            ReportLine(FLOW, rng.randrange(0, 900 if to_date else 120), None, "year_to_date" if to_date else "month"),
            ReportLine(RATE, rng.randrange(80, 100), 100),
        ]
        if rng.random() < 0.05:
            del lines[rng.randrange(3)]
        return tuple(lines)

    def _revision(self) -> Event:
        row = self.rng.choice((1, 2))
        return TargetRevised(
            plan=PLAN,
            row=row,
            region=CITY,
            value=str(self.rng.randrange(900, 8_000)),
            unit="人",
            effective=str(Month(2021, 1).shift(self.rng.randrange(48))),
            document="某文件",
            number="1号",
            reason="中期调整",
            second_signer="s",
        )


def _spans(first: Month, last: Month) -> Iterator[tuple[Month, Month]]:
    for year in range(first.year, last.year + 1):
        yield max(first, Month(year, 1)), min(last, Month(year, 12))
