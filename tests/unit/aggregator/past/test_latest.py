"""The present as everybody sees it: the tables themselves where all is public, else a state that lasts a while."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from services.aggregator.past.as_of import AsOf
from services.aggregator.past.latest import MOST_CREDIT, SHARE, Credit
from services.aggregator.reports import repository as reports_repository
from shared.web.problems import Problem
from tests.builders import a_clock
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.report_builders import World, a_line, the_catalogue

JOBS, MONTH = "urban_new_employment", "2023-02"
A, B, C, D = "500103", "500104", "500106", "500107"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def past(world: World) -> AsOf:
    return an_as_of(world.database, the_catalogue(), a_clock(), world.log)


def report(world: World, *units: str) -> None:
    world.report(*(make.submitted(unit, MONTH, a_line(JOBS, 5)) for unit in units))


def public_units(past: AsOf) -> set[str]:
    """Whose line is in what everybody reads."""
    with past.read(None, (), whole=False) as connection:
        found = reports_repository.load_range(connection, [A, B, C, D], [MONTH])
    return {region for (region, _), month in found.items() if month.live}


def test_where_all_is_public_the_tables_themselves_are_read(world: World, past: AsOf) -> None:
    report(world, A, B, C)
    with past.read(None, (), whole=False) as connection:
        assert connection.engine.url.database not in (None, "", ":memory:")
    assert public_units(past) == {A, B, C}


def test_what_comes_after_that_waits_at_once(world: World, past: AsOf) -> None:
    report(world, A, B, C)
    assert public_units(past) == {A, B, C}
    report(world, D)
    assert public_units(past) == {A, B, C}


def test_who_looks_after_each_report_sees_what_it_did(world: World, past: AsOf) -> None:
    report(world, A, B)
    assert public_units(past) == set()
    report(world, C)
    assert public_units(past) == {A, B, C}


def test_once_the_credit_is_used_up_the_last_state_is_read_until_there_is_some_again(
    world: World, past: AsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    report(world, A, B)
    assert public_units(past) == set()
    with past.read(None, (), whole=True) as present:
        state = past._latest.seen(present)
    assert state is not None
    state.seconds = 2 * MOST_CREDIT
    report(world, C)
    assert public_units(past) == set()
    now[0] += MOST_CREDIT * SHARE + 1
    assert public_units(past) == {A, B, C}


def test_a_credit_grows_with_time_up_to_the_most() -> None:
    credit = Credit(-1.0, at=0.0)
    assert not credit.affords(SHARE / 2)
    assert credit.affords(SHARE * 1.5)
    assert credit.affords(1_000_000) and credit.seconds == MOST_CREDIT


def test_who_may_see_the_units_reads_the_tables(world: World, past: AsOf) -> None:
    report(world, A)
    with past.read(None, (), whole=True) as connection:
        found = reports_repository.load_range(connection, [A], [MONTH])
    assert found[A, MONTH].live == (a_line(JOBS, 5),)


def test_while_the_history_is_being_filled_in_nobody_can_say_what_is_public(world: World, past: AsOf) -> None:
    report(world, A)
    with world.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM unit_history")
    with pytest.raises(Problem) as refused, past.read(None, (), whole=False):
        pass
    assert refused.value.status == 503
