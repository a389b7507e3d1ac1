from __future__ import annotations

import pytest

from services.aggregator.figures.series import Series
from services.aggregator.missing.estimates import Estimate, Parts
from services.aggregator.missing.filling import FilledSeries, fill
from services.aggregator.targets.ends import ends_of, worst_of
from services.aggregator.targets.judging import judge
from shared.catalogue.model import Bound
from shared.events import MissingRange
from shared.periods import Month
from tests.unit.aggregator.target_builders import a_point, a_target
from tests.unit.aggregator.targets.test_judging import a_context

MARCH = Month(2025, 3)
TARGET = a_target("730", "750")


def filled(low: int, high: int) -> FilledSeries:
    estimate = Estimate("u", MARCH, "last", Month(2025, 2), Parts(200_000), Parts(low), Parts(high))
    return fill(Series([a_point(MARCH, 7_200_000, reported=37)]), [estimate])


@pytest.mark.parametrize(("low", "certain"), [(190_000, True), (99_000, False), (90_000, False)])
def test_a_level_is_certain_where_both_ends_give_it(low: int, certain: bool) -> None:
    context, found = a_context(TARGET), filled(low, 201_000)
    judged = judge(TARGET, found.counted, MARCH, context)
    sure, spread = ends_of(TARGET, judged, MARCH, context, found)
    assert spread is not None
    assert (sure, spread.worst, spread.best) == (certain, 7_200_000 + low, 7_401_000)
    assert sure is (spread.worst_level == spread.best_level)


def test_with_nothing_missing_it_is_certain_and_there_is_no_range() -> None:
    context, found = a_context(TARGET), filled(1, 2)
    assert ends_of(TARGET, judge(TARGET, found.counted, MARCH, context), MARCH, context, None) == (True, None)


def test_the_worst_of_a_target_to_stay_under_is_the_most() -> None:
    found = filled(1, 2)
    assert worst_of(TARGET, found) is found.low
    ceiling = a_target("740", "730", bound=Bound.AT_MOST)
    assert worst_of(ceiling, found) is found.high
    context = a_context(ceiling)
    _, spread = ends_of(ceiling, judge(ceiling, found.counted, MARCH, context), MARCH, context, found)
    assert spread == MissingRange(7_200_002, 7_200_001, spread.worst_level, spread.best_level) if spread else False
