from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from services.demo.script.areas import area_of
from services.demo.script.days import DUE_CHECK_TIME, MONTH_LATE, REMINDED_DAYS, posting_day, working_day
from services.demo.script.mistakes import mistakes
from services.demo.script.schedule import schedule
from services.demo.script.steps import PlayStep, Publication
from services.demo.world.simulation import Simulation
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Kind
from shared.periods import CHINA, Month
from shared.work_calendar import WorkCalendar


@pytest.fixture(scope="module")
def steps(catalogue: Catalogue, simulation: Simulation) -> tuple[PlayStep, ...]:
    return schedule(catalogue, simulation)


def test_every_region_posts_every_month_once_at_first(simulation: Simulation, steps: tuple[PlayStep, ...]) -> None:
    first = Counter((it.region, it.period) for step in steps for it in step.submissions if it.revision == 1)
    assert set(first) == {(region, period) for region in simulation.regions for period in simulation.periods}
    assert set(first.values()) == {1}


def test_most_units_report_by_the_due_day_and_a_few_late(simulation: Simulation) -> None:
    late = sum(
        posting_day(region, period) > WorkCalendar().due_day(period)
        for region in simulation.regions
        for period in simulation.periods
    )
    assert 0.005 < late / (len(simulation.regions) * 60) < 0.03


def test_steps_come_in_the_order_of_time(steps: tuple[PlayStep, ...]) -> None:
    instants = [step.instant for step in steps]
    assert instants == sorted(set(instants))


def test_every_working_day_begins_with_all_settled_and_no_other_day_settles(steps: tuple[PlayStep, ...]) -> None:
    first, last = (step.instant.astimezone(CHINA).date() for step in (steps[0], steps[-1]))
    every = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    working = [day for day in every if WorkCalendar().is_working_day(day)]
    settled = [step.instant.astimezone(CHINA) for step in steps if step.settles]
    mornings = [each.date() for each in settled if each.time() == DUE_CHECK_TIME]
    assert mornings == working
    assert {each.date() for each in settled} == set(working)
    later_in_a_month = 3 * 60 + len(REMINDED_DAYS)  # one report comes a month late
    assert len(settled) == len(working) + later_in_a_month


def test_nothing_is_posted_before_its_month_has_ended(steps: tuple[PlayStep, ...]) -> None:
    for step in steps:
        day = step.instant.astimezone(CHINA).date()
        assert all(day > it.period.last_day for it in step.submissions)


def test_what_is_accepted_was_posted_before_as_a_report_or_as_a_correction(steps: tuple[PlayStep, ...]) -> None:
    posted: set[tuple[str, Month, bool]] = set()
    accepted = set()
    for step in steps:
        posted |= {(it.region, it.period, it.corrects) for it in step.submissions}
        for it in step.acceptances:
            assert (it.region, it.period, it.corrected) in posted
            accepted.add((it.region, it.period, it.corrected))
    assert accepted == posted


def test_a_planted_fault_is_returned_and_mended_before_the_month_is_due(steps: tuple[PlayStep, ...]) -> None:
    returned = {(each.story.region, each.story.period): step.instant for step in steps for each in step.returns}
    assert len(returned) == 9
    for (region, period), instant in returned.items():
        revisions = [
            (step.instant, it.revision, it.story is not None)
            for step in steps
            for it in step.submissions
            if (it.region, it.period) == (region, period)
        ]
        assert [(revision, wrong) for _, revision, wrong in revisions] == [(1, True), (2, False)]
        assert revisions[0][0] < instant < revisions[1][0]
        assert revisions[1][0].astimezone(CHINA).date() < WorkCalendar().due_day(period)


def test_a_month_is_accepted_on_working_day_seven_and_closed_on_ten(
    catalogue: Catalogue, steps: tuple[PlayStep, ...]
) -> None:
    march = Month(2023, 3)
    closings = [step for step in steps if any(it.period == march for it in step.closings)]
    assert [step.instant.astimezone(CHINA).date() for step in closings] == [working_day(march, 10)]
    assert [it.area for it in closings[0].closings] == list(catalogue.area_reporters)
    days = Counter(
        step.instant.astimezone(CHINA).date()
        for step in steps
        for it in step.acceptances
        if it.period == march and not it.corrected
    )
    assert days == {working_day(march, 7): 232}


def test_one_unit_is_a_month_late_and_reports_after_closing_with_a_reason(steps: tuple[PlayStep, ...]) -> None:
    ((region, period),) = MONTH_LATE
    places = [
        (place, it)
        for place, step in enumerate(steps)
        for it in step.submissions
        if (it.region, it.period) == (region, period)
    ]
    ((place, late),) = places
    closed = next(
        place
        for place, step in enumerate(steps)
        if any(it.area == "433100" and it.period == period for it in step.closings)
    )
    assert place > closed
    assert late.correction is not None
    assert "模拟数据" in late.correction.reason


def test_about_a_dozen_reports_are_wrong_at_first_and_corrected_after_acceptance(
    catalogue: Catalogue, simulation: Simulation, steps: tuple[PlayStep, ...]
) -> None:
    wrong = mistakes(catalogue, simulation)
    assert 9 <= len(wrong) <= 13
    accepted: set[tuple[str, Month]] = set()
    closed: set[tuple[str, Month]] = set()
    after_closing = []
    for step in steps:
        for it in step.submissions:
            if it.corrects:
                assert (it.region, it.period) in accepted
                assert it.mistake is None
                assert it.correction is not None
                after_closing.append((area_of(catalogue, it.region), it.period) in closed)
        accepted |= {(it.region, it.period) for it in step.acceptances}
        closed |= {(it.area, it.period) for it in step.closings}
    assert len(after_closing) == len(wrong)
    assert {True, False} == set(after_closing)


def test_a_mistake_is_modest_and_leaves_the_report_consistent(catalogue: Catalogue, simulation: Simulation) -> None:
    parts = {
        name
        for plan in catalogue.plans.values()
        for target in plan.targets
        if target.part_of is not None
        for name in (target.indicator, plan.target(target.part_of).indicator)
    }
    for mistake in mistakes(catalogue, simulation).values():
        assert mistake.indicator not in parts
        assert catalogue.indicators[mistake.indicator].kind in (Kind.FLOW, Kind.STOCK)
        assert 20_000 <= abs(mistake.factor - 1_000_000) <= 60_000


def test_a_unit_belongs_to_the_outermost_area_with_a_plan(catalogue: Catalogue) -> None:
    assert area_of(catalogue, "500107") == "500000"
    assert area_of(catalogue, "433101") == "433100"
    assert area_of(catalogue, "510000") == "510000"


def test_each_year_has_its_target_before_its_first_month_is_reported(steps: tuple[PlayStep, ...]) -> None:
    set_on = {it.year: step.instant for step in steps for it in step.years}
    posted = {it.period: step.instant for step in reversed(steps) for it in step.submissions}
    assert sorted(set_on) == [2021, 2022, 2023, 2024, 2025]
    assert all(instant < posted[Month(year, 1)] for year, instant in set_on.items())


def test_a_bulletin_of_every_year_and_of_the_last_years_quarters_is_published_after_the_month_was_closed(
    steps: tuple[PlayStep, ...],
) -> None:
    bulletins = [it for step in steps for it in step.publications if it.kind == "bulletin"]
    published = [(it.area, str(it.period)) for it in bulletins]
    of_the_city = [period for area, period in published if area == "500000"]
    assert of_the_city == ["2021-12", "2022-12", "2023-12", "2024-12", "2025-03", "2025-06", "2025-09", "2025-12"]
    assert sorted(set(published) - {("500000", period) for period in of_the_city}) == [
        ("433100", "2025-12"),
        ("510000", "2025-12"),
    ]
    assert len(published) == len(set(published))
    closed = {(it.area, it.period): step.instant for step in steps for it in step.closings}
    for step in steps:
        assert all(closed[it.area, it.period] < step.instant for it in step.publications)


def test_every_plan_is_evaluated_at_its_end_and_one_year_and_one_quarters_points_are_published(
    steps: tuple[PlayStep, ...], catalogue: Catalogue
) -> None:
    published = [it for step in steps for it in step.publications if it.kind != "bulletin"]
    finals = {it.plan: it for it in published if it.kind == "final"}
    assert set(finals) == set(catalogue.plans)
    assert {str(it.period) for it in finals.values()} == {"2025-12"}
    assert all(it.area == area_of(catalogue, catalogue.plans[plan].region) for plan, it in finals.items())
    assert [it for it in published if it.kind != "final"] == [
        Publication("500000", Month(2024, 12), "annual", "chongqing-2021-2025"),
        Publication("500000", Month(2025, 9), "appraisal"),
    ]
