"""Who has done what by the day before January is due."""

from __future__ import annotations

import pytest

from services.demo.invented.folder import INVENTED
from services.demo.script.january import (
    ACCEPTED,
    AREA,
    ASKED,
    DISTRICT,
    RETURNED,
    STANDS,
    WAITING,
    january_steps,
)
from services.demo.script.plots import NEW_JOBS
from services.demo.script.steps import PlayStep, ReportToPost
from services.demo.world.january import BEFORE, JANUARY, YEAR_BEFORE, january
from services.demo.world.simulation import Simulation, simulate
from shared.catalogue import CatalogueSources, load_from
from shared.catalogue.catalogue import Catalogue
from shared.periods import CHINA


@pytest.fixture(scope="module")
def invented() -> Catalogue:
    return load_from(CatalogueSources(site=INVENTED))


@pytest.fixture(scope="module")
def year(catalogue: Catalogue) -> Simulation:
    return simulate(catalogue, YEAR_BEFORE, BEFORE)


@pytest.fixture(scope="module")
def steps(invented: Catalogue, year: Simulation) -> list[PlayStep]:
    return january_steps(invented, year, january(invented, year))


def submissions(steps: list[PlayStep]) -> dict[str, ReportToPost]:
    return {it.region: it for step in steps for it in step.submissions}


def test_half_of_the_units_of_the_new_map_have_reported_once(invented: Catalogue, steps: list[PlayStep]) -> None:
    posted = [it.region for step in steps for it in step.submissions]
    units = set(invented.units_under(AREA, JANUARY))
    assert len(posted) == len(set(posted))
    assert set(posted) == {*ACCEPTED, *WAITING, *RETURNED, *ASKED}
    assert set(posted) - {AREA} < units
    assert abs(2 * len(set(posted) - {AREA}) - len(units)) <= 1


def test_nobody_is_in_two_states() -> None:
    assert len({*ACCEPTED, *WAITING, *RETURNED, *ASKED}) == len(ACCEPTED) + len(WAITING) + len(RETURNED) + len(ASKED)


def test_the_clock_stands_after_all_of_it_and_before_the_month_is_due(
    invented: Catalogue, steps: list[PlayStep]
) -> None:
    instants = [step.instant for step in steps]
    assert instants == sorted(set(instants))
    assert instants[-1] == STANDS
    today = STANDS.astimezone(CHINA).date()
    assert today < invented.calendar.due_day(JANUARY)
    assert all(step.instant.astimezone(CHINA).date() > BEFORE.last_day for step in steps)


def test_two_come_back_with_reasons_that_name_the_figure_and_what_to_do(
    steps: list[PlayStep], year: Simulation
) -> None:
    reasons = {it.story.region: it.story.return_reason for step in steps for it in step.returns}
    assert set(reasons) == set(RETURNED)
    december, _ = year.year_to_date(DISTRICT, NEW_JOBS, BEFORE)
    assert f"{december:,}人" in reasons[DISTRICT]
    for reason in reasons.values():
        assert "重报" in reason and reason.endswith("（模拟数据）。")


def test_what_is_asked_about_is_neither_returned_nor_accepted(steps: list[PlayStep]) -> None:
    found = submissions(steps)
    decided = {it.region for step in steps for it in step.acceptances}
    decided |= {it.story.region for step in steps for it in step.returns}
    for unit in ASKED:
        story = found[unit].story
        assert story is not None and story.overrides and not story.refused
        assert unit not in decided
    assert {unit for unit, it in found.items() if it.story is None} == {*ACCEPTED, *WAITING}


def test_a_report_is_decided_on_after_it_came(steps: list[PlayStep]) -> None:
    came = {it.region: step.instant for step in steps for it in step.submissions}
    for step in steps:
        assert all(came[it.region] < step.instant for it in step.acceptances)
        assert all(came[it.story.region] < step.instant for it in step.returns)
    assert {it.region for step in steps for it in step.acceptances} == set(ACCEPTED)


def test_the_years_targets_say_that_their_document_is_invented(steps: list[PlayStep]) -> None:
    targets = [target for step in steps for target in step.years]
    assert {(target.year, "虚构" in target.document) for target in targets} == {(2026, True)}
    assert {target.area for target in targets} == {AREA}
    assert len(targets) == 2
