"""The rules over one report: which are asked of which line."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from services.intake.review.report import Report, review
from services.intake.units.checks import Checks
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.intake.support import UNIT

JOBS, TRAINING = "urban_new_employment", "subsidised_training"
MARCH = Month(2023, 3).ordinal


@pytest.fixture(scope="module")
def checks(catalogue: Catalogue) -> Checks:
    rules = Rulebook(catalogue).unit(UNIT)
    assert rules is not None
    return rules.checks


def _found(checks: Checks, months: Mapping[int, tuple[ReportLine, ...]], *lines: ReportLine) -> list[tuple[str, str]]:
    history = UnitHistory(0)
    for month, reported in months.items():
        history.put(month, reported)
    return [(each.rule, each.indicator) for each in review(Report(UNIT, MARCH, lines), history, checks)]


def to_date(indicator: str, value: int) -> ReportLine:
    return ReportLine(indicator, value, None, "year_to_date")


def test_a_first_report_is_not_questioned(checks: Checks) -> None:
    assert _found(checks, {}, ReportLine(JOBS, 1_237), ReportLine(TRAINING, 451)) == []


def test_a_large_flow_that_is_last_months_is_asked_about_and_a_small_one_is_not(checks: Checks) -> None:
    before = {MARCH - 1: (ReportLine(JOBS, 1_237), ReportLine(TRAINING, 7))}
    assert _found(checks, before, ReportLine(JOBS, 1_237), ReportLine(TRAINING, 7)) == [("flow-copied", JOBS)]


def test_a_year_to_date_is_held_against_the_months_before_it(checks: Checks) -> None:
    before = {MARCH - 2: (ReportLine(JOBS, 60),), MARCH - 1: (ReportLine(JOBS, 50),)}
    assert _found(checks, before, to_date(JOBS, 109)) == [("ytd-below-months", JOBS)]
    assert _found(checks, before, to_date(JOBS, 110)) == []


def test_a_change_that_takes_the_year_above_a_later_month_is_told(checks: Checks) -> None:
    later = {MARCH + 1: (to_date(JOBS, 100),)}
    assert _found(checks, later, ReportLine(JOBS, 101)) == [("ytd-below-months", JOBS)]
    assert _found(checks, later, ReportLine(JOBS, 99)) == []
