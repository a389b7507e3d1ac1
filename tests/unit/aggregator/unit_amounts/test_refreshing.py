from __future__ import annotations

from pathlib import Path

import pytest

from services.aggregator.unit_amounts.refreshing import REST, UnitAmounts, edition_of
from shared.database.engine import Database
from tests.unit.aggregator.changing_city import a_changing_city
from tests.unit.aggregator.progress_world import a_catalogue


def test_after_writing_it_rests_for_longer_than_it_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, looked = [1_000.0], []
    amounts = UnitAmounts(Database(f"sqlite:///{tmp_path / 'a.sqlite'}"), a_catalogue(), lambda: now[0])

    def refresh() -> int:
        looked.append(now[0])
        now[0] += 1
        return 1

    monkeypatch.setattr(amounts, "refresh", refresh)
    for _ in range(2 * REST):
        amounts.step()
        now[0] += 1
    assert looked == [1_000.0, 1_000.0 + 1 + REST]


def test_the_edition_is_another_where_regions_changed_and_the_same_in_every_process() -> None:
    assert edition_of(a_catalogue()) == edition_of(a_catalogue()) != edition_of(a_changing_city())
    assert len(edition_of(a_changing_city())) == 16
