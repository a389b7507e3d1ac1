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


def test_a_copied_month_is_found_however_the_two_months_were_reported(checks: Checks) -> None:
    """1,237 in February and in March: by itself, or as what the year to date grows by."""
    january = {MARCH - 2: (ReportLine(JOBS, 900),)}
    months = (ReportLine(JOBS, 1_237), to_date(JOBS, 900 + 1_237))
    for february in months:
        for march in (ReportLine(JOBS, 1_237), to_date(JOBS, 900 + 2 * 1_237)):
            assert ("flow-copied", JOBS) in _found(checks, january | {MARCH - 1: (february,)}, march)
        for march in (ReportLine(JOBS, 1_236), to_date(JOBS, 900 + 2 * 1_237 + 1)):
            assert ("flow-copied", JOBS) not in _found(checks, january | {MARCH - 1: (february,)}, march)


def test_a_year_to_date_is_never_taken_for_a_month_that_was_copied(checks: Checks) -> None:
    same = 2_137
    january = {MARCH - 2: (ReportLine(JOBS, 900),)}
    # the same two numbers: a year to date and a month, a month and a year to date, two years to date
    assert ("flow-copied", JOBS) not in _found(
        checks, january | {MARCH - 1: (to_date(JOBS, same),)}, ReportLine(JOBS, same)
    )
    before = january | {MARCH - 1: (ReportLine(JOBS, 1_237),)}
    assert ("flow-copied", JOBS) not in _found(checks, before, to_date(JOBS, same + 300))
    assert ("flow-copied", JOBS) not in _found(
        checks, january | {MARCH - 1: (to_date(JOBS, same),)}, to_date(JOBS, same)
    )


def test_a_month_whose_own_figure_is_not_known_is_not_said_to_be_copied(checks: Checks) -> None:
    hole = {MARCH - 1: (to_date(JOBS, 1_237),)}  # January was not reported: it holds both
    assert ("flow-copied", JOBS) not in _found(checks, hole, ReportLine(JOBS, 1_237))
    assert ("flow-copied", JOBS) not in _found(checks, hole, to_date(JOBS, 2 * 1_237))


def test_half_of_a_report_copied_is_counted_by_months_and_without_those_in_which_nothing_happened(
    checks: Checks,
) -> None:
    flows = [each for each, check in checks.indicators.items() if check.copied is not None][:7]
    assert len(flows) == 7
    january = {MARCH - 2: tuple(ReportLine(each, 40 + place) for place, each in enumerate(flows))}
    february = {MARCH - 1: tuple(to_date(each, 2 * (40 + place)) for place, each in enumerate(flows))}
    grown = [to_date(each, 3 * (40 + place)) for place, each in enumerate(flows)]
    assert ("report-copied", "") in _found(checks, january | february, *grown)
    still = [to_date(each, 2 * (40 + place)) for place, each in enumerate(flows)]  # nothing happened in March
    assert ("report-copied", "") not in _found(checks, january | february, *still)
    mixed = [*grown[:3], *still[3:6], grown[6]]  # four of four that are not 0: too few to be asked about
    assert ("report-copied", "") not in _found(checks, january | february, *mixed)


def test_a_year_to_date_is_held_against_the_months_before_it(checks: Checks) -> None:
    before = {MARCH - 2: (ReportLine(JOBS, 60),), MARCH - 1: (ReportLine(JOBS, 50),)}
    assert _found(checks, before, to_date(JOBS, 109)) == [("ytd-below-months", JOBS)]
    assert _found(checks, before, to_date(JOBS, 110)) == []


def test_a_change_that_takes_the_year_above_a_later_month_is_told(checks: Checks) -> None:
    later = {MARCH + 1: (to_date(JOBS, 100),)}
    assert _found(checks, later, ReportLine(JOBS, 101)) == [("ytd-below-months", JOBS)]
    assert _found(checks, later, ReportLine(JOBS, 99)) == []
