"""Whole pages are kept for those who have not signed in, as long as nothing has changed, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from starlette.requests import Request

from services.aggregator.board.visitor_pages import VisitorPages
from services.aggregator.board.while_unwritten import PublicStand
from services.aggregator.past.as_of import AsOf
from shared.database.writes import Writes
from shared.periods import SettableClock
from shared.web.exporting.address import ADDRESS
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.report_builders import World, a_line, the_catalogue

JOBS, MONTH = "urban_new_employment", "2023-02"
NOON = datetime(2023, 4, 3, 4, 0, tzinfo=UTC)


def asked(address: str = "/", **headers: str) -> Request:
    path, _, query = address.partition("?")
    given = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request(
        {"type": "http", "path": path, "query_string": query.encode(), "headers": given, "server": ("x", 80)}
    )


class Visitors:
    """Visitors' pages over a world; every page that is made says which one it is."""

    def __init__(self, world: World, most: int = 1_000) -> None:
        self.world, self.clock = world, SettableClock(NOON)
        self.past: AsOf = an_as_of(world.database, the_catalogue(), self.clock, world.log)
        self.kept = VisitorPages(PublicStand(Writes(world.database), self.past), self.clock, most)
        self._numbers = count(1)

    def page(self, address: str = "/", **headers: str) -> str:
        return self.kept.page(asked(address, **headers), lambda: f"page {next(self._numbers)}")

    def report(self, *units: str) -> None:
        self.world.report(*(make.submitted(unit, MONTH, a_line(JOBS, 5)) for unit in units))


@pytest.fixture
def visitors(tmp_path: Path) -> Iterator[Visitors]:
    world = World(tmp_path)
    yield Visitors(world)
    world.database.dispose()


def test_a_page_is_shown_again_while_nothing_has_changed(visitors: Visitors) -> None:
    assert visitors.page() == visitors.page() == "page 1"


def test_after_any_change_it_is_made_anew(visitors: Visitors) -> None:
    visitors.page()
    visitors.report("500103", "500104", "500106")
    assert visitors.page() == visitors.page() == "page 2"


def test_each_address_has_its_own_and_an_export_too(visitors: Visitors) -> None:
    assert [visitors.page(each) for each in ("/", "/?period=2023-02", "/regions", "/")] == [
        "page 1",
        "page 2",
        "page 3",
        "page 1",
    ]
    token = ADDRESS.set("/export")
    assert visitors.page() == "page 4"
    ADDRESS.reset(token)


@pytest.mark.parametrize("personal", ["cookie", "authorization"])
def test_somebody_gets_no_visitors_page_and_leaves_none(visitors: Visitors, personal: str) -> None:
    assert visitors.page(**{personal: "x"}) == "page 1"
    assert visitors.page() == "page 2"
    assert visitors.page(**{personal: "x"}) == "page 3"
    assert visitors.page() == "page 2"


def test_the_past_is_not_kept(visitors: Visitors) -> None:
    assert [visitors.page("/?as_of=2023-03-01") for _ in range(2)] == ["page 1", "page 2"]


def test_it_lasts_a_minute_and_never_into_another_day(visitors: Visitors) -> None:
    visitors.page()
    visitors.clock.set(NOON + timedelta(seconds=59))
    assert visitors.page() == "page 1"
    visitors.clock.set(NOON + timedelta(seconds=60))
    assert visitors.page() == "page 2"
    midnight = datetime(2023, 4, 3, 16, 0, tzinfo=UTC)  # in China
    visitors.clock.set(midnight - timedelta(seconds=1))
    visitors.page()
    visitors.clock.set(midnight)
    assert visitors.page() == "page 4"


def test_what_changes_while_a_page_is_made_is_on_the_next_one(visitors: Visitors) -> None:
    def reporting() -> str:
        visitors.report("500103", "500104", "500106")
        return "made too early"

    assert visitors.kept.page(asked(), reporting) == "made too early"
    assert visitors.page() == "page 1"


def test_what_everybody_reads_of_an_older_state_is_not_kept(visitors: Visitors) -> None:
    visitors.report("500103", "500104")
    with visitors.past.read(None, (), whole=False):
        pass
    visitors.past._latest._credit.seconds = -1_000.0
    visitors.report("500106", "500107")
    assert [visitors.page(), visitors.page()] == ["page 1", "page 2"]
    visitors.past._latest._credit.seconds = 10.0
    assert [visitors.page(), visitors.page()] == ["page 3", "page 3"]


def test_a_page_that_cannot_be_made_is_kept_of_nobody(visitors: Visitors) -> None:
    def failing() -> str:
        raise LookupError

    with pytest.raises(LookupError):
        visitors.kept.page(asked(), failing)
    assert visitors.page() == "page 1"


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path) -> None:
    visitors = Visitors(World(tmp_path), most=13)  # two pages of six characters
    assert [visitors.page(each) for each in ("/a", "/b", "/c", "/c", "/b", "/a")] == [
        "page 1",
        "page 2",
        "page 3",
        "page 3",
        "page 2",
        "page 4",
    ]
    small = Visitors(visitors.world, most=3)
    assert [small.page(), small.page()] == ["page 1", "page 2"]
    visitors.world.database.dispose()
