"""What a running service keeps of the past, after the store came back older and the figures followed it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.aggregator.past.as_of import AsOf
from services.aggregator.reports import repository as reports_repository
from shared.events import Event
from shared.web.problems import Problem
from tests.builders import a_clock
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.rebuild.test_taking_back import Office, jobs
from tests.unit.aggregator.report_builders import the_catalogue

UNITS = ("500103", "500106", "500107")
SETTLED = [jobs(unit, "2023-01", 10) for unit in UNITS]
VEILED = [jobs("500103", "2023-01", 11), make.returned("500103", "2023-01"), jobs("500103", "2023-01", 12)]
"""As long as the other, and nothing of it is public."""


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """The figures on either engine."""
    made = Office(tmp_path, database_url)
    yield made
    made.close()


def swap(office: Office, *instead: Event) -> None:
    """The store came back empty, was reported to again, and the figures follow it: beside a service that runs on."""
    office.cut_back(0)
    office.report(*instead)
    office.put_back()
    office.read()


def public_units(past: AsOf, text: str | None) -> set[str]:
    """Whose January everybody reads, now or as of a point."""
    point = None if text is None else past.point(text)
    with past.read(point, (), whole=False) as connection:
        found = reports_repository.load_range(connection, UNITS, ["2023-01"])
    return {region for (region, _), month in found.items() if month.live}


@pytest.mark.parametrize("text", [None, "3"])
def test_what_was_kept_of_the_past_is_not_answered_for_the_reports_that_came_instead(
    office: Office, text: str | None
) -> None:
    past = an_as_of(office.database, the_catalogue(), a_clock(), office.log)
    office.report(*SETTLED)
    office.read()
    assert public_units(past, text) == set(UNITS)
    swap(office, *VEILED)
    assert public_units(past, text) == set()
    swap(office, *SETTLED)
    assert public_units(past, text) == set(UNITS)


def test_under_load_too_the_present_is_never_that_of_another_history(office: Office) -> None:
    past = an_as_of(office.database, the_catalogue(), a_clock(), office.log)
    office.report(*VEILED)
    office.read()
    assert public_units(past, None) == set()
    past._latest._credit.seconds = -1_000.0
    swap(office, *SETTLED)
    assert public_units(past, None) == set(UNITS)


def test_a_state_that_outlived_its_history_asks_to_be_asked_again(office: Office) -> None:
    past = an_as_of(office.database, the_catalogue(), a_clock(), office.log)
    office.report(*SETTLED)
    office.read()
    state = past._state(past.point("3"))
    swap(office, *VEILED)
    with pytest.raises(Problem, match="历史记录"):
        state.veiled()
    with pytest.raises(Problem, match="历史记录"), state.read(["chongqing-2021-2025"], None):
        pass
