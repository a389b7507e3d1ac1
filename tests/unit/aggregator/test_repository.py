from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.aggregator import repository
from tests.unit.aggregator import reports as make
from tests.unit.aggregator.reports import World, a_line

JOBS = "urban_new_employment"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.mark.parametrize(
    ("query", "values"),
    [
        (repository._MONTHS, {"periods": ["2023-01"], "regions": ["500101", "500102"]}),
        (repository._YEAR_TO_DATE, {"year": 2023, "regions": ["500101", "500102"]}),
        (repository._REPORTED, {"period": "2023-01"}),
        (repository._NODES, {"period": "2023-01", "regions": ["500000"]}),
        (repository._SERIES, {"region": "500000", "periods": ["2023-01"], "indicators": [JOBS]}),
    ],
)
def test_no_query_of_the_hot_path_scans_a_table(world: World, query: sa.Select[Any], values: dict[str, Any]) -> None:
    options = {"literal_binds": True, "render_postcompile": True}
    with world.database.read() as connection:
        text = query.params(**values).compile(dialect=connection.dialect, compile_kwargs=options)
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    assert any("SEARCH" in step for step in plan)
    assert not any(step.startswith("SCAN") for step in plan)


def test_years_that_hold_a_year_to_date_line_are_found_until_it_is_replaced(world: World) -> None:
    years = [("500101", 2023), ("500101", 2022), ("500102", 2023)]

    def found() -> set[tuple[str, int]]:
        with world.database.read() as connection:
            return repository.years_with_year_to_date(connection, years)

    world.report(
        make.submitted("500101", "2023-02", a_line(JOBS, 3, to_date=True)),
        make.submitted("500102", "2023-02", a_line(JOBS, 3)),
    )
    assert found() == {("500101", 2023)}
    world.report(make.submitted("500101", "2023-02", a_line(JOBS, 3)))
    assert found() == set()


def test_the_first_and_last_reported_months_are_told(world: World) -> None:
    with world.database.read() as connection:
        assert (repository.first_period(connection), repository.last_period(connection)) == (None, None)
    world.report(make.submitted("500101", "2023-02"), make.submitted("500102", "2022-11"))
    with world.database.read() as connection:
        assert (str(repository.first_period(connection)), str(repository.last_period(connection))) == (
            "2022-11",
            "2023-02",
        )
