"""Past states before and after it was announced that regions change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.aggregator.api.figures import find_coverage
from services.aggregator.api.questions.figures import FigureQuestion
from services.aggregator.figures.point import Side
from services.aggregator.figures.reader import Figures
from services.aggregator.past.change_parts import Cause
from services.aggregator.past.changes import Changes
from services.aggregator.past.subject import TotalSpan, TotalSubject
from shared.catalogue.known import OneCatalogue
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.changing_city import LATE, NEW, OLD, a_changing_city
from tests.unit.aggregator.play import Play
from tests.unit.aggregator.progress_world import CITY, FLOW

JANUARY, AUGUST = Month(2022, 1), Month(2022, 8)
BEFORE, AFTER = "2022-09-10", "2022-09-25"
"""Ends of days before and after the change of June was announced."""


def report(play: Play, unit: str, month: int) -> None:
    line = ReportLine(FLOW, 100 * month, None, "year_to_date")
    play.apply(make.submitted(unit, f"2022-{month:02d}", line))


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """The old code reports until August, because nobody knows; then the new one reports June to August."""
    play = Play(tmp_path, 1, a_changing_city(LATE))
    play.clock.set(datetime(2022, 9, 8, tzinfo=UTC))
    for month in range(1, 9):
        report(play, OLD, month)
    play.clock.set(datetime(2022, 9, 25, tzinfo=UTC))
    for month in (6, 7):
        report(play, NEW, month)
    play.clock.set(datetime(2022, 9, 30, tzinfo=UTC))
    return play


def as_of(play: Play, text: str | None, region: str = CITY) -> tuple[list[int], list[int]]:
    """Each month's value, and how many were expected, as was known then."""
    point = None if text is None else play.past.point(text)
    with play.past.read(point, (), whole=True) as connection:
        points = Figures(play.past.known(point)).series(connection, region, FLOW, JANUARY, AUGUST)
    return [each.value for each in points], [each.expected for each in points]


def test_before_the_announcement_the_old_code_goes_on_and_after_it_the_new_one(play: Play) -> None:
    assert as_of(play, BEFORE)[0] == [100] * 8
    assert as_of(play, AFTER)[0] == as_of(play, None)[0] == [100] * 7 + [0]
    assert as_of(play, BEFORE, OLD)[0] == [100] * 8
    assert as_of(play, AFTER, OLD)[0] == [100] * 5 + [0] * 3
    assert as_of(play, AFTER, NEW)[0] == [0] * 5 + [100, 100, 0]


def test_coverage_is_asked_of_whom_was_known_then(play: Play) -> None:
    assert as_of(play, BEFORE)[1] == [5] * 8
    assert as_of(play, AFTER)[1] == [5] * 3 + [6] * 5
    question = FigureQuestion(CITY, None, (AUGUST, AUGUST))
    found = {}
    for text in (BEFORE, AFTER):
        known = play.past.known(play.past.point(text))
        with play.past.read(play.past.point(text), (), whole=True) as connection:
            found[text] = find_coverage(connection, known, Figures(known), question)
    assert OLD not in {each["region"] for each in found[BEFORE]["missing"]}
    assert NEW in {each["region"] for each in found[AFTER]["missing"]}


def test_what_the_announcement_moved_is_a_part_of_the_change(play: Play) -> None:
    subject = TotalSubject(CITY, play.catalogue.indicators[FLOW], AUGUST, TotalSpan.YEAR, Side.PROVISIONAL)
    with play.database.read() as connection:
        changes = Changes(OneCatalogue(play.catalogue), play.codec)
        found = changes.explain(connection, subject, *map(play.past.point, (BEFORE, AFTER)))
    assert (found.before.value, found.after.value) == (800, 700)
    assert [(part.region, part.cause, part.change.value) for part in found.parts] == [
        (OLD, Cause.BOUNDARY, -300),
        (NEW, Cause.LATE, 100),
        (NEW, Cause.LATE, 100),
    ]
