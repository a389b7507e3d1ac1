"""Targets as published, revised and shared out, read from intake's store, now and as they were known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.intake.main import MIGRATIONS
from services.intake.reports.repository import KeptAnswer, Repository
from services.intake.tables import STORE
from services.intake.targets.reading import ReadRows, TargetReading
from shared.catalogue import Catalogue
from shared.catalogue.known import OneCatalogue
from shared.codec import Codec
from shared.database.engine import Database
from shared.events import TargetAllocated, TargetRevised, TargetShare
from shared.periods import SettableClock
from shared.store import EventStore, NewEvent
from shared.web.problems import Problem
from tests.unit.intake.support import CITY, NOW

PLAN = "chongqing-2021-2025"


def revised(value: str, effective: str, row: int = 8) -> TargetRevised:
    return TargetRevised(
        plan=PLAN,
        row=row,
        region=CITY,
        value=value,
        unit="万人",
        effective=effective,
        document="方案",
        number="",
        reason="口径",
        second_signer="s",
    )


def shared_out(amount: int, period: str = "") -> TargetAllocated:
    shares = (TargetShare("500101", amount - 1, "given"), TargetShare("500102", 1, "given"))
    return TargetAllocated(
        plan=PLAN,
        row=8,
        region=CITY,
        period=period,
        amount=amount,
        shares=shares,
        gap=0,
        method="equal",
        document="分解方案",
        number="",
        second_signer="s",
    )


def rows(plan: str | None, row: int | None) -> ReadRows:
    """A plan (None: all) and a row of it (None: every one), whatever the catalogue."""
    return lambda _: (plan, row)


class Kept:
    """A store of intake with amendments in it, a day between each, and what is read of them."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.clock = SettableClock(NOW)
        self.database = Database(f"sqlite:///{folder / 'intake.sqlite'}")
        self.database.migrate(MIGRATIONS)
        self.repository = Repository(EventStore(STORE, Codec(), self.clock))
        self.reading = TargetReading(self.database, self.repository, OneCatalogue(catalogue), self.clock)

    def amend(self, *events: TargetRevised | TargetAllocated) -> None:
        for event in events:
            new = NewEvent(stream=f"target-{event.plan}-{event.row}", event=event, actor="key:x", correlation_id="c-1")
            with self.database.write() as connection:
                self.repository.store.append(connection, [new])
            self.clock.set(self.clock.now() + timedelta(days=1))

    def values(self, as_of: str | None = None, row: int = 8) -> list[tuple[str | None, str]]:
        """The row's value, by the month from which it is in force."""
        (found,) = self.reading.listing(rows(PLAN, row), as_of)["targets"]
        return [(step["since"], step["value"]) for step in found["in_force"]]


@pytest.fixture
def kept(tmp_path: Path, catalogue: Catalogue) -> Iterator[Kept]:
    made = Kept(tmp_path, catalogue)
    yield made
    made.database.dispose()


def test_with_nothing_amended_every_row_of_every_plan_is_as_published(kept: Kept, catalogue: Catalogue) -> None:
    found = kept.reading.listing(rows(None, None), None)
    assert found["position"] == 0
    assert len(found["targets"]) == sum(len(plan.targets) for plan in catalogue.plans.values())
    (eighth,) = [each for each in found["targets"] if (each["plan"], each["row"]) == (PLAN, 8)]
    assert (eighth["published"]["value"], eighth["in_force"], eighth["revisions"]) == ("750", [], [])
    amendments, versions = kept.reading.known()
    assert (amendments.items, versions) == ((), {})


def test_the_listing_is_narrowed_to_a_plan_and_to_a_row(kept: Kept, catalogue: Catalogue) -> None:
    found = [each["row"] for each in kept.reading.listing(rows(PLAN, None), None)["targets"]]
    assert found == [target.row for target in catalogue.plans[PLAN].targets]
    eighth = kept.reading.listing(rows(None, 8), None)["targets"]
    assert {each["row"] for each in eighth} == {8}
    assert PLAN in {each["plan"] for each in eighth} and len(eighth) > 1
    assert kept.reading.listing(rows(PLAN, 99), None)["targets"] == []


def test_a_revision_belongs_to_its_row_and_is_counted_in_its_stream(kept: Kept) -> None:
    kept.amend(revised("700", "2023-07"), revised("680", "2024-01"), revised("400", "2023-07", row=7))
    assert kept.values() == [(None, "750"), ("2023-07", "700"), ("2024-01", "680")]
    (seventh,) = kept.reading.listing(rows(PLAN, 7), None)["targets"]
    assert [each["value"] for each in seventh["revisions"]] == ["400"]
    amendments, versions = kept.reading.known()
    assert versions == {(PLAN, 8): 2, (PLAN, 7): 1}
    assert [item.position for item in amendments.items] == [1, 2, 3]


def test_as_of_a_position_or_a_day_only_what_was_known_then_is_told(kept: Kept) -> None:
    kept.amend(revised("700", "2023-07"), revised("680", "2024-01"))
    assert kept.values("1") == kept.values("2023-04-03") == [(None, "750"), ("2023-07", "700")]
    assert kept.values("2") == kept.values("2023-04-04") == kept.values()
    assert kept.reading.listing(rows(PLAN, 8), "2023-04-03")["position"] == 1


@pytest.mark.parametrize("as_of", ["3", "2023-04-02", "2999-01-01", "gestern"])
def test_a_point_before_everything_or_still_to_come_is_refused(kept: Kept, as_of: str) -> None:
    kept.amend(revised("700", "2023-07"), revised("680", "2024-01"))
    with pytest.raises(Problem) as refused:
        kept.reading.listing(rows(PLAN, 8), as_of)
    assert (refused.value.status, refused.value.code) == (422, "as-of-invalid")


def test_of_several_allocations_of_one_year_the_last_is_told_with_its_shares(kept: Kept) -> None:
    kept.amend(shared_out(7_500_000), shared_out(100), shared_out(30, "2023"))
    (found,) = kept.reading.listing(rows(PLAN, 8), None)["targets"]
    assert [(each["period"], each["amount"]) for each in found["allocations"]] == [("", 100), ("2023", 30)]
    assert [share["amount"] for share in found["allocations"][0]["shares"]] == [99, 1]
    (before,) = kept.reading.listing(rows(PLAN, 8), "1")["targets"]
    assert [each["amount"] for each in before["allocations"]] == [7_500_000]


def test_what_was_answered_is_found_again_under_its_key_for_the_same_body_only(kept: Kept) -> None:
    with kept.database.write() as connection:
        kept.repository.keep(connection, {"key:x:k1": KeptAnswer("d" * 64, b'{"ok":true}')})
    again = kept.reading.kept("key:x:k1", "d" * 64)
    assert again is not None and (again.body, again.replayed) == (b'{"ok":true}', True)
    assert kept.reading.kept("key:x:k1", "e" * 64) is None
    assert kept.reading.kept("key:x:k2", "d" * 64) is None
