"""The months of a forecast one at a time are those of its grid, in every path."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.forecast.foresee import ForecastQuestion, fan, foresee
from services.aggregator.forecast.month_by_month import walk
from services.aggregator.forecast.past_months import CEILING, GRAINS, Shape
from services.aggregator.forecast.paths import quantiles
from services.aggregator.forecast.pattern import pattern_of
from shared.catalogue.model import Bound
from shared.quantities import BASIS_POINTS, round_half_even
from tests.unit.aggregator.forecast.test_foresee import ask, at_least

FIGURES = st.lists(st.integers(-1_000, 100_000), min_size=12, max_size=72)
QUESTIONS = st.builds(
    ask,
    FIGURES,
    st.sampled_from(Shape),
    st.integers(0, 2_000_000),
    st.integers(1, 59),
    weight=st.sampled_from([0.0, 1.0, 5.5, 11.0]),
    rate=st.booleans(),
    positive=st.booleans(),
)


def rows(question: ForecastQuestion) -> list[np.ndarray]:
    history = question.history
    pattern = pattern_of(history.months, CEILING if history.shape is Shape.YEAR_MEAN else None)
    return list(walk(history, pattern, int(question.version, 16), question.last, question.count))


@given(QUESTIONS)
@settings(max_examples=150, deadline=None)
def test_every_month_by_itself_is_that_of_the_fan(question: ForecastQuestion) -> None:
    halved = [
        tuple(round_half_even(Fraction(each, 2 * GRAINS)) for each in row)
        for row in quantiles(np.stack(rows(question)))
    ]
    assert [tuple(spread) for spread in fan(question)] == halved


@given(QUESTIONS, st.integers(0, 100_000), st.sampled_from(Bound))
@settings(max_examples=100, deadline=None)
def test_a_bound_holds_throughout_in_the_paths_in_which_it_holds_in_every_month(
    question: ForecastQuestion, limit: int, bound: Bound
) -> None:
    goal = at_least(limit, question.count, bound, throughout=True)
    held = {
        Bound.AT_LEAST: np.greater_equal,
        Bound.MORE_THAN: np.greater,
        Bound.AT_MOST: np.less_equal,
        Bound.LESS_THAN: np.less,
    }[bound]
    kept = held(np.stack(rows(question)), limit * GRAINS).all(axis=0)
    assert foresee(question, goal).probability == int(kept.sum()) * BASIS_POINTS // len(kept)
