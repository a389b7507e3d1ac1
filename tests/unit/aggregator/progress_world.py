"""A city of three counties with a plan, and an aggregator that assesses it: for tests of the handler."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from services.aggregator.figures.projection import Projection
from services.aggregator.figures.reader import Figures
from services.aggregator.model import ProgressKey
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.progress.repository import load_range
from services.aggregator.reports.handlers import IntakeEvent
from services.aggregator.tables import METADATA, STORE
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amending
from shared.catalogue.model import Attribute, Bound, Horizon, Indicator, Kind, Plan, Region, Source, Target
from shared.codec import Codec
from shared.database.engine import Database
from shared.events import (
    Assessment,
    Event,
    ProgressAssessed,
    ReportAccepted,
    ReportLine,
    ReportSubmitted,
)
from shared.observe import Metrics
from shared.periods import Month, SettableClock
from shared.store import EventStore, Recorded, create_store_tables
from tests.builders import an_address
from tests.unit.units_of_measure import unit_of

CITY, UNITS = "110000", ("110101", "110102", "110103")
PLAN = "city-plan"
STOCK, FLOW, RATE = "insured", "new_jobs", "covered_rate"
_NAMES = {STOCK: "参保人数", FLOW: "新增就业", RATE: "参保率"}


def a_row(row: int, indicator: str, baseline: str, value: str, unit: str, **changes: Any) -> Target:
    fields: dict[str, Any] = {
        "plan": PLAN,
        "row": row,
        "name": _NAMES.get(indicator, indicator),
        "indicator": indicator,
        "printed_name": "",
        "printed_baseline": baseline,
        "printed_target": value,
        "attribute": Attribute.BINDING,
        "horizon": Horizon.END,
        "bound": Bound.AT_LEAST,
        "baseline": Decimal(baseline),
        "baseline_bound": "",
        "value": Decimal(value),
        "unit": unit_of(unit),
        "part_of": None,
        "source": Source("", "", "", row),
    }
    return Target(**(fields | changes))


def a_catalogue() -> Catalogue:
    """Row 1: a stock that climbs from 600 to 1200. Row 2: a flow of 6000. Row 3: a rate to hold at 90 %."""
    rows = (
        a_row(1, STOCK, "600", "1200", "人"),
        a_row(2, FLOW, "0", "6000", "人", horizon=Horizon.PLAN, attribute=Attribute.EXPECTED),
        a_row(3, RATE, "95", "90", "%", horizon=Horizon.THROUGHOUT),
    )
    units = {STOCK: (Kind.STOCK, "人"), FLOW: (Kind.FLOW, "人"), RATE: (Kind.RATIO, "%")}
    return Catalogue(
        regions=[
            Region(CITY, "某市", "province", ""),
            *(Region(unit, f"某县{unit[-1]}", "county", CITY) for unit in UNITS),
        ],
        groups={},
        indicators=[
            Indicator(id_, _NAMES[id_], kind, unit_of(unit), upward=True) for id_, (kind, unit) in units.items()
        ],
        plans=[Plan(PLAN, "某规划", CITY, Month(2021, 1), Month(2025, 12), "", "", rows)],
        departments=[],
        profiles={},
    )


class World:
    """Submits reports straight to the projection, and reads what the assessments became."""

    def __init__(self, where: Path | str, catalogue: Catalogue | None = None) -> None:
        self.catalogue = catalogue or a_catalogue()
        self.figures = Figures(self.catalogue)
        self.clock = SettableClock(datetime(2021, 1, 1, tzinfo=UTC))
        self.metrics = Metrics()
        self.database = Database(an_address(where, "aggregator"))
        self.codec = Codec()
        self.store = EventStore(STORE, self.codec, self.clock)
        self.handler = ProgressHandler(self.catalogue, self.clock, self.figures)
        self.projection = Projection(self.store, self.catalogue, self.handler.assess, self.handler.revise)
        self._position = 0
        with self.database.write() as connection:
            create_store_tables(connection)
            METADATA.create_all(connection)

    def submit(
        self,
        period: str,
        stock: int | tuple[int, int, int],
        *,
        flow: int = 100,
        covered: int = 95,
        units: tuple[str, ...] = UNITS,
    ) -> list[ProgressAssessed]:
        """Every one of ``units`` reports ``period`` in one batch; what was assessed because of it."""
        stocks = (stock,) * 3 if isinstance(stock, int) else stock
        return self.apply(
            *(
                ReportSubmitted(
                    region=unit,
                    period=period,
                    lines=(
                        ReportLine(STOCK, stocks[UNITS.index(unit)]),
                        ReportLine(FLOW, flow),
                        ReportLine(RATE, covered, 100),
                    ),
                    digest="d",
                )
                for unit in units
            )
        )

    def accept(self, period: str) -> list[ProgressAssessed]:
        """Every unit's report of ``period`` is accepted."""
        return self.apply(*(ReportAccepted(region=unit, period=period, revision=1) for unit in UNITS))

    def apply(self, *events: Event) -> list[ProgressAssessed]:
        """One batch."""
        before = self.head()
        with self.database.write() as connection:
            self.projection(connection, [self.recorded(event) for event in events])
        return self.assessed(before)

    def sweep(self, day: date) -> list[ProgressAssessed]:
        """Look at the due days on ``day``."""
        before = self.head()
        with self.database.write() as connection:
            self.store.append(connection, self.handler.sweep(connection, day))
        return self.assessed(before)

    def head(self) -> int:
        with self.database.read() as connection:
            return self.store.head(connection).position

    def assessed(self, after: int = 0) -> list[ProgressAssessed]:
        """The events of assessments after a position."""
        with self.database.read() as connection:
            events = [self.store.decode(record) for record in self.store.read(connection, after, 100_000)]
        return [event for event in events if isinstance(event, ProgressAssessed)]

    def stored(self, first: str = "2021-01", last: str = "2025-12") -> Mapping[ProgressKey, Assessment]:
        with self.database.read() as connection:
            return load_range(connection, PLAN, Month.parse(first), Month.parse(last))

    def now(self, row: int, period: str) -> Assessment:
        """What stands for a row and month."""
        return self.stored(period, period)[ProgressKey(PLAN, row, Month.parse(period))]

    def recorded(self, event: Event) -> Recorded:
        self._position += 1
        name, version, data = self.codec.encode(event)
        if isinstance(event, Amending):
            stream = f"target-{event.plan}-{event.row}"
        else:
            assert isinstance(event, IntakeEvent)
            stream = f"report-{event.region}-{event.period}"
        return Recorded(self._position, stream, 1, name, version, data, 0, "key", f"c-{self._position}", None, "", "")


def levels(events: list[ProgressAssessed]) -> list[tuple[int, str, str]]:
    """Row, month and level of each event."""
    return [(event.row, event.period, event.assessment.level) for event in events]
