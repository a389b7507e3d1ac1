from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.intake.drafts.draft import DraftMoved, Drop, Kept, Save
from services.intake.drafts.keeping import Drafts
from services.intake.tables import METADATA
from shared.database.engine import Database
from shared.periods import SettableClock

MARCH = "2023-03"


@pytest.fixture
def drafts(tmp_path: Path) -> Iterator[Drafts]:
    database = Database(f"sqlite:///{tmp_path}/intake.db")
    with database.write() as connection:
        METADATA.tables["drafts"].create(connection)
    yield Drafts(database, SettableClock(datetime(2023, 4, 3, tzinfo=UTC)))
    database.dispose()


def test_a_draft_comes_back_as_it_was_typed(drafts: Drafts) -> None:
    assert not drafts.of("500101", MARCH).stands
    drafts.save("500101", MARCH, Save({"value-jobs": " 1,234 人", "note": "“初步”"}, 0, 3, "wang", "p", 2))
    found = drafts.of("500101", MARCH)
    assert found.fields == {"value-jobs": " 1,234 人", "note": "“初步”"}
    assert (found.version, found.base_revision, found.saved_by, found.count) == (1, 3, "wang", 2)
    assert not drafts.of("500101", "2023-02").stands
    assert not drafts.of("500102", MARCH).stands


def test_what_was_dropped_is_gone_and_its_version_goes_on(drafts: Drafts) -> None:
    drafts.save("500101", MARCH, Save({"note": "x"}, 0, 0, "wang"))
    assert isinstance(drafts.drop("500101", MARCH, Drop(0)), DraftMoved)
    assert isinstance(drafts.drop("500101", MARCH, Drop(1)), Kept)
    found = drafts.of("500101", MARCH)
    assert (found.fields, found.version) == (None, 2)


def test_of_many_who_save_at_once_exactly_one_is_kept(drafts: Drafts) -> None:
    outcomes: list[Kept | DraftMoved] = []
    start = threading.Barrier(6)

    def one(number: int) -> None:
        start.wait()
        outcomes.append(drafts.save("500101", MARCH, Save({"note": str(number)}, 0, 0, f"clerk-{number}")))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stands = drafts.of("500101", MARCH)
    assert [isinstance(each, Kept) for each in outcomes].count(True) == 1
    assert all(each.draft == stands for each in outcomes)
