from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.intake.main import MIGRATIONS
from services.intake.security_log.events import AccountOpened, SignedIn, SignedOut, SignInFailed
from services.intake.security_log.log import LEAST_MONTHS, SecurityLog
from services.intake.tables import SECURITY_SEGMENTS, SECURITY_STORE
from shared.database.engine import Database
from shared.periods import SettableClock
from shared.security.keys import Role
from tests.builders import NOON

IN = SignedIn(account="chen", network="10.0.0.1", role=Role.OPS, region="")


class Kept:
    """A log in a database, and its clock."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, SettableClock(NOON)
        self.log = SecurityLog(self.clock)

    def add(self, event: SignedIn | SignedOut | SignInFailed | AccountOpened = IN, actor: str = "chen") -> None:
        with self.database.write() as connection:
            self.log.add(connection, event, actor)

    def months(self, count: int) -> None:
        """Three events in each of so many months."""
        for _ in range(count):
            for _ in range(3):
                self.add()
            self.clock.advance(timedelta(days=31))

    def fault(self) -> str:
        """What a walk finds ('': nothing)."""
        with self.database.read() as connection:
            found = self.log.verify(connection).fault
        return "" if found is None else found.fault

    def run(self, statement: sa.Executable) -> None:
        with self.database.write() as connection:
            connection.execute(statement)

    def drop(self, months: int) -> list[str]:
        with self.database.write() as connection:
            return self.log.drop(connection, months)

    def read(self, **asked: object) -> list[tuple[int, str, str]]:
        given = {"before": None, "month": "", "account": "", "kind": "", "limit": 100} | asked
        with self.database.read() as connection:
            found = self.log.read(connection, **given)  # type: ignore[arg-type]  # by the names of its parameters
        return [(record.position, record.type, event.account) for record, event in found]


@pytest.fixture
def kept(database_url: str) -> Iterator[Kept]:
    database = Database(database_url)
    database.migrate(MIGRATIONS)
    yield Kept(database)
    database.dispose()


def test_what_happened_is_listed_the_newest_first_and_by_account_kind_and_month(kept: Kept) -> None:
    kept.add(AccountOpened(account="li", name="李"), "chen")
    kept.add(IN)
    kept.clock.advance(timedelta(days=31))
    kept.add(SignInFailed(account="", what="password"), "")
    assert kept.read() == [(3, "SignInFailed", ""), (2, "SignedIn", "chen"), (1, "AccountOpened", "li")]
    assert [each[0] for each in kept.read(account="chen")] == [2, 1]
    assert [each[0] for each in kept.read(kind="SignedIn")] == [2]
    assert [each[0] for each in kept.read(month="2023-04")] == [2, 1]
    assert [each[0] for each in kept.read(before=3, limit=1)] == [2]


def test_the_chain_is_whole_from_month_to_month(kept: Kept) -> None:
    assert kept.fault() == ""
    kept.months(3)
    with kept.database.read() as connection:
        assert kept.log.verify(connection).checked == 9
        assert [(each.first, each.last) for each in kept.log.segments(connection)] == [(1, 3), (4, 6), (7, 9)]


def test_what_is_altered_taken_away_or_rewritten_is_found(kept: Kept) -> None:
    kept.months(2)
    events, head = SECURITY_STORE.events, SECURITY_STORE.head
    kept.run(sa.update(events).where(events.c.position == 2).values(actor="li"))
    assert kept.fault() == "altered"
    kept.run(sa.update(events).where(events.c.position == 2).values(actor="chen"))
    kept.run(sa.update(SECURITY_SEGMENTS).where(SECURITY_SEGMENTS.c.first == 4).values(hash="0" * 64))
    assert kept.fault() == "rewritten"
    kept.run(sa.delete(SECURITY_SEGMENTS).where(SECURITY_SEGMENTS.c.first == 4))
    assert kept.fault() == "truncated"
    kept.run(sa.delete(events).where(events.c.position == 3))
    assert kept.fault() == "missing"
    kept.run(sa.delete(SECURITY_SEGMENTS))
    kept.run(sa.update(head).values(position=0, hash="0" * 64))
    assert kept.fault() == ""


def test_months_that_were_kept_for_long_enough_are_dropped_and_the_chain_still_holds(kept: Kept) -> None:
    kept.months(9)
    assert kept.drop(36) == []
    dropped = kept.drop(LEAST_MONTHS)
    assert dropped == ["2023-04", "2023-05", "2023-06"]
    assert [each[0] for each in kept.read()][-1] == 10
    assert kept.fault() == ""
    assert kept.drop(LEAST_MONTHS) == []
    kept.add()
    assert kept.fault() == ""


def test_half_a_year_is_kept_whatever_is_asked_for(kept: Kept) -> None:
    kept.months(7)
    assert kept.drop(0) == ["2023-04"]
    assert kept.drop(LEAST_MONTHS) == []


def test_of_what_was_dropped_the_next_month_still_has_to_follow(kept: Kept) -> None:
    kept.months(9)
    kept.drop(LEAST_MONTHS)
    kept.run(sa.update(SECURITY_SEGMENTS).where(SECURITY_SEGMENTS.c.month == "2023-06").values(hash="0" * 64))
    assert kept.fault() == "unchained"
