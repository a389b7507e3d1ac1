"""A first month's flow or rate that the plans leave no room for."""

from __future__ import annotations

import pytest

from services.intake.review.report import Report, review
from services.intake.units.checks import Checks
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import ReportLine, ReviewFinding
from shared.periods import Month

OWN = "500240"
JOBS, PENSION, SURVEYED = "urban_new_employment", "pension_coverage_rate", "surveyed_unemployment_rate"
JANUARY = Month(2023, 1).ordinal


@pytest.fixture(scope="module")
def checks(catalogue: Catalogue) -> Checks:
    rules = Rulebook(catalogue).unit(OWN)
    assert rules is not None
    return rules.checks


def asked(checks: Checks, history: UnitHistory, line: ReportLine, month: int = JANUARY) -> list[ReviewFinding]:
    return [
        each
        for each in review(Report(OWN, month, (line,)), history, checks, names={OWN: "石柱县"})
        if each.rule == "off-plan"
    ]


@pytest.mark.parametrize(("figure", "speaks"), [(330, False), (3_300, True), (33, True), (3_300_000, True), (0, False)])
def test_a_first_flow_of_another_order_is_asked_about(checks: Checks, figure: int, speaks: bool) -> None:
    assert bool(asked(checks, UnitHistory(0), ReportLine(JOBS, figure))) is speaks


def test_it_names_the_plan_and_what_it_says_of_a_month(checks: Checks) -> None:
    (found,) = asked(checks, UnitHistory(0), ReportLine(JOBS, 3_300))
    assert found.action == "query"
    assert "首次报送3,300，而石柱县规划目标平均每月为333" in found.message


@pytest.mark.parametrize(("parts", "speaks"), [((96_100, 100_000), False), ((9_610, 100_000), True)])
def test_a_first_rate_of_another_order_is_asked_about(checks: Checks, parts: tuple[int, int], speaks: bool) -> None:
    found = asked(checks, UnitHistory(0), ReportLine(PENSION, *parts))
    assert bool(found) is speaks
    if found:
        assert "首次报送9.61%，而石柱县规划所列为95.00%" in found[0].message


def test_a_first_year_to_date_is_held_by_its_mean_month(checks: Checks) -> None:
    june = JANUARY + 5
    assert asked(checks, UnitHistory(0), ReportLine(JOBS, 2_000, None, "year_to_date"), june) == []
    assert asked(checks, UnitHistory(0), ReportLine(JOBS, 20_000, None, "year_to_date"), june) != []


def test_once_a_month_is_known_it_is_no_first_one(checks: Checks) -> None:
    history = UnitHistory(0)
    history.put(JANUARY - 2, (ReportLine(JOBS, 3_200),))
    assert asked(checks, history, ReportLine(JOBS, 3_300)) == []
