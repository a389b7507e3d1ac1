"""An office edits its files while reports come in: what is asked of a point is answered by what was in force then."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from services.aggregator.adoption.adopting import Adopting
from shared.catalogue.known import OneCatalogue
from tests.unit.aggregator.office_play import OfficePlay
from tests.unit.aggregator.pasts import an_as_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3_600)]

LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
SEEDS, EVENTS, EDITS, POINTS = (range(1, 21), 600, 25, 40) if LONG else (range(1, 3), 90, 7, 7)
YEARS = 5


class Answered(NamedTuple):
    """What was answered at a position, while it was the present."""

    position: int
    answers: dict[str, Any]


Play = tuple[OfficePlay, list[Answered], list[str]]
"""A play, what was answered at random points of it, and where two answers of the present disagreed."""


def played(where: Path, seed: int) -> Play:
    """That many random events, and edits between them."""
    play, chance = OfficePlay(where, seed), random.Random(seed + 1)
    edits = set(chance.sample(range(5, EVENTS), EDITS))
    asked = set(chance.sample(range(5, EVENTS), POINTS))
    answered, disagreements = [], []
    for number in range(EVENTS):
        play.step(2 * YEARS * 365 * 24 / EVENTS)
        if number in edits:
            play.edit()
        if number in asked or number in edits:
            with play.database.read() as connection:
                disagreements += play.disagreements(play.catalogue, connection)
                if number in asked:
                    answered.append(Answered(play.log.head(), play.answers_by(play.catalogue, connection)))
    return play, answered, disagreements


def differences(play: OfficePlay, then: Answered) -> list[str]:
    """The names of the answers that are not what they were."""
    point = play.past.point(str(then.position))
    known = play.past.known(point)
    with play.past.read(point, whole=True) as connection:
        again = play.answers_by(known, connection)
        assert play.disagreements(known, connection) == []
    return [name for name in sorted({*then.answers, *again}) if then.answers.get(name) != again.get(name)]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """The play of the first seed."""
    return played(tmp_path_factory.mktemp("first"), SEEDS[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_changed_when_a_point_is_answered_by_what_was_in_force_and_both_answers_agree(
    first: Play, tmp_path: Path, seed: int
) -> None:
    play, answered, disagreements = first if seed == SEEDS[0] else played(tmp_path, seed)
    assert disagreements == []
    assert len(play.known.history().editions) > EDITS // 2
    for then in random.Random(seed).sample(answered, len(answered)):
        assert differences(play, then) == [], then.position


def test_without_putting_what_stands_to_the_new_files_the_two_answers_disagree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was before: a corrected transcription was told by one, and judged by its old value by the other."""
    monkeypatch.setattr(Adopting, "run", lambda _: None)
    _, _, disagreements = played(tmp_path, 1)
    assert any("judged by" in each for each in disagreements)


def test_with_the_present_catalogue_for_every_point_the_past_is_told_wrongly(
    first: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    play, answered, _ = first
    only_the_present = an_as_of(
        play.database, play.catalogue, play.clock, play.log, catalogues=OneCatalogue(play.catalogue)
    )
    monkeypatch.setattr(play, "past", only_the_present)
    names = {name.split(" ")[0] for then in answered for name in differences_only(play, then)}
    assert {"asked", "department", "progress"} <= names


def differences_only(play: OfficePlay, then: Answered) -> list[str]:
    point = play.past.point(str(then.position))
    with play.past.read(point, whole=True) as connection:
        again = play.answers_by(play.past.known(point), connection)
    return [name for name in {*then.answers, *again} if then.answers.get(name) != again.get(name)]
