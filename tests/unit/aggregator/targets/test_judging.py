"""When there is no verdict, by which rule there is one, and that a target's line is made once."""

from __future__ import annotations

from datetime import date

import pytest

from services.aggregator.figures.point import NotMeasurable
from services.aggregator.targets.context import TargetContext
from services.aggregator.targets.judging import judge, line_of
from services.aggregator.targets.measuring import read_target
from shared.catalogue.model import Attribute, Horizon, Kind, Target, Unjudged
from shared.periods import Month
from tests.unit.aggregator.target_builders import FIRST, LAST, a_plan, a_series, a_target, an_indicator

MARCH = Month(2021, 3)


def a_context(target: Target, kind: Kind = Kind.STOCK) -> TargetContext:
    indicator = an_indicator(kind)
    return TargetContext(
        plan=a_plan(target),
        indicator=indicator,
        reading=read_target(target, indicator),
        profile=None,
        today=date(2026, 12, 31),
        data_version=1,
    )


CLIMB = a_target("700", "760")


def reason(target: Target, period: Month = MARCH) -> tuple[str, Month | None]:
    series = a_series(FIRST, [7_100_000] * 60)
    with pytest.raises(NotMeasurable) as refused:
        judge(target, series, period, a_context(target))
    return refused.value.reason, refused.value.month


def test_each_thing_that_keeps_a_target_from_being_judged_is_named() -> None:
    assert reason(a_target("700", None)) == ("no_target_value", None)
    for why in Unjudged:
        assert reason(a_target("700", None, unjudged=why)) == (why.value, None)
    assert reason(a_target(None, "760", attribute=Attribute.EXPECTED)) == ("no_baseline", None)
    assert reason(CLIMB, LAST.shift(1)) == ("short_coverage", LAST.shift(1))


def test_the_last_month_is_judged_by_what_was_reached_and_the_others_by_their_line() -> None:
    series = a_series(FIRST, [7_100_000] * 60)
    context = a_context(CLIMB)
    assert judge(CLIMB, series, MARCH, context).verdict.rule == "trajectory"
    assert judge(CLIMB, series, LAST, context).verdict.rule == "final"


def test_a_bound_is_judged_by_how_often_it_was_broken_in_a_row() -> None:
    target = a_target("700", "760", horizon=Horizon.THROUGHOUT)
    series = a_series(FIRST, [7_700_000, 7_500_000, 7_500_000])
    judged = judge(target, series, MARCH, a_context(target))
    assert (judged.line, judged.verdict.rule, judged.verdict.breached_periods) == (None, "floor", 2)


def test_the_line_of_a_target_is_made_once_for_the_years_it_was_learnt_from() -> None:
    series = a_series(FIRST, [7_100_000] * 3)
    context = a_context(CLIMB)
    assert line_of(CLIMB, series, MARCH, context) is line_of(CLIMB, series, FIRST, context)
