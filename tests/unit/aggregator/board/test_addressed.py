"""What an address of the board names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.aggregator.board import addressed
from services.aggregator.board.addressed import NotThere
from services.aggregator.board.queries import BoardQueries
from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.periods import Month
from tests.builders import a_clock
from tests.unit.aggregator.board import world
from tests.unit.aggregator.pasts import an_as_of


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = world.make_database(tmp_path)
    yield database
    database.dispose()


def test_a_plan_and_a_row_are_found_or_said_not_to_be_there(catalogue: Catalogue) -> None:
    plan, target = addressed.addressed_target(catalogue, world.CHONGQING, 8)
    assert (plan.id, target.row) == (world.CHONGQING, 8)
    with pytest.raises(NotThere, match="没有编号为“x”的规划"):
        addressed.addressed_plan(catalogue, "x")
    with pytest.raises(NotThere, match="没有第99行指标"):
        addressed.addressed_target(catalogue, world.CHONGQING, 99)


@pytest.mark.parametrize("text", ["", "8a", "-1", "８", "12345"])
def test_what_is_no_row_number_names_no_row(text: str) -> None:
    with pytest.raises(NotThere):
        addressed.addressed_row(text)
    assert addressed.addressed_row("8") == 8


def test_a_month_is_one_that_has_figures_and_without_one_the_latest_or_the_plans_first(
    database: Database, catalogue: Catalogue
) -> None:
    queries, plans = BoardQueries(catalogue), [catalogue.plans[world.CHONGQING]]
    periods = [Month(2021, 2), Month(2021, 1)]
    with database.read() as connection:
        assert addressed.addressed_month(connection, queries, "2021-01", plans, periods) == Month(2021, 1)
        assert addressed.addressed_month(connection, queries, None, plans, periods) == Month(2021, 2)
        assert addressed.addressed_month(connection, queries, "", plans, []) == plans[0].first
        for wanted in ("2021-03", "march"):
            with pytest.raises(NotThere):
                addressed.addressed_month(connection, queries, wanted, plans, periods)


def test_no_point_is_none_and_a_bad_one_is_not_there(database: Database, catalogue: Catalogue) -> None:
    past = an_as_of(database, catalogue, a_clock())
    assert addressed.addressed_point(past, None) is None
    assert addressed.addressed_point(past, "") is None
    with pytest.raises(NotThere):
        addressed.addressed_point(past, "yesterday")
