"""The line of a row whose plan follows its annual targets, from a start or to an end that the plan does not print."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.targets.lines import trajectory_of
from services.aggregator.targets.measuring import read_target
from services.aggregator.targets.month_shares import EVEN_MONTHS
from services.aggregator.targets.trajectory import Trajectory
from shared.catalogue.amendments import Amendment, Amendments
from shared.catalogue.model import Horizon, Plan, Target
from shared.events import AnnualTargetSet, TargetRevised
from shared.periods import Month
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, STOCK, a_catalogue, a_row

PAPER: dict[str, Any] = {"plan": PLAN, "region": CITY, "document": "报告", "number": "", "second_signer": "key:second"}
YEARS = range(2021, 2026)


def a_plan() -> Plan:
    return replace(a_catalogue().plans[PLAN], follow_annual_targets=True)


def a_total(value: int) -> Target:
    return a_row(2, FLOW, "0", str(value), "人", horizon=Horizon.PLAN)


def a_year(row: int, year: int, value: int) -> AnnualTargetSet:
    return AnnualTargetSet(row=row, year=year, value=str(value), unit="人", **PAPER)


def revised(row: int, since: str, value: int) -> TargetRevised:
    return TargetRevised(
        row=row, effective=since, value=str(value), unit="人", attribute=None, bound=None, reason="中期评估", **PAPER
    )


def the_line(target: Target, period: Month, *events: Any, start: Fraction | None = None) -> Trajectory:
    held = Amendments(Amendment(at, at, event) for at, event in enumerate(events, 1)).in_force(target, period)
    indicator = a_catalogue().indicators[target.indicator]
    reading = read_target(held.target, indicator, held.steps, start)
    line = trajectory_of(held.target, reading, a_plan(), period, lambda _year: EVEN_MONTHS)
    assert line is not None
    return line


def decembers(line: Trajectory) -> list[Fraction]:
    return [line.expected(12 * (year - 2020)) for year in YEARS]


def test_from_the_december_before_the_plan_it_goes_through_what_its_years_ask_for() -> None:
    climb = replace(a_row(1, STOCK, "0", "1000", "人"), baseline=None, printed_baseline="—")
    line = the_line(climb, Month(2021, 3), a_year(1, 2021, 800), start=Fraction(600))
    assert decembers(line) == [800, 850, 900, 950, 1000]


def test_a_revision_leaves_what_was_due_before_it_and_the_years_bring_what_they_ask_for() -> None:
    known = (a_year(2, 2021, 2400), a_year(2, 2022, 2000), revised(2, "2022-01", 12_000))
    assert decembers(the_line(a_total(6000), Month(2021, 12), *known))[0] == 2400
    assert decembers(the_line(a_total(6000), Month(2022, 1), *known))[:2] == [2400, 4400]


def test_a_revision_inside_a_year_ends_it_where_the_year_asks() -> None:
    known = (a_year(2, 2022, 2000), revised(2, "2022-07", 12_000))
    assert decembers(the_line(a_total(6000), Month(2022, 8), *known))[:2] == [1200, 3200]


@given(st.dictionaries(st.sampled_from(YEARS), st.integers(0, 3000)), st.sampled_from(YEARS), st.integers(6000, 20_000))
def test_whatever_is_set_and_revised_it_goes_on_from_where_it_stood(
    years: dict[int, int], when: int, value: int
) -> None:
    events = (*(a_year(2, year, asked) for year, asked in sorted(years.items())), revised(2, f"{when}-01", value))
    before = the_line(a_total(6000), Month(when, 1).shift(-1), *events) if when > 2021 else None
    after = the_line(a_total(6000), Month(when, 1), *events)
    number = 12 * (when - 2021)
    if before is not None:
        assert [after.expected(month) for month in range(number + 1)] == [
            before.expected(month) for month in range(number + 1)
        ]
    stood, asked = after.expected(number), years.get(when)
    if asked is not None and when < 2025:
        assert after.expected(number + 12) == min(stood + asked, value)
    assert after.expected(60) == value
