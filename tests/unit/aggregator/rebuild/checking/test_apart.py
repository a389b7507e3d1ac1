"""The comparison in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.aggregator.rebuild.checking.apart import CheckApart
from services.aggregator.rebuild.checking.found import CheckFound
from services.aggregator.rebuild.checking.work import CheckWork
from services.aggregator.tables import CATALOGUE_IN_USE
from shared.observe import CheckFailed
from shared.settings import Settings
from tests.unit.aggregator.rebuild.checking.world import Checked, checked

NO_WORK = CheckWork(Settings(), from_stores=True)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Checked]:
    with checked(tmp_path) as made:
        yield made


def apart(world: Checked) -> CheckApart:
    return CheckApart(CheckWork(world.standalone.runtime.settings, from_stores=True))


def doing(program: str) -> CheckApart:
    return CheckApart(NO_WORK, (sys.executable, "-c", program))


@pytest.mark.slow
def test_it_finds_what_the_service_itself_would_find(world: Checked) -> None:
    here = world.aggregator.checking
    assert apart(world)() == here.once() == CheckFound(2, 0)
    world.falsify()
    here.forget()
    found = apart(world)()
    assert found == here.once()
    assert found is not None and found.differences == 1 and found.first is not None


@pytest.mark.slow
def test_it_compares_nothing_where_the_figures_stand_by_another_catalogue(world: Checked) -> None:
    with world.aggregator.database.write() as connection:
        connection.execute(CATALOGUE_IN_USE.update().values(digest="another"))
    assert apart(world)() is None


def test_one_that_dies_is_said_to_have_failed() -> None:
    with pytest.raises(CheckFailed, match="7"):
        doing("import os; os._exit(7)")()


def test_one_that_takes_nothing_of_what_it_is_told_is_said_to_have_failed_by_its_code() -> None:
    closing = doing("import os; os.close(0); os._exit(9)")
    for _ in range(3):
        with pytest.raises(CheckFailed, match="9"):
            closing()


def test_what_is_typed_at_the_service_s_terminal_does_not_reach_it() -> None:
    tells = doing("import os, sys; sys.exit(3 if os.getsid(0) == os.getpid() else 4)")
    with pytest.raises(CheckFailed, match="3"):
        tells()


def test_one_that_is_ended_is_no_failure_and_none_is_begun_after_it() -> None:
    endless = doing("print('begun', flush=True); import time; time.sleep(600)")
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(endless()))
    thread.start()
    while endless._process is None:
        thread.join(0.01)
    endless.end()
    thread.join(60)
    assert found == [None]
    assert endless() is None


def test_it_ends_when_whoever_began_it_is_gone(tmp_path: Path) -> None:
    """Here its input ends, as it does when the process at the other end of the pipe dies."""
    process = subprocess.Popen(
        (sys.executable, "-c", _WAITS), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd()
    )
    assert process.stdin is not None and process.stdout is not None
    with process:
        assert process.stdout.read(5) == b"begun"
        process.stdin.close()
        assert process.wait(60) == 1


_WAITS = """
import sys, threading, time
from services.aggregator.rebuild.checking.__main__ import end_with
threading.Thread(target=end_with, args=(sys.stdin.fileno(),), daemon=True).start()
print("begun", flush=True)
time.sleep(600)
"""
