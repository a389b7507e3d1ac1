"""What a unit owes, and what it is asked for when no plan is in force."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.faults import ReceiptFinding
from services.intake.units.rulebook import Rulebook
from services.intake.units.totals import counted_in
from shared.catalogue import Catalogue
from shared.catalogue.model import Frequency
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.aggregator.progress_world import FLOW, PLAN, RATE, STOCK, UNITS
from tests.unit.shared.catalogue.test_obligations import a_quarterly_catalogue


@pytest.fixture
def rulebook() -> Rulebook:
    """The flow is due by the quarter, the rate by the year; the plan is that of 2021 to 2025."""
    return Rulebook(a_quarterly_catalogue())


def test_without_a_plan_in_force_a_form_keeps_what_was_owed_last(rulebook: Rulebook) -> None:
    unit = UNITS[0]
    for month, asked in ((1, (STOCK,)), (3, (STOCK, FLOW)), (12, (STOCK, FLOW, RATE))):
        assert rulebook.due(unit, Month(2026, month)) == ()
        assert rulebook.asked(unit, Month(2026, month)) == rulebook.asked(unit, Month(2025, month)) == asked
    assert rulebook.asked(unit, Month(2020, 12)) == (), "before the first plan nothing was owed yet"
    assert rulebook.asked("999999", Month(2026, 1)) == ()


def test_a_later_plan_asks_for_its_own_and_a_month_between_two_for_the_earlier_ones() -> None:
    made = a_quarterly_catalogue(**{FLOW: Frequency.MONTH, RATE: Frequency.MONTH})
    plan = made.plans[PLAN]
    later = replace(plan, id="later", first=Month(2028, 1), last=Month(2030, 12), targets=plan.targets[:1])
    rulebook = Rulebook(Catalogue(made.regions.values(), {}, made.indicators.values(), [plan, later], (), {}))
    assert rulebook.asked(UNITS[0], Month(2027, 5)) == (STOCK, FLOW, RATE)
    assert rulebook.asked(UNITS[0], Month(2028, 1)) == rulebook.asked(UNITS[0], Month(2031, 1)) == (STOCK,)
    told = [rulebook.planless(UNITS[0], Month(year, 1)) for year in (2020, 2025, 2026, 2027, 2028, 2030, 2031)]
    assert told == [True, False, True, True, False, False, True]


def test_a_report_is_told_that_no_plan_is_in_force(rulebook: Rulebook) -> None:
    lines = (ReportLine(STOCK, 5),)
    (told,) = rulebook.missing(UNITS[0], lines, Month(2026, 2))
    assert isinstance(told, ReceiptFinding)
    assert (told.code, told.indicator, told.message[:16]) == ("no-plan", "", "2026年2月没有在执行的规划：")
    assert rulebook.missing(UNITS[0], lines, Month(2025, 2)) == ()
    assert [each.indicator for each in rulebook.missing(UNITS[0], lines, Month(2025, 3))] == [FLOW]


@given(st.data())
def test_what_is_missing_and_which_totals_it_is_in_are_those_of_each_report(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    kept = Rulebook(catalogue)
    for _ in range(4):
        unit = data.draw(st.sampled_from(("500101", "500102", "500107", "510104")))
        month = data.draw(st.sampled_from((Month(2020, 1), Month(2023, 3), Month(2026, 2))))
        owed = data.draw(st.permutations(catalogue.owed(unit)))
        lines = tuple(ReportLine(each, 1) for each in owed[: data.draw(st.integers(0, len(owed)))])
        assert kept.missing(unit, lines, month) == Rulebook(catalogue).missing(unit, lines, month)
        assert kept.totals(unit, month, lines) == counted_in(catalogue, unit, month, lines)
