"""Keeps ``unit_amounts`` as the units' months are: what readers of SQL see of single units. On PostgreSQL only.

Beside the reports' way: a month of reports is a batch after another, and nobody looks at a view in between. What has
to be written anew is found by comparing, not remembered: a month whose last event is another one than when it was
written, or that was written by other rules. So what was missed, for whatever reason, is found the next time; a
database that is older than the table is filled, and a change of regions takes effect, without anybody's doing.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import msgspec

from services.aggregator.figures.rollup import periods_of_year
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.contributions import FamilyYear, UnitYear
from services.aggregator.reports.month_amounts import cumulative_indicators
from services.aggregator.tables import UNIT_AMOUNTS
from services.aggregator.unit_amounts.year_lines import year_lines
from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.database.rows import insert_rows, parts, replacing

GLANCE_SECONDS = 2.0
"""How often is looked for what is to be written."""

REST = 9
"""After writing it rests for so many times as long: of a processor it takes a tenth at most."""

_METHOD = 1
"""Counts the ways in which lines were worked out: another one writes every month anew."""

_FAMILIES = 50
"""Families of units whose year is written in one transaction."""

_Family = tuple[str, ...]


class UnitAmounts:
    """Finds what is to be written and writes it; one at a time. ``monotonic`` counts seconds."""

    def __init__(
        self, database: Database, catalogue: Catalogue, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._cumulative = cumulative_indicators(catalogue.indicators.values())
        self._edition = edition_of(catalogue)
        self._monotonic = monotonic
        self._rests_until = 0.0

    def step(self) -> None:
        """Look, and write, unless it still rests from the last writing."""
        started = self._monotonic()
        if started >= self._rests_until:
            self.refresh()
            ended = self._monotonic()
            self._rests_until = ended + REST * (ended - started)

    def refresh(self) -> int:
        """Write every month that stands otherwise than it was written; how many units' years those were in."""
        with self._database.read() as connection:
            stale = connection.exec_driver_sql(_STALE, (self._edition,)).all()
        years: dict[int, dict[_Family, None]] = defaultdict(dict)
        for region, year in stale:
            years[year][self._catalogue.year(year).family(region)] = None
        for year, families in years.items():
            for some in parts(families, _FAMILIES):
                self._write(year, some)
        return len(stale)

    def _write(self, year: int, families: Sequence[_Family]) -> None:
        with self._database.write() as connection:
            units = list(dict.fromkeys(unit for family in families for unit in family))
            stored: dict[str, UnitYear] = defaultdict(dict)
            for (unit, period), state in reports_repository.load_range(
                connection, units, periods_of_year(year)
            ).items():
                stored[unit][int(period[5:])] = state
            rows = [row for family in families for row in self._rows(year, {unit: stored[unit] for unit in family})]
            insert_rows(connection, UNIT_AMOUNTS, UNIT_AMOUNTS.c.keys(), rows, _REPLACE)

    def _rows(self, year: int, family: FamilyYear) -> Iterable[tuple[object, ...]]:
        lines = year_lines(family, self._cumulative, self._catalogue.year(year))
        for unit, months in family.items():
            for month, state in months.items():
                document = msgspec.json.encode(lines[unit].get(month, ()))
                yield f"{year:04d}-{month:02d}", unit, state.position, self._edition, document


def edition_of(catalogue: Catalogue) -> str:
    """Of what the lines depend on beside the reports: which regions are there when, what became of them, what adds."""
    regions = [(code, str(each.valid_from), str(each.valid_to)) for code, each in catalogue.regions.items()]
    changes = [(str(change.effective), sorted(change.flows)) for change in catalogue.changes.items]
    cumulative = sorted(cumulative_indicators(catalogue.indicators.values()))
    return hashlib.sha256(msgspec.json.encode((_METHOD, regions, changes, cumulative))).hexdigest()[:16]


_STALE = """
SELECT DISTINCT u.region, u.year
FROM unit_months u LEFT JOIN unit_amounts a ON a.period = u.period AND a.region = u.region
WHERE a.position IS DISTINCT FROM u.position OR a.edition IS DISTINCT FROM %s
"""

_REPLACE = replacing(UNIT_AMOUNTS.c.keys(), ("period", "region"))
