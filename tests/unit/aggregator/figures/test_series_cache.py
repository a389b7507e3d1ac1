from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from services.aggregator.figures.series import Series
from services.aggregator.figures.series_cache import SeriesCache
from services.aggregator.tables import FIGURES
from shared.events import ReportLine, ReportSubmitted
from shared.periods import Month, months
from tests.unit.aggregator.progress_world import CITY, FLOW, RATE, STOCK, UNITS, World

FIRST, LAST = Month(2021, 1), Month(2022, 6)
INDICATORS = [STOCK, FLOW, RATE]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def cached(world: World, cache: SeriesCache, region: str = CITY, last: Month = LAST) -> dict[str, Series]:
    """What the cache reads, after holding every point of it against a plain reading."""
    with world.database.read() as connection:
        found = cache.read(connection, region, INDICATORS, FIRST, last)
        plain = world.figures.series_of(connection, region, INDICATORS, FIRST, last)
    assert found.keys() == plain.keys()
    for indicator, points in plain.items():
        assert [found[indicator].point(month) for month in months(FIRST, last)] == points
        assert found[indicator].point(last.shift(1)) is None
    return found


@pytest.mark.parametrize("region", [CITY, UNITS[0]])
def test_it_reads_what_stands_after_every_change(world: World, region: str) -> None:
    cache = SeriesCache(world.figures)
    cached(world, cache, region)
    for period, stock in (("2021-01", 200), ("2021-02", 210), ("2022-03", 220), ("2021-01", 250)):
        world.submit(period, stock)
        cached(world, cache, region)
        cached(world, cache, region, Month(2021, 3))
    world.accept("2021-02")
    found = cached(world, cache, region)[STOCK]
    assert [found.whole(Month(2021, month)) for month in (1, 2, 3)] == [True, True, False]


def test_a_series_that_did_not_change_is_the_same_object_and_the_others_are_new(world: World) -> None:
    cache = SeriesCache(world.figures)
    world.submit("2021-01", 200)
    before = cached(world, cache)
    assert all(cached(world, cache)[indicator] is before[indicator] for indicator in INDICATORS)
    world.submit("2021-01", 200, flow=101)
    after = cached(world, cache)
    assert after[FLOW] is not before[FLOW]
    assert after[FLOW].amount(FIRST) == 303
    assert after[FLOW].amount(Month(2021, 2)) is None


def test_what_was_read_in_a_transaction_that_rolled_back_is_forgotten(world: World) -> None:
    cache = SeriesCache(world.figures)
    world.submit("2021-01", 200)

    def fail() -> None:
        with world.database.write() as connection:
            connection.execute(sa.update(FIGURES).where(FIGURES.c.indicator == STOCK).values(value=1))
            assert cache.read(connection, CITY, INDICATORS, FIRST, LAST)[STOCK].amount(FIRST) == 1
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fail()
    assert cached(world, cache)[STOCK].amount(FIRST) == 600


def test_what_another_instance_wrote_at_the_same_data_version_is_seen(world: World) -> None:
    cache = SeriesCache(world.figures)
    world.submit("2021-01", 200)
    cached(world, cache)
    with world.database.write() as connection:
        connection.execute(sa.update(FIGURES).where(FIGURES.c.indicator == STOCK).values(value=599))
    assert cached(world, cache)[STOCK].amount(FIRST) == 599


def test_a_late_year_to_date_report_moves_a_units_later_months(world: World) -> None:
    def to_date(period: str, value: int) -> ReportSubmitted:
        line = ReportLine(FLOW, value, basis="year_to_date")
        return ReportSubmitted(region=UNITS[0], period=period, lines=(line,), digest="d")

    cache = SeriesCache(world.figures)
    world.apply(to_date("2021-02", 30))
    assert cached(world, cache, UNITS[0])[FLOW].amount(Month(2021, 2)) == 30
    world.apply(to_date("2021-01", 10))
    assert cached(world, cache, UNITS[0])[FLOW].amount(Month(2021, 2)) == 20
