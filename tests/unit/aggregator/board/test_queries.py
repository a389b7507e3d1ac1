"""What the board reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.aggregator.board.queries import BoardQueries
from services.aggregator.board.target.queries import TargetQueries
from services.aggregator.model import ProgressKey
from services.aggregator.progress import repository as progress
from services.aggregator.tables import PROGRESS
from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.periods import Month
from tests.builders import an_assessment
from tests.unit.aggregator.board import world


@pytest.fixture
def database(tmp_path: Path, catalogue: Catalogue) -> Iterator[Database]:
    database = world.make_database(tmp_path)
    world.fill(database, catalogue)
    yield database
    database.dispose()


def _latest(database: Database, catalogue: Catalogue) -> Month | None:
    with database.read() as connection:
        return BoardQueries(catalogue).latest_judged(connection, catalogue.plans.values())


def test_the_board_opens_with_the_latest_month_that_is_mostly_judged(database: Database, catalogue: Catalogue) -> None:
    assert _latest(database, catalogue) == world.LAST
    with database.write() as connection:
        still = sa.and_(PROGRESS.c.period == str(world.LAST), PROGRESS.c.plan != world.CHONGQING)
        connection.execute(sa.update(PROGRESS).where(still).values(level="reporting"))
    assert _latest(database, catalogue) == world.LAST.shift(-1)


def test_the_board_does_not_open_with_a_month_of_which_one_row_still_waits(
    database: Database, catalogue: Catalogue
) -> None:
    with database.write() as connection:
        one = sa.and_(PROGRESS.c.period == str(world.LAST), PROGRESS.c.plan == world.CHONGQING, PROGRESS.c.row == 8)
        connection.execute(sa.update(PROGRESS).where(one).values(level="reporting"))
    assert _latest(database, catalogue) == world.LAST.shift(-1)


def test_where_no_month_is_whole_the_board_opens_with_one_that_is_mostly_judged(
    database: Database, catalogue: Catalogue
) -> None:
    with database.write() as connection:
        one = sa.and_(PROGRESS.c.plan == world.CHONGQING, PROGRESS.c.row == 8)
        connection.execute(sa.update(PROGRESS).where(one).values(level="reporting"))
    assert _latest(database, catalogue) == world.LAST


def test_who_owes_a_month_is_known_before_the_first_report_of_it(database: Database, catalogue: Catalogue) -> None:
    with database.read() as connection:
        found = BoardQueries(catalogue).coverage(connection, catalogue.plans[world.CHONGQING], world.LAST.shift(1))
    assert (found.expected, found.reported, found.accepted) == (38, 0, 0)


def test_every_month_up_to_the_latest_can_be_looked_at(database: Database, catalogue: Catalogue) -> None:
    with database.read() as connection:
        found = BoardQueries(catalogue).periods(connection, catalogue.plans.values())
    assert (found[0], found[-1], len(found)) == (world.LAST, Month(2021, 1), 51)


def test_groups_are_those_of_the_plans_own_area(database: Database, catalogue: Catalogue) -> None:
    plan = catalogue.plans[world.CHONGQING]
    with database.read() as connection:
        found = TargetQueries(catalogue).groups(connection, plan, plan.target(8), world.LAST)
    assert [(group.name, group.amount) for group in found] == [
        ("主城都市区", 2_100_000),
        ("渝东北三峡库区城镇群", 1_100_000),
        ("渝东南武陵山区城镇群", 600_000),
    ]


def test_a_figure_that_does_not_add_up_has_no_groups(database: Database, catalogue: Catalogue) -> None:
    plan = catalogue.plans[world.CHONGQING]
    with database.read() as connection:
        assert TargetQueries(catalogue).groups(connection, plan, plan.target(2), world.LAST) == []


@pytest.mark.parametrize(("judged", "opened"), [(1, "2025-12"), (3, "2026-01")])
def test_the_first_month_of_a_new_plan_is_opened_with_once_half_of_its_rows_are_judged(
    tmp_path: Path, catalogue: Catalogue, judged: int, opened: str
) -> None:
    both = world.with_a_successor(catalogue)
    ended = both.plans[world.CHONGQING]
    keys = [ProgressKey(ended.id, target.row, ended.last) for target in ended.targets]
    keys += [ProgressKey(world.NEXT, row, ended.last.shift(1)) for row in range(1, judged + 1)]
    database = world.make_database(tmp_path)
    with database.write() as connection:
        progress.save(connection, {key: an_assessment() for key in keys})
    assert str(_latest(database, both)) == opened
    database.dispose()
