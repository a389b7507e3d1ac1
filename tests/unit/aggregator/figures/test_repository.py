from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.aggregator.api.visibility import waiting_since
from services.aggregator.figures import repository
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.amounts import load_amounts
from shared.periods import Month
from tests.unit.aggregator.report_builders import World

JOBS = "urban_new_employment"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


UNITS, MONTHS = ["500101", "500102"], ["2023-01", "2023-02"]
QUESTIONS: list[Callable[[sa.Connection], object]] = [
    lambda connection: reports_repository.load_months(connection, [(unit, MONTHS[0]) for unit in UNITS]),
    lambda connection: reports_repository.load_range(connection, UNITS, MONTHS),
    lambda connection: reports_repository.years_with_year_to_date(connection, [(unit, 2023) for unit in UNITS]),
    lambda connection: reports_repository.count_reported(connection, MONTHS[0], UNITS),
    lambda connection: repository.load_nodes(connection, [("500000", MONTHS[0])]),
    lambda connection: repository.load_rows(connection, "500000", [JOBS], MONTHS),
    lambda connection: repository.load_rows(connection, "500000", [f"i{each}" for each in range(99)], MONTHS),
    lambda connection: waiting_since(connection, UNITS, Month(2023, 1), Month(2023, 2)),
    lambda connection: load_amounts(connection, UNITS, MONTHS[0]),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_query_of_the_hot_path_scans_a_table(world: World, question: Callable[[sa.Connection], object]) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    with world.database.read() as connection:
        sa.event.listen(connection, "before_cursor_execute", note)
        question(connection)
        sa.event.remove(connection, "before_cursor_execute", note)
        plans = [
            [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            for statement, parameters in asked
        ]
    assert plans
    for plan in plans:
        assert any("SEARCH" in step for step in plan)
        assert not any(step.startswith("SCAN") for step in plan)


def test_figures_that_are_sought_are_those_that_are_read_with_all_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    indicators = [f"i{number}" for number in range(6)]
    rows = [
        (period, region, indicator, number, 0, 1, 0, 0, 0, 0, -1, 7)
        for number, (period, region, indicator) in enumerate(
            product(MONTHS, ["500000", "510000"], [*indicators, "other"])
        )
        if number % 5
    ]
    with world.database.write() as connection:
        repository.insert_figures(connection, rows)
    with world.database.read() as connection:
        for few in range(1, len(indicators) + 1):
            asked = (connection, "500000", indicators[:few], [*MONTHS, "2023-03"])
            sought = repository.load_rows(*asked)
            monkeypatch.setattr(repository, "FEW", 0)
            read = repository.load_rows(*asked)
            monkeypatch.undo()
            assert {each: sorted(found) for each, found in sought.items()} == {
                each: sorted(found) for each, found in read.items()
            }
            assert any(sought.values())
