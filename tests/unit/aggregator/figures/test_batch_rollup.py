"""What a batch of reports changes: of units that are recoded, merged and redrawn in the middle of a year."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.figures.batch_rollup import BatchRollup
from services.aggregator.figures.point import FigurePoint
from services.aggregator.model import Coverage
from services.aggregator.rebuild.rebuild import check
from shared.catalogue import Catalogue
from shared.events import Event, FigureChanged, ReportLine
from shared.periods import Month
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.changing_city import (
    EAST,
    FIRST,
    GIVER,
    MERGED,
    NEW,
    OLD,
    SECOND,
    STAYS,
    TAKER,
    WEST,
    a_changing_city,
    a_city_of_two_parts,
)
from tests.unit.aggregator.play import Play
from tests.unit.aggregator.progress_world import CITY, FLOW

LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
JANUARY, DECEMBER = Month(2022, 1), Month(2022, 12)


def report(unit: str, month: int, value: int, *, to_date: bool = True) -> Event:
    line = ReportLine(FLOW, value, None, "year_to_date" if to_date else "month")
    return make.submitted(unit, f"2022-{month:02d}", line)


def series(play: Play, region: str) -> list[FigurePoint]:
    with play.database.read() as connection:
        return play.figures.series(connection, region, FLOW, JANUARY, DECEMBER)


def values(play: Play, region: str) -> list[int]:
    return [point.value for point in series(play, region)]


def rebuilt_alike(play: Play) -> bool:
    return check(play.database, play.log, play.catalogue).differences == ()


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """A hundred a month as the year to date: recoded in June; two merged in September, one of them by the month."""
    play = Play(tmp_path, 1, a_changing_city())
    for month in range(1, 13):
        play.apply(report(OLD if month < 6 else NEW, month, 100 * month))
        if month < 9:
            play.apply(report(FIRST, month, 10 * month))
            play.apply(report(SECOND, month, 7, to_date=False))
        else:
            play.apply(report(MERGED, month, 17 * month))
    return play


def test_the_year_goes_on_over_a_recode_and_a_merger(play: Play) -> None:
    assert values(play, OLD) == [100] * 5 + [0] * 7
    assert values(play, NEW) == [0] * 5 + [100] * 7
    assert values(play, MERGED) == [0] * 8 + [17] * 4
    assert values(play, CITY) == [117] * 12
    assert rebuilt_alike(play)


def test_a_late_and_a_corrected_report_of_the_old_code_move_the_month_of_the_new_one(play: Play) -> None:
    play.apply(make.withdrawn(OLD, "2022-05"))
    assert values(play, NEW) == [0] * 5 + [200] + [100] * 6
    assert values(play, CITY) == [117] * 4 + [17, 217] + [117] * 6
    play.apply(report(OLD, 5, 550))
    assert values(play, NEW) == [0] * 5 + [50] + [100] * 6
    play.apply(report(SECOND, 8, 10, to_date=False))
    assert values(play, MERGED) == [0] * 8 + [14, 17, 17, 17]
    assert sum(values(play, CITY)) == 1200 + 17 * 12
    assert rebuilt_alike(play)


def test_what_is_accepted_goes_on_as_what_is_reported_does(play: Play) -> None:
    for month in range(1, 7):
        play.apply(make.accepted(OLD if month < 6 else NEW, f"2022-{month:02d}"))
    assert [point.accepted_value for point in series(play, NEW)][5] == 100
    play.apply(make.corrected(OLD, "2022-05", ReportLine(FLOW, 540, None, "year_to_date")))
    june = series(play, NEW)[5]
    assert (june.value, june.accepted_value) == (60, 100)
    assert rebuilt_alike(play)


def test_a_report_of_a_month_in_which_its_unit_is_not_there_counts_nowhere(play: Play) -> None:
    before = [series(play, region) for region in (CITY, NEW, OLD)]
    play.apply(report(OLD, 7, 99_999))
    play.apply(report(NEW, 2, 99_999, to_date=False))
    play.apply(make.accepted(OLD, "2022-07"))
    after = [series(play, region) for region in (CITY, NEW, OLD)]
    assert [[point[:4] for point in points] for points in after] == [
        [point[:4] for point in points] for points in before
    ]
    assert [[point.value for point in points] for points in after] == [
        [point.value for point in points] for points in before
    ]
    assert rebuilt_alike(play)
    play.apply(make.withdrawn(NEW, "2022-02"))
    assert rebuilt_alike(play)


def test_coverage_asks_only_the_units_that_are_there(play: Play) -> None:
    play.apply(report(OLD, 7, 1))
    with play.database.read() as connection:
        may, june = (play.figures.coverage(connection, CITY, Month(2022, month)) for month in (5, 6))
    assert (may[0], set(may[1])) == (Coverage(6, 3, 0), {GIVER, TAKER, STAYS})
    assert (june[0], set(june[1])) == (Coverage(6, 3, 0), {GIVER, TAKER, STAYS})
    with play.database.read() as connection:
        september, missing = play.figures.coverage(connection, CITY, Month(2022, 9))
    assert (september.expected, set(missing)) == (5, {GIVER, TAKER, STAYS})


def test_who_gave_or_got_a_part_has_no_month_in_a_year_to_date_until_january(play: Play) -> None:
    for month in (1, 2, 3, 4):
        play.apply(report(GIVER, month, 50 * month))
    play.apply(report(TAKER, 4, 70))
    play.apply(report(GIVER, 5, 40, to_date=False))
    play.apply(report(TAKER, 5, 20, to_date=False))
    assert values(play, GIVER)[:6] == [50, 50, 50, 0, 40, 0]
    assert [point.reported for point in series(play, GIVER)][:6] == [1, 1, 1, 0, 1, 0]
    assert values(play, TAKER)[:6] == [0, 0, 0, 0, 20, 0]
    assert values(play, CITY)[:6] == [167, 167, 167, 117, 177, 117]
    assert rebuilt_alike(play)


def told_after(play: Play, version: int) -> list[FigureChanged]:
    with play.database.read() as connection:
        told = [play.store.decode(record) for record in play.store.read(connection, 0, 100_000)]
    return [each for each in told if isinstance(each, FigureChanged) and each.data_version > version]


def test_a_late_report_of_the_old_code_is_told_of_the_new_ones_months(play: Play) -> None:
    before = play.log.head()
    play.apply(report(OLD, 5, 560))
    figures = told_after(play, before)
    assert {(each.region, each.period): each.lines[0].value for each in figures} == {
        (CITY, "2022-05"): 177,
        (CITY, "2022-06"): 57,
    }


def test_only_years_that_hang_together_are_worked_on_under_the_lock() -> None:
    rollup = BatchRollup(a_changing_city())
    assert rollup.shared([(OLD, "2022-01")]) and rollup.shared([(STAYS, "2022-01"), (MERGED, "2022-10")])
    assert not rollup.shared([(OLD, "2021-12"), (STAYS, "2022-06"), (GIVER, "2022-06")])


REPORTS = st.lists(
    st.tuples(
        st.sampled_from([OLD, NEW, FIRST, SECOND, MERGED, GIVER, TAKER, STAYS]),
        st.integers(1, 12),
        st.integers(0, 5_000),
        st.booleans(),
        st.sampled_from(["submitted", "accepted", "returned", "withdrawn"]),
    ),
    min_size=1,
    max_size=25,
)


def test_a_late_report_of_a_moved_unit_is_told_of_both_regions_that_it_was_in(tmp_path: Path) -> None:
    play = Play(tmp_path, 1, a_city_of_two_parts())
    for month in (1, 8, 6):
        play.apply(report(STAYS, month, 10 * month))
    assert [month for month, value in enumerate(values(play, EAST), 1) if value] == [1, 6]
    assert values(play, EAST)[5] == 50
    assert values(play, WEST)[6:8] == [0, 20]
    assert values(play, CITY) == [10, 0, 0, 0, 0, 50, 0, 20, 0, 0, 0, 0]
    assert {(each.region, each.period) for each in told_after(play, 2)} == {
        (region, period) for period, part in (("2022-06", EAST), ("2022-08", WEST)) for region in (part, CITY)
    }
    assert rebuilt_alike(play)


def test_a_late_report_of_a_code_that_was_continued_is_told_where_its_heir_moved_to(tmp_path: Path) -> None:
    play = Play(tmp_path, 1, a_city_of_two_parts())
    for month in (1, 11, 5):
        play.apply(report(OLD if month < 6 else NEW, month, 10 * month))
    assert [values(play, EAST)[4], values(play, WEST)[10]] == [40, 60]
    assert rebuilt_alike(play)


@pytest.mark.parametrize("city", [a_changing_city, a_city_of_two_parts])
@pytest.mark.slow
@settings(max_examples=300 if LONG else 30, deadline=None)
@given(reports=REPORTS, rng=st.randoms(use_true_random=False))
def test_in_any_order_with_any_repetition_the_totals_are_those_of_a_rebuild(
    tmp_path_factory: pytest.TempPathFactory,
    city: Callable[[], Catalogue],
    reports: list[tuple[str, int, int, bool, str]],
    rng: random.Random,
) -> None:
    events: list[Event] = []
    for unit, month, value, to_date, then in reports:
        period = f"2022-{month:02d}"
        settled = {"accepted": make.accepted, "returned": make.returned, "withdrawn": make.withdrawn}
        events += [report(unit, month, value, to_date=to_date)]
        events += [settled[then](unit, period)] if then in settled else []
    events += rng.choices(events, k=len(events) // 2)
    rng.shuffle(events)
    play = Play(tmp_path_factory.mktemp("any"), 1, city())
    for event in events:
        play.apply(event)
    assert rebuilt_alike(play)
    units = [values(play, unit) for unit in play.units]
    assert values(play, CITY) == [sum(month) for month in zip(*units, strict=True)]
