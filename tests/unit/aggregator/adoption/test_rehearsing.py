"""What a restart is said to change is what it changes, and saying it changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from services.aggregator.adoption.rehearsing import RehearsedAdoption, RehearsedAlert, rehearse, rows_between
from services.aggregator.tables import METADATA, OPEN_ALERTS
from shared.catalogue import Catalogue
from tests.unit.aggregator.adoption.test_adopting import (
    CHANGES,
    a_corrected_transcription,
    a_county_less,
    a_row_less_and_one_more,
    adopted,
    once,
    play,
    progress,
)
from tests.unit.aggregator.play import Play
from tests.unit.aggregator.progress_world import CITY, PLAN

__all__ = ["once", "play"]

pytestmark = pytest.mark.slow

DIGEST = "b" * 64


def rehearsed(play: Play, catalogue: Catalogue) -> RehearsedAdoption:
    found = rehearse(play.database, catalogue, DIGEST, play.clock)
    assert found is not None
    return found


def everything(play: Play) -> list[object]:
    with play.database.read() as connection:
        return [tuple(row) for table in METADATA.sorted_tables for row in connection.execute(sa.select(table))]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_is_rehearsed_is_what_the_start_then_does(play: Play, change: Callable[[], Catalogue]) -> None:
    found, before = rehearsed(play, change()), progress(play)
    result = adopted(play, change(), DIGEST)
    assert result is not None
    assert found.figures == result.figures
    wanted = rows_between(before, progress(play))
    assert [(each.plan, each.row, each.months, each.period, each.came, each.went) for each in found.rows] == [
        (each.plan, each.row, each.months, each.period, each.came, each.went) for each in wanted
    ]
    assert [each.after and (each.after.level, each.after.target, each.after.gap) for each in found.rows] == [
        each.after and (each.after.level, each.after.target, each.after.gap) for each in wanted
    ]


def test_rehearsing_leaves_the_database_as_it_is(play: Play) -> None:
    before = everything(play)
    assert rehearsed(play, a_county_less()).figures > 0
    assert everything(play) == before


def test_a_corrected_target_touches_its_row_alone_and_the_alerts_of_it(play: Play) -> None:
    with play.database.write() as connection:
        for number, asked in (("A-1", 1), ("A-2", 3)):
            some = {"episode": 1, "plan": PLAN, "region": CITY, "level": "yellow", "frozen": False}
            months = {"since": "2024-01", "period": "2024-02"}
            values = {"stream": f"alert-{asked}", "alert": number, "row": asked, **some, **months}
            connection.execute(OPEN_ALERTS.insert().values(values))
    found = rehearsed(play, a_corrected_transcription())
    (row,) = found.rows
    assert (row.row, row.came, row.went, found.figures) == (1, False, False, 0)
    assert row.before is not None
    assert row.after is not None
    assert row.months > 12
    assert row.before.gap != row.after.gap
    assert found.alerts == (RehearsedAlert("A-1", PLAN, 1, "yellow"),)


def test_rows_that_come_and_go_are_told_so(play: Play) -> None:
    found = {each.row: each for each in rehearsed(play, a_row_less_and_one_more()).rows}
    assert (found[2].went, found[2].after) == (True, None)
    assert (found[4].came, found[4].before) == (True, None)


def test_of_the_catalogue_by_which_everything_stands_nothing_is_rehearsed(play: Play) -> None:
    adopted(play, a_county_less(), DIGEST)
    assert rehearse(play.database, a_county_less(), DIGEST, play.clock) is None
