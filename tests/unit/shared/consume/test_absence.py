from __future__ import annotations

import pytest

from shared.consume.absence import Absence
from shared.log import LogAway


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


def test_a_short_absence_is_nobodys_concern_and_a_long_one_is_told_with_its_reason(watch: Stopwatch) -> None:
    absence = Absence(30.0, watch)
    absence.check()
    absence.gone("no broker")
    watch.seconds += 30
    absence.check()
    watch.seconds += 1
    absence.gone("still no broker")
    with pytest.raises(LogAway, match="away for 31 s: still no broker"):
        absence.check()


def test_once_it_answers_all_is_well_and_the_next_absence_counts_from_its_own_beginning(watch: Stopwatch) -> None:
    absence = Absence(30.0, watch)
    absence.gone("no broker")
    watch.seconds += 60
    absence.back()
    absence.check()
    absence.gone("no broker")
    watch.seconds += 20
    absence.check()
