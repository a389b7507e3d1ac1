"""What a service's doors say where a catalogue of the past cannot be had, or the present one has given way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.record import CatalogueFiles, RecordedCatalogues, RecordedChange, digest_of
from shared.observe.health import CheckFailed
from shared.process.catalogue.past import PATIENCE_SECONDS, PastCatalogues
from shared.web.problems import Problem
from tests.unit.shared.catalogue.record.test_history import recorded
from tests.unit.shared.catalogue.record.test_recorded_catalogues import NOW, THEN, Changes, point


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue()


def past(
    catalogue: Catalogue,
    changes: list[RecordedChange],
    now: CatalogueFiles = NOW,
    stands: Callable[[], bool] = lambda: True,
    monotonic: Callable[[], float] = lambda: 0.0,
) -> PastCatalogues:
    return PastCatalogues(RecordedCatalogues(catalogue, digest_of(now), Changes(changes)), stands, monotonic)


def test_while_a_change_between_is_missing_the_point_is_to_be_asked_again(shipped: Catalogue) -> None:
    known = past(shipped, recorded([NOW, THEN, NOW], [1, 10, 10])[1:])
    with pytest.raises(Problem) as refused:
        known.at(point(15))
    assert refused.value.status == 503


def test_the_present_is_refused_once_the_catalogue_has_given_way_and_health_says_why(shipped: Catalogue) -> None:
    seconds = [0.0]
    known = past(shipped, recorded([NOW, THEN], [1, 10]), monotonic=lambda: seconds[0])
    known.look()
    seconds[0] = PATIENCE_SECONDS
    known.refuse_outdated()
    with pytest.raises(CheckFailed, match="在用的目录已经更换"):
        known.check()
    with pytest.raises(Problem) as refused:
        known.refuse_outdated()
    assert refused.value.status == 503


def test_files_of_an_earlier_day_are_in_force_again_while_that_is_not_read_yet(shipped: Catalogue) -> None:
    changes = recorded([NOW, THEN, NOW], [1, 10, 10])
    read, seconds = changes[:2], [0.0]
    known = past(shipped, read, monotonic=lambda: seconds[0])
    known.check()
    known.refuse_outdated()
    read.append(changes[2])
    known.check()
    seconds[0] = PATIENCE_SECONDS + 1
    assert known.check() == f"自位置 {changes[2].position} 起在用"
    known.refuse_outdated()


def test_the_present_is_refused_at_once_where_what_stands_was_put_to_another_catalogue(shipped: Catalogue) -> None:
    known = past(shipped, recorded([NOW], [1]), stands=lambda: False)
    known.look()
    with pytest.raises(Problem):
        known.refuse_outdated()


def test_the_catalogue_in_force_is_told_with_its_position(shipped: Catalogue) -> None:
    known = past(shipped, recorded([THEN, NOW], [1, 10]))
    assert known.check() == "自位置 12 起在用"
    known.refuse_outdated()
    assert past(shipped, []).check() == "还没有记录"


def test_an_instance_whose_files_intake_never_recorded_is_told_of_and_answers(shipped: Catalogue) -> None:
    """It is begun before intake is with the newest files, or has another folder."""
    known = past(shipped, recorded([THEN], [1]))
    with pytest.raises(CheckFailed, match="与这个实例的不同"):
        known.check()
    known.refuse_outdated()
