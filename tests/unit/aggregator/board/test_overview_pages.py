"""总览 is worked out once for all who may read the same, for as long as nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.aggregator.board.overview_pages import OverviewPages
from services.aggregator.board.render import BoardRenderer
from services.aggregator.board.while_unwritten import PublicStand
from services.aggregator.tables import PROGRESS
from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.database.writes import Writes
from shared.periods import SettableClock
from shared.security.keys import Principal, Role
from tests.unit.aggregator.board.world import CHONGQING, LAST, NOW, fill, make_database
from tests.unit.aggregator.pasts import an_as_of

REVIEWER = Principal("reviewer-1", Role.REVIEWER, "500000")
COLLEAGUE = Principal("reviewer-2", Role.REVIEWER, "500000")
ELSEWHERE = Principal("reviewer-3", Role.REVIEWER, "510000")


class Opened:
    """The pages over a database, and how often the assessments were read."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        clock = SettableClock(NOW)
        past = an_as_of(database, catalogue, clock)
        public = PublicStand(Writes(database), past)
        self.database = database
        self.pages = OverviewPages(past, catalogue, clock, BoardRenderer(clock), public)

    @contextmanager
    def reading(self) -> Iterator[list[str]]:
        read: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "assessment" in statement:
                read.append(statement)

        with self.database.read() as connection:
            engine = connection.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        yield read
        sa.event.remove(engine, "before_cursor_execute", note)

    def reads(self, viewer: Principal | None, wanted: str | None = None) -> bool:
        with self.reading() as read:
            assert "工伤" in self.pages.overview(wanted, None, viewer)
        return bool(read)


@pytest.fixture
def opened(tmp_path: Path, catalogue: Catalogue) -> Iterator[Opened]:
    database = make_database(tmp_path)
    fill(database, catalogue)
    yield Opened(database, catalogue)
    database.dispose()


def test_who_may_read_the_same_is_shown_what_was_worked_out_before(opened: Opened) -> None:
    assert [opened.reads(each) for each in (REVIEWER, COLLEAGUE, REVIEWER)] == [True, False, False]


def test_who_may_read_something_else_is_not(opened: Opened) -> None:
    assert [opened.reads(each) for each in (REVIEWER, ELSEWHERE, None, ELSEWHERE, None)] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_another_month_is_read_and_so_is_every_month_after_a_write(opened: Opened) -> None:
    assert opened.reads(REVIEWER)
    assert opened.reads(REVIEWER, str(LAST.shift(-1)))
    assert not opened.reads(REVIEWER, str(LAST.shift(-1)))
    gone = sa.delete(PROGRESS).where(PROGRESS.c.plan == CHONGQING, PROGRESS.c.period == str(LAST))
    with opened.database.write() as connection:
        connection.execute(gone)
    assert opened.reads(REVIEWER)
    assert opened.reads(REVIEWER, str(LAST.shift(-1)))
