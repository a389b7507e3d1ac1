"""The catalogue of a point in the past: loaded of the files in force then, and only where they are others."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from shared.catalogue import Catalogue, CatalogueSources
from shared.catalogue.record import (
    CatalogueFiles,
    RecordedCatalogues,
    RecordedChange,
    digest_of,
    read_files,
    restored,
)
from shared.periods import from_microseconds
from shared.points import Point
from tests.unit.shared.catalogue.record.test_history import recorded

TABLE = "shipped/plans/jiulongpo-2021-2025/targets.csv"
NOW = read_files(CatalogueSources())
THEN = {**NOW, TABLE: NOW[TABLE].replace("城镇新增就业人数", "新增就业人数")}


@dataclass
class Changes:
    items: list[RecordedChange]
    reads: int = 0
    prepared: list[Catalogue] = field(default_factory=list)

    def mark(self) -> Hashable:
        return len(self.items)

    def read(self) -> list[RecordedChange]:
        self.reads += 1
        return self.items


def catalogues(changes: Changes, *, by_instant: bool = False, now: CatalogueFiles = NOW) -> RecordedCatalogues:
    return RecordedCatalogues(restored(now), digest_of(now), changes, changes.prepared.append, by_instant=by_instant)


def point(position: int, instant: datetime | None = None) -> Point:
    return Point(position, instant or datetime(2026, 12, 1, tzinfo=UTC))


def printed(catalogue: Catalogue) -> set[str]:
    return {target.name for target in catalogue.plans["jiulongpo-2021-2025"].targets}


def test_before_a_change_stands_what_stood_then_and_after_it_the_present_one_itself() -> None:
    changes = Changes(recorded([THEN, NOW], [1, 100]))
    known = catalogues(changes)
    assert "新增就业人数" in printed(known.at(point(50)))
    assert known.at(point(200)) is known.now
    assert known.at(point(50)) is known.at(point(99))
    assert (changes.reads, len(changes.prepared)) == (1, 1)


def test_where_positions_are_of_another_store_the_instant_says_it() -> None:
    known = catalogues(Changes(recorded([THEN, NOW], [1, 100])), by_instant=True)
    assert "新增就业人数" in printed(known.at(point(999, from_microseconds(100_000))))
    assert "新增就业人数" not in printed(known.at(point(1, from_microseconds(102_000))))


def test_without_any_recorded_change_there_is_only_the_present_one() -> None:
    known = catalogues(Changes([]))
    assert known.at(point(5)) is known.now


def test_a_change_that_is_recorded_meanwhile_is_seen() -> None:
    changes = Changes(recorded([THEN, NOW], [1, 100])[:1])
    known = catalogues(changes)
    assert "新增就业人数" in printed(known.at(point(200)))
    changes.items = recorded([THEN, NOW], [1, 100])
    assert known.at(point(200)) is known.now


@pytest.mark.parametrize(("states", "outdated"), [([NOW, THEN], True), ([THEN, NOW], False), ([NOW, THEN, NOW], False)])
def test_a_process_whose_catalogue_gave_way_to_another_knows_it(states: list[CatalogueFiles], outdated: bool) -> None:
    assert catalogues(Changes(recorded(states, [1] * len(states)))).outdated() is outdated
