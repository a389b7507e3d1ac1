"""A unit's points of a month: what takes them, what brings them, and that nothing else does."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.appraisal.occurrences import FalseReport, GoalStanding, PastEvent
from services.aggregator.appraisal.scoring import MonthScore, NotCounted, score_month
from services.aggregator.reports.handlers import IntakeEvent
from tests.unit.aggregator.appraisal.unit_months import (
    DUE,
    SCHEME,
    accepted,
    corrected,
    facts,
    returned,
    submitted,
    withdrawn,
)

DAY = timedelta(days=1)
EARLY = date(2024, 4, 2)
FALSE = FalseReport(77, date(2024, 6, 3), 1, "统核〔2024〕3号（虚构）")


def goal(indicator: str, met: bool) -> GoalStanding:
    return GoalStanding(indicator, met, "1", "2", 55)


def points(score: MonthScore) -> dict[str, tuple[int | Fraction, int | Fraction]]:
    return {each.item.id: (each.points, each.full) for each in score.items}


def test_a_month_in_order_brings_its_full_marks_of_what_can_be_said() -> None:
    score = score_month(SCHEME, facts((EARLY, submitted()), (DUE, accepted())))
    assert points(score) == {"timely": (30, 30), "accurate": (30, 30), "truthful": (20, 20), "progress": (0, 0)}
    assert [score.points, score.full] == [80, 80]
    assert score.items[-1].reason is NotCounted.NO_TARGET


def test_every_point_that_is_taken_stands_with_where_it_is_written() -> None:
    history = (
        (date(2024, 4, 10), submitted()),
        (date(2024, 4, 12), returned()),
        (date(2024, 4, 12), submitted()),
        (date(2024, 4, 15), accepted(2)),
        (date(2024, 5, 6), corrected()),
    )
    score = score_month(SCHEME, facts(*history, false=(FALSE,)))
    assert points(score) == {"timely": (20, 30), "accurate": (22, 30), "truthful": (0, 20), "progress": (0, 0)}
    traced = [
        (line.rule, int(line.points), line.topic, line.happened.position) for item in score.items for line in item.lines
    ]
    assert traced == [
        ("late", -10, "reports", 101),
        ("returned", -5, "reports", 102),
        ("corrected", -3, "reports", 105),
        ("false", -20, "figures", 77),
    ]


def test_a_month_not_reported_loses_what_the_scheme_says_and_before_its_due_day_is_not_counted() -> None:
    assert points(score_month(SCHEME, facts(today=DUE + DAY)))["timely"] == (0, 30)
    waiting = score_month(SCHEME, facts(today=DUE))
    assert [waiting.points, waiting.full] == [0, 0]
    assert {each.reason for each in waiting.items[:3]} == {NotCounted.NOT_DUE}


def test_progress_brings_the_part_of_the_targets_that_are_on_schedule() -> None:
    goals = (goal("b", met=True), goal("a", met=False), goal("c", met=True))
    (item,) = score_month(SCHEME, facts((EARLY, submitted()), goals=goals)).items[-1:]
    assert [item.points, item.full] == [Fraction(40, 3), 20]
    assert [(each.indicator, each.points) for each in item.lines] == [
        ("a", 0),
        ("b", Fraction(20, 3)),
        ("c", Fraction(20, 3)),
    ]


def test_an_exempt_month_is_not_counted_and_says_why() -> None:
    score = score_month(SCHEME, facts((LATE, submitted()), exempt="抗洪救灾，州考核办〔2024〕2号（虚构）"))
    assert [score.points, score.full] == [0, 0]
    assert score.reason is NotCounted.EXEMPT
    assert score.exempt.startswith("抗洪")


LATE = date(2024, 5, 20)


def test_a_false_report_is_never_inferred_from_what_happened() -> None:
    history: list[tuple[date, IntakeEvent]] = [(LATE, submitted()), *[(LATE, corrected())] * 9, (LATE, returned(10))]
    assert points(score_month(SCHEME, facts(*history)))["truthful"] == (20, 20)


MAKERS: tuple[Callable[[], IntakeEvent], ...] = (submitted, corrected, accepted, returned, withdrawn)
EVENTS = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(MAKERS)), max_size=9)


def history(made: list[tuple[int, Callable[[], IntakeEvent]]]) -> list[tuple[date, IntakeEvent]]:
    days = sorted(day for day, _ in made)
    return [(EARLY + day * DAY, make()) for day, (_, make) in zip(days, made, strict=True)]


@given(EVENTS, st.integers(0, 60), st.lists(st.booleans(), max_size=4))
@settings(max_examples=150, deadline=None)
def test_points_lie_between_nothing_and_the_full_marks(
    made: list[tuple[int, Callable[[], IntakeEvent]]], today: int, met: list[bool]
) -> None:
    goals = tuple(goal(str(place), met=each) for place, each in enumerate(met))
    score = score_month(SCHEME, facts(*history(made), today=EARLY + today * DAY, false=(FALSE,), goals=goals))
    for item in score.items:
        assert 0 <= item.points <= item.full
    assert 0 <= score.points <= score.full <= Fraction(100)


@given(st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=100, deadline=None)
def test_who_reports_later_never_has_more(one: int, other: int) -> None:
    first, second = (
        points(score_month(SCHEME, facts((EARLY + day * DAY, submitted()))))["timely"][0]
        for day in sorted((one, other))
    )
    assert first >= second


@given(EVENTS, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_events_in_another_order_and_delivered_twice_come_to_the_same(
    made: list[tuple[int, Callable[[], IntakeEvent]]], chance: random.Random
) -> None:
    given_facts = facts(*history(made), false=(FALSE,))
    twice: list[PastEvent] = [*given_facts.events, *given_facts.events]
    chance.shuffle(twice)
    again = replace(given_facts, events=tuple(twice), false_reports=(FALSE, FALSE))
    assert score_month(SCHEME, again) == score_month(SCHEME, given_facts)


def test_a_weight_counts_on_both_sides() -> None:
    doubled = replace(SCHEME, items=tuple(replace(each, weight=Decimal(2) * each.weight) for each in SCHEME.items))
    happened = facts((date(2024, 4, 10), submitted()), (date(2024, 4, 12), returned()), false=(FALSE,))
    once, twice = score_month(SCHEME, happened), score_month(doubled, happened)
    assert (twice.points, twice.full) == (2 * once.points, 2 * once.full)
