from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.aggregator.past import copying as past_repository
from services.aggregator.past.as_of import MOST_STATES, AlertTopic, AsOf
from services.aggregator.reports.filling import Filling
from services.aggregator.tables import UNIT_HISTORY
from shared.catalogue import Catalogue
from shared.catalogue.known import OneCatalogue
from shared.events import ReportLine, ReportSubmitted
from shared.log import MemoryLog
from shared.periods import Month
from shared.points import Point
from shared.web.problems import Problem
from tests.unit.aggregator.changing_city import a_changing_city
from tests.unit.aggregator.play import Known, Play
from tests.unit.aggregator.progress_world import CITY, FLOW, UNITS

CITY_UNIT = UNITS[0]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3_600)]

LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
EVENTS, POINTS = (10_000, 200) if LONG else (200, 10)
YEARS = 5


def played(
    where: Path | str, seed: int, events: int, points: int, catalogue: Catalogue | None = None
) -> tuple[Play, list[Known]]:
    """That many random events over five years, and what was answered at random points on the way."""
    play = Play(where, seed, catalogue)
    asked = set(random.Random(seed + 1).sample(range(1, events + 1), points))
    known: list[Known] = []
    for number in range(1, events + 1):
        play.step(2 * YEARS * 365 * 24 / events)
        if number in asked:
            known.append(play.know(by_instant=len(known) % 2 == 0))
    return play, known


def differences(play: Play, known: Known) -> list[str]:
    """The names of the answers that are not what they were."""
    point = play.past.point(known.text)
    assert point.position == known.position
    with play.past.read(point, whole=True) as connection:
        again = play.answers(connection)
    return [name for name in sorted(known.answers.keys() | again.keys()) if known.answers.get(name) != again.get(name)]


@pytest.mark.parametrize("seed", [1] if LONG else [1, 2])
def test_at_random_past_points_the_answer_is_what_was_answered_then(tmp_path: Path, seed: int) -> None:
    play, known = played(tmp_path, seed, EVENTS, POINTS)
    random.Random(seed).shuffle(known)
    for each in known:
        assert differences(play, each) == [], each.position


def test_at_random_past_points_of_a_city_whose_counties_change_the_answer_is_what_was_answered(tmp_path: Path) -> None:
    """Reports of months in which their unit is not there among them."""
    play, known = played(tmp_path, 4, EVENTS, POINTS, a_changing_city())
    for each in known:
        assert differences(play, each) == [], each.position


def test_what_is_taken_over_from_the_live_tables_is_what_would_be_worked_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same answers with every assessment made anew: neither way can be wrong unseen."""
    play, known = played(tmp_path, 7, 200, 6)
    monkeypatch.setattr(past_repository, "copy_progress", lambda *_: frozenset())
    for each in known:
        assert differences(play, each) == [], each.position


def test_a_state_is_made_once_and_only_the_last_few_are_kept(tmp_path: Path) -> None:
    play, known = played(tmp_path, 3, 40, MOST_STATES + 2)
    points = [play.past.point(each.text) for each in known]
    made = [state(play, point) for point in points]
    assert state(play, points[-1]) is made[-1]
    assert state(play, points[0]) is not made[0]


def state(play: Play, point: Point) -> sa.Engine:
    with play.past.read(point, (), whole=True) as connection:
        return connection.engine


def test_an_event_that_was_held_back_is_in_the_past_as_soon_as_it_is_applied(tmp_path: Path) -> None:
    """While it is parked nothing that was made without it is kept for good."""
    play = Play(tmp_path, 1)
    play.apply(submitted(CITY_UNIT, 10))
    play.apply(submitted("nowhere", 3))
    play.apply(submitted(CITY_UNIT, 20))
    (parked,) = play.consumer.parked()
    assert parked.position == 2
    point = play.past.point("3")
    assert figure(play, point) == 20
    before = state(play, point)
    assert state(play, point) is before
    play.apply(submitted(CITY_UNIT, 30))
    assert state(play, point) is not before
    assert figure(play, point) == 20


def submitted(region: str, value: int) -> ReportSubmitted:
    return ReportSubmitted(region=region, period="2021-03", lines=(ReportLine(FLOW, value),), digest="d")


def figure(play: Play, point: Point) -> int:
    with play.past.read(point, (), whole=True) as connection:
        (found,) = play.figures.series(connection, CITY, FLOW, Month(2021, 3), Month(2021, 3))
        return found.value


def test_a_history_that_was_not_kept_is_filled_from_the_log(tmp_path: Path) -> None:
    play, known = played(tmp_path, 11, 60, 4)
    with play.database.write() as connection:
        connection.execute(sa.delete(UNIT_HISTORY).where(UNIT_HISTORY.c.position % 3 == 0))
    filling = Filling(play.database, play.log, play.codec)
    alerts, catalogues = AlertTopic(MemoryLog("alerts"), dict), OneCatalogue(play.catalogue)
    late = AsOf(play.database, filling, alerts, catalogues, play.codec, play.clock)
    with pytest.raises(Problem) as waiting:
        late.point("5")
    assert waiting.value.status == 503
    filling.run()
    play.past = late
    assert filling.done()
    assert [differences(play, each) for each in known] == [[]] * 4


@pytest.mark.parametrize("text", ["99999", "2999-01-01", "2001-01-01", "gestern"])
def test_a_point_that_cannot_be_answered_for_is_refused_in_words(tmp_path: Path, text: str) -> None:
    play, _ = played(tmp_path, 11, 5, 1)
    with pytest.raises(Problem) as refused:
        play.past.point(text)
    assert refused.value.status == 422
    assert refused.value.faults[0].pointer == "as_of"
