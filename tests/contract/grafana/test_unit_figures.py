"""What the views say of single units and of the area above them, against hand calculations: on PostgreSQL.

A city whose counties change in 2022: one recoded in June, two merged in September, one that gives a part away in April.
Some report the year to date, some their months.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.aggregator.figures.projection import Projection
from services.aggregator.main import MIGRATIONS
from services.aggregator.rebuild.rebuild import swap_in
from services.aggregator.tables import CONSUMER, STORE, UNIT_AMOUNTS
from services.aggregator.unit_amounts.refreshing import UnitAmounts
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.consume import Consumer
from shared.database.catalogue_tables import publish_catalogue
from shared.database.engine import Database
from shared.events import Event, ReportLine
from shared.log import MemoryLog
from shared.observe import Metrics
from shared.store import EventStore, Recorded
from tests.builders import a_clock
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.changing_city import (
    FIRST,
    GIVER,
    MERGED,
    NEW,
    OLD,
    SECOND,
    STAYS,
    TAKER,
    a_changing_city,
)
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, RATE, STOCK, a_catalogue

Shown = dict[str, tuple[int, int | None]]
"""By period the month's amount and the year to date."""


class Aggregating:
    """Applies reports to a migrated database, and writes what views read of units."""

    def __init__(self, url: str, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.database = Database(url)
        self.database.migrate(MIGRATIONS)
        publish_catalogue(self.database, catalogue)
        self._codec, self.log, clock = Codec(), MemoryLog("reports"), a_clock()
        projection = Projection(EventStore(STORE, self._codec, clock), catalogue)
        self._consumer = Consumer(
            "aggregator", self.log, self.database, CONSUMER, projection, metrics=Metrics(), clock=clock
        )
        self.amounts = UnitAmounts(self.database, catalogue)

    def apply(self, *events: Event) -> int:
        """Apply them; how many units' years were written anew."""
        for event in events:
            position = self.log.head() + 1
            name, version, data = self._codec.encode(event)
            self.log.extend([Recorded(position, f"s-{position}", 1, name, version, data, 0, "key", "c", None, "", "")])
        self._consumer.catch_up()
        return self.amounts.refresh()

    def rows(self, sql: str) -> list[Any]:
        with self.database.read() as connection:
            return list(connection.execute(sa.text(sql)).all())

    def shown(self, region: str, view: str = "unit_figures", indicator: str = FLOW) -> Shown:
        sql = f"SELECT * FROM grafana.{view} WHERE region = '{region}' AND indicator = '{indicator}' ORDER BY period"
        return {row.period: (_whole(row.value), _whole(row.year_to_date)) for row in self.rows(sql)}


def _whole(value: Decimal | None) -> Any:
    return None if value is None else int(value) if value == int(value) else float(value)


def report(unit: str, month: int, value: int, *, to_date: bool = False) -> Event:
    line = ReportLine(FLOW, value, None, "year_to_date" if to_date else "month")
    return make.submitted(unit, f"2022-{month:02d}", line)


def a_year(first: int = 1, last: int = 12) -> Iterator[Event]:
    """100 a month as the year to date, recoded in June; 10 as the year to date and 7 by the month, merged in September;
    1 a month of a county that is always there; 4 and 2 of the two that share what was one."""
    for month in range(first, last + 1):
        yield report(OLD if month < 6 else NEW, month, 100 * month, to_date=True)
        if month < 9:
            yield report(FIRST, month, 10 * month, to_date=True)
            yield report(SECOND, month, 7)
        else:
            yield report(MERGED, month, 17 * month, to_date=True)
        yield report(STAYS, month, 1)
        yield report(GIVER, month, 6 if month < 4 else 4)
        if month >= 4:
            yield report(TAKER, month, 2)


@pytest.fixture
def city(postgresql_url: str) -> Iterator[Aggregating]:
    made = Aggregating(postgresql_url, a_changing_city())
    made.apply(*a_year())
    yield made
    made.database.dispose()


def months(first: int, last: int, amount: int, before: int = 0) -> Shown:
    """``amount`` in each month, on top of what the year came to before."""
    return {f"2022-{month:02d}": (amount, before + amount * (month - first + 1)) for month in range(first, last + 1)}


def test_a_new_code_goes_on_with_the_old_ones_year_and_each_is_shown_in_its_own_months(city: Aggregating) -> None:
    assert city.shown(OLD) == months(1, 5, 100)
    assert city.shown(NEW) == months(6, 12, 100, 500)


def test_a_merged_unit_goes_on_with_both_and_a_plain_one_as_ever(city: Aggregating) -> None:
    assert city.shown(FIRST) == months(1, 8, 10)
    assert city.shown(SECOND) == months(1, 8, 7)
    assert city.shown(MERGED) == months(9, 12, 17, 8 * 17)
    assert city.shown(STAYS) == months(1, 12, 1)


def test_of_a_unit_that_got_or_gave_a_part_the_year_to_date_is_not_known_until_january(city: Aggregating) -> None:
    assert city.shown(GIVER) == months(1, 3, 6) | {f"2022-{month:02d}": (4, None) for month in range(4, 13)}
    assert city.shown(TAKER) == {f"2022-{month:02d}": (2, None) for month in range(4, 13)}
    city.apply(make.submitted(GIVER, "2023-01", ReportLine(FLOW, 5, None, "year_to_date")))
    assert city.shown(GIVER)["2023-01"] == (5, 5)


def test_the_units_of_a_month_add_up_to_the_area_and_whoever_owes_it_is_shown(city: Aggregating) -> None:
    assert city.shown(CITY, "figures") == months(1, 12, 124)
    sql = f"""SELECT o.period, count(*) AS owing, count(f.value) AS shown, sum(f.value) AS total
              FROM grafana.owed_months o
              LEFT JOIN grafana.unit_figures f ON f.region = o.region AND f.period = o.period AND f.indicator = '{FLOW}'
              WHERE o.plan = '{PLAN}' AND o.period LIKE '2022-%' GROUP BY o.period ORDER BY o.period"""
    found = [(row.owing, row.shown, int(row.total)) for row in city.rows(sql)]
    assert found == [(5, 5, 124)] * 3 + [(6, 6, 124)] * 5 + [(5, 5, 124)] * 4


def test_a_late_report_of_the_old_code_moves_the_month_of_the_new_one(city: Aggregating) -> None:
    assert city.apply(make.withdrawn(OLD, "2022-05")) == 1
    assert city.shown(OLD) == months(1, 4, 100)
    assert city.shown(NEW) == {"2022-06": (200, 600)} | months(7, 12, 100, 600)
    assert city.apply(report(OLD, 5, 530, to_date=True)) == 1
    assert (city.shown(OLD)["2022-05"], city.shown(NEW)["2022-06"]) == ((130, 530), (70, 600))
    assert city.amounts.refresh() == 0


def test_what_is_reported_for_a_month_in_which_the_unit_is_not_there_is_in_no_view(city: Aggregating) -> None:
    before = city.shown(CITY, "figures")
    city.apply(report(OLD, 8, 9_999), report(TAKER, 2, 8_888))
    assert "2022-08" not in city.shown(OLD)
    assert "2022-02" not in city.shown(TAKER)
    assert city.shown(CITY, "figures") == before
    assert city.shown(NEW)["2022-08"] == (100, 800)


def test_a_change_that_becomes_known_later_takes_effect_without_a_report(postgresql_url: str) -> None:
    """Before, the new code's year to date was a month of its own."""
    unknown = Aggregating(postgresql_url, a_catalogue_without_changes())
    unknown.apply(*a_year())
    assert unknown.shown(NEW)["2022-06"] == (600, 600)
    unknown.database.dispose()
    known = Aggregating(postgresql_url, a_changing_city())
    assert known.amounts.refresh() > 0
    assert known.shown(NEW) == months(6, 12, 100, 500)
    assert known.amounts.refresh() == 0
    known.database.dispose()


def a_catalogue_without_changes() -> Catalogue:
    """The same counties, each of them always there."""
    changing, plain = a_changing_city(), a_catalogue()
    regions = [replace(region, valid_from=None, valid_to=None) for region in changing.regions.values()]
    return Catalogue(regions, {}, plain.indicators.values(), plain.plans.values(), [], {})


def test_a_database_from_before_the_table_is_filled_and_a_rebuild_leaves_it_as_it_is(city: Aggregating) -> None:
    before = {unit: city.shown(unit) for unit in city.catalogue.units()}
    with city.database.write() as connection:
        connection.execute(sa.delete(UNIT_AMOUNTS))
    assert city.shown(NEW) == {}
    assert city.amounts.refresh() == 8
    assert {unit: city.shown(unit) for unit in city.catalogue.units()} == before
    assert swap_in(city.database, city.log, city.catalogue).differences == ()
    assert city.amounts.refresh() == 0
    assert {unit: city.shown(unit) for unit in city.catalogue.units()} == before


def test_stocks_and_rates_are_shown_as_they_were_reported(city: Aggregating) -> None:
    lines = (ReportLine(STOCK, 500), ReportLine(RATE, 19, 20))
    city.apply(make.submitted(NEW, "2023-02", *lines), make.accepted(NEW, "2023-02"))
    assert city.shown(NEW, indicator=STOCK)["2023-02"] == (500, None)
    assert city.shown(NEW, indicator=RATE)["2023-02"] == (95, None)
    (row,) = city.rows("SELECT accepted, year FROM grafana.unit_figures WHERE period = '2023-02' AND kind = 'stock'")
    assert (row.accepted, row.year) == (True, 2023)


def test_the_migration_makes_the_table_on_sqlite_too(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'aggregator.sqlite'}")
    database.migrate(MIGRATIONS)
    assert "unit_amounts" in sa.inspect(database.engine).get_table_names()
    database.dispose()
