"""Every rule is found in the demonstration's data where its fault is planted, and not where it is not."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest

from services.demo.script.planted_faults import Story, stories
from services.demo.script.plots import AREA, CARDS, NEW_JOBS, PLOTS
from services.demo.script.writing import NO_OVERRIDES, Override, Overrides
from services.demo.world.simulation import Simulation
from services.intake.review.magnitude.beside import beside
from services.intake.review.rules import RULES
from services.intake.review.screening.screens import screens
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.catalogue.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month
from tests.judging import validated

SCREENS = {"last-digit", "benford", "target-hugging"}
NOT_TOLD = {"children-differ", "identity", "off-baseline", "off-plan", "off-peers"}
"""No two regions of the shipped plans report the same amount, and no stock has flows of its own in them. Baselines
and plans are held against a unit's first month, and the stories are of later ones; peers are of an area's month."""
LAST = Month(2023, 12)


@pytest.fixture(scope="module")
def rulebook(catalogue: Catalogue) -> Rulebook:
    return Rulebook(catalogue)


def history_before(rulebook: Rulebook, simulation: Simulation, region: str, period: Month) -> UnitHistory:
    history = UnitHistory(0)
    for each in simulation.periods:
        if each < period:
            history.put(each.ordinal, validated(rulebook, simulation, region, each, history).lines)
    return history


def told(rulebook: Rulebook, simulation: Simulation, story: Story, overrides: Overrides) -> set[str]:
    """The rules that speak of the story's month."""
    history = history_before(rulebook, simulation, story.region, story.period)
    found = validated(rulebook, simulation, story.region, story.period, history, overrides)
    return {each.code for each in found.faults} | {each.rule for each in found.review}


@pytest.mark.parametrize("rule", [plot.rule for plot in PLOTS])
def test_a_planted_fault_is_found_by_its_rule_and_the_right_report_is_not(
    catalogue: Catalogue, simulation: Simulation, rulebook: Rulebook, rule: str
) -> None:
    (story,) = (each for each in stories(catalogue, simulation).values() if each.rule == rule)
    assert rule in told(rulebook, simulation, story, story.overrides)
    assert rule not in told(rulebook, simulation, story, NO_OVERRIDES)


def test_every_rule_of_a_single_report_has_its_story(catalogue: Catalogue, simulation: Simulation) -> None:
    played = {story.rule for story in stories(catalogue, simulation).values()} | {"convenient-fix"}
    played |= {"left-out", "left-out-alerted"}  # of a second revision: the stories are of first ones
    assert played == {rule.name for rule in RULES} - SCREENS - NOT_TOLD
    assert len({story.region for story in stories(catalogue, simulation).values()}) == len(PLOTS)


def shifted(lines: tuple[ReportLine, ...], digit: int) -> tuple[ReportLine, ...]:
    """The lines with every last digit the same."""
    return tuple(
        msgspec.structs.replace(line, value=line.value // 10 * 10 + digit) if line.denominator is None else line
        for line in lines
    )


def led(lines: tuple[ReportLine, ...], zeros: int) -> tuple[ReportLine, ...]:
    """The lines with every figure beginning with 5, so many places longer."""
    scale = 10**zeros
    return tuple(msgspec.structs.replace(line, value=int("5" + str(line.value)[1:]) * scale) for line in lines)


@pytest.fixture(scope="module")
def area(rulebook: Rulebook, simulation: Simulation) -> dict[str, UnitHistory]:
    units = rulebook.catalogue.units_under(AREA, Month(2025, 12))
    return {unit: history_before(rulebook, simulation, unit, LAST.shift(1)) for unit in units}


def planted(histories: dict[str, UnitHistory], unit: str, change: object) -> UnitHistory:
    """A unit's history with every month's lines changed."""
    assert callable(change)
    found = UnitHistory(0)
    for month in range(LAST.ordinal - 35, LAST.ordinal + 1):
        found.put(month, change(histories[unit].lines(month)))
    return found


def picked(rulebook: Rulebook, histories: dict[str, UnitHistory], progress: list[int]) -> list[tuple[str, str]]:
    found = screens(AREA, histories, LAST.ordinal, rulebook.catalogue, progress)
    return [(each.region, each.finding.rule) for each in found]


def test_the_screens_pick_what_is_planted_in_an_areas_years(rulebook: Rulebook, area: dict[str, UnitHistory]) -> None:
    unit = next(iter(area))
    five = area | {unit: planted(area, unit, lambda lines: shifted(lines, 5))}
    before = picked(rulebook, area, [])
    assert (unit, "last-digit") not in before
    assert (unit, "last-digit") in picked(rulebook, five, [])
    begun = {
        each: planted(area, each, lambda lines, zeros=number % 3: led(lines, zeros)) for number, each in enumerate(area)
    }
    assert (AREA, "benford") not in before
    assert (AREA, "benford") in picked(rulebook, begun, [])
    assert (AREA, "target-hugging") in picked(rulebook, area, [9_600] * 20)
    assert (AREA, "target-hugging") not in picked(rulebook, area, [9_600, 9_400] * 10)


FIRST = Month(2021, 1)


def first_month(
    rulebook: Rulebook, simulation: Simulation, planted: Mapping[str, Overrides]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What is asked of the area's first month: at the door, and once all have reported, by unit and rule."""
    units = [unit for unit in rulebook.catalogue.units_under(AREA) if unit in simulation.series]
    found = {
        unit: validated(rulebook, simulation, unit, FIRST, UnitHistory(0), planted.get(unit, NO_OVERRIDES))
        for unit in units
    }
    door = {(unit, each.rule) for unit, judged in found.items() for each in judged.review}
    reports = [(unit, judged.lines) for unit, judged in found.items()]
    asked = beside(reports, dict.fromkeys(units, UnitHistory(0)), FIRST.ordinal, rulebook)
    return door, {(unit, each.rule) for unit, findings in asked.items() for each in findings}


def test_a_slip_in_the_first_month_of_all_is_asked_about(rulebook: Rulebook, simulation: Simulation) -> None:
    planned, plain = "500240", "500101"
    jobs = simulation.figure(planned, NEW_JOBS, FIRST)[0]
    rate = simulation.figure(plain, "pension_coverage_rate", FIRST)
    assert rate[1] is not None
    cards = simulation.figure("500102", CARDS, FIRST)[0]
    wrong = {
        planned: {NEW_JOBS: Override(jobs * 10)},
        plain: {"pension_coverage_rate": Override(rate[0] // 10, rate[1])},
        "500102": {CARDS: Override(cards * 10)},
    }
    door, later = first_month(rulebook, simulation, wrong)
    assert {(planned, "off-plan"), (plain, "off-plan")} <= door
    assert ("500102", "off-peers") in later
    right_door, right_later = first_month(rulebook, simulation, {})
    assert not {each for each in right_door if each[1] == "off-plan"}
    assert ("500102", "off-peers") not in right_later
