"""What of an assessment is news, and how it is told."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from services.aggregator.model import ProgressKey
from services.aggregator.progress.news import AssessmentCause, event_of, same, tells_more
from shared.events import Assessment, ProgressAssessed
from shared.periods import Month
from tests.unit.aggregator.target_builders import a_plan, a_target

STANDS = Assessment(
    level="yellow",
    rule="trajectory",
    reason="behind_schedule",
    rule_version=2,
    data_version=7,
    expected_units=3,
    reported_units=3,
    accepted_units=1,
    recent_pace=10,
)


def test_other_reports_alone_are_nothing_new() -> None:
    assert same(STANDS, msgspec.structs.replace(STANDS, data_version=9))
    assert not same(STANDS, msgspec.structs.replace(STANDS, accepted_units=2))
    assert not same(None, STANDS)


def test_the_first_assessment_and_another_level_or_reason_are_news() -> None:
    assert tells_more(None, STANDS)
    assert tells_more(STANDS, msgspec.structs.replace(STANDS, level="red"))
    assert tells_more(STANDS, msgspec.structs.replace(STANDS, reason="moved_away"))


@pytest.mark.parametrize("level", ["reporting", "missing"])
def test_counts_that_grow_while_reports_come_in_are_not(level: str) -> None:
    stands = msgspec.structs.replace(STANDS, level=level, reported_units=1)
    assert not tells_more(stands, msgspec.structs.replace(stands, reported_units=2, data_version=8))


def test_nor_is_a_pace_or_a_forecast_that_another_month_moved_but_an_acceptance_is() -> None:
    assert not tells_more(STANDS, msgspec.structs.replace(STANDS, recent_pace=11, probability=500, data_version=8))
    assert tells_more(STANDS, msgspec.structs.replace(STANDS, accepted_units=3))


def test_it_is_told_with_the_correlation_of_the_report_that_reached_the_areas_month() -> None:
    target = a_target("700", "760")
    plan, key = a_plan(target), ProgressKey("plan", 8, Month(2021, 3))
    cause = AssessmentCause(date(2021, 4, 1), 7, "last", {("500000", "2021-03"): "own"})
    told = event_of(plan, target, key, STANDS, cause)
    assert (told.stream, told.actor, told.correlation_id) == ("progress-plan-8", "aggregator", "own")
    assert isinstance(told.event, ProgressAssessed)
    assert (told.event.region, told.event.period, told.event.assessment) == ("500000", "2021-03", STANDS)
    other = event_of(plan, target, key._replace(period=Month(2021, 4)), STANDS, cause)
    assert other.correlation_id == "last"
