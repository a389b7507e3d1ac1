"""Which value of a row holds in which month: as published, as revised, as set for a year."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.amendments import NO_AMENDMENTS, Amendment, Amendments
from shared.catalogue.model import Attribute, Bound, Horizon, Target
from shared.events import AnnualTargetSet, TargetRevised
from shared.periods import Month
from tests.unit.aggregator.progress_world import FLOW, PLAN, a_catalogue, a_row

YEARS = range(2021, 2026)


def a_year(year: int, value: str, row: int = 1) -> AnnualTargetSet:
    return AnnualTargetSet(
        plan=PLAN,
        row=row,
        region="110000",
        year=year,
        value=value,
        unit="人",
        document="政府工作报告",
        number="",
        second_signer="key:second",
    )


def a_revision(effective: str, value: str) -> TargetRevised:
    fields: dict[str, Any] = {"document": "调整方案", "number": "", "reason": "口径", "second_signer": "key:second"}
    return TargetRevised(plan=PLAN, row=1, region="110000", value=value, unit="人", effective=effective, **fields)


def known(*events: AnnualTargetSet | TargetRevised) -> Amendments:
    return Amendments(Amendment(10 + index, 0, event) for index, event in enumerate(events))


def words() -> Target:
    return replace(a_row(1, FLOW, "0", "0", "人"), value=None, printed_target="保持相当规模")


def values(amendments: Amendments, target: Target) -> list[int | None]:
    """What holds at the end of each year."""
    found = [amendments.target(target, Month(year, 12)).value for year in YEARS]
    return [None if value is None else int(value) for value in found]


def test_a_row_in_words_asks_for_what_was_set_for_the_year_and_in_other_years_for_nothing() -> None:
    amendments = known(a_year(2022, "600"), a_year(2023, "650"), a_year(2025, "700"))
    assert values(amendments, words()) == [None, 600, 650, None, 700]
    held = [amendments.target(words(), Month(2023, month)) for month in (1, 12)]
    assert {(each.value, each.horizon, each.set_for) for each in held} == {(Decimal(650), Horizon.YEAR, 2023)}
    assert amendments.target(words(), Month(2024, 1)).set_for is None


def test_a_yearly_row_has_its_own_value_again_in_the_january_after() -> None:
    yearly = a_row(1, FLOW, "0", "500", "人", horizon=Horizon.YEAR)
    assert values(known(a_year(2022, "600")), yearly) == [500, 600, 500, 500, 500]


def test_a_total_of_the_plan_keeps_its_value_whatever_is_set_for_a_year() -> None:
    amendments = known(a_year(2022, "600"))
    total = a_row(1, FLOW, "0", "3000", "人", horizon=Horizon.PLAN)
    assert values(amendments, total) == [3000] * 5
    assert amendments.steps(total, Month(2025, 12)) == ()
    held = amendments.target(total, Month(2021, 1))
    assert held is amendments.target(total, Month(2025, 12))
    assert [held.annual_exact(year) for year in (2022, 2023)] == [600, None]


def test_the_last_that_was_set_for_a_year_holds_the_whole_year() -> None:
    amendments = known(a_year(2022, "600"), a_year(2022, "580"))
    assert [amendments.target(words(), Month(2022, month)).value for month in (1, 6, 12)] == [Decimal(580)] * 3
    assert amendments.years_of(PLAN, 1)[2022].value == "580"
    assert values(amendments.until(10), words())[1] == 600


def test_a_revision_that_gives_words_a_value_ends_what_years_said() -> None:
    amendments = known(a_year(2022, "600"), a_revision("2023-07", "3000"), a_year(2024, "650"))
    assert values(amendments, words()) == [None, 600, 3000, 3000, 3000]
    assert amendments.target(words(), Month(2023, 6)).value is None


def test_a_revision_inside_a_year_that_is_set_changes_its_own_months_alone() -> None:
    row = a_row(1, FLOW, "0", "500", "人", horizon=Horizon.YEAR)
    stricter = msgspec.structs.replace(a_revision("2022-07", "700"), attribute="expected", bound="at_most")
    amendments = known(a_year(2022, "600"), stricter)
    june, july, next_year = (
        amendments.in_force(row, Month.parse(month)) for month in ("2022-06", "2022-07", "2023-01")
    )
    assert (june.target.value, june.target.attribute, june.target.bound) == (Decimal(600), row.attribute, row.bound)
    assert (july.target.value, july.target.attribute, july.target.bound) == (
        Decimal(600),
        Attribute.EXPECTED,
        Bound.AT_MOST,
    )
    assert next_year.target.value == 700
    assert [(str(step.since), step.position) for step in july.steps[1:]] == [("2022-01", 10), ("2022-07", 11)]


def test_what_is_known_of_a_year_s_stretch_is_told_by_its_position() -> None:
    row = a_row(1, FLOW, "0", "500", "人", horizon=Horizon.YEAR)
    turned = msgspec.structs.replace(a_revision("2022-01", "700"), bound="at_most")
    amendments, period = known(a_year(2022, "600"), turned), Month(2022, 3)
    before, after = amendments.until(10).in_force(row, period), amendments.in_force(row, period)
    assert (before.target.bound, after.target.bound) == (row.bound, Bound.AT_MOST)
    assert before.steps[-1].position != after.steps[-1].position


def test_what_was_set_for_the_last_year_is_not_what_the_plan_asks_for() -> None:
    plan, yearly = a_catalogue().plans[PLAN], a_row(1, FLOW, "0", "500", "人", horizon=Horizon.YEAR)
    last = a_year(2025, "600")
    assert known(last).of_plan(words(), plan).value is None
    assert known(last).of_plan(yearly, plan).value == 500
    assert known(last, a_revision("2023-01", "700")).of_plan(yearly, plan).value == 700
    assert known(a_revision("2026-01", "700")).of_plan(yearly, plan).value == 500


def test_a_yearly_row_is_in_force_by_year_with_the_line_of_each() -> None:
    plan = a_catalogue().plans[PLAN]
    held = known(a_year(2022, "600")).by_year(words(), plan)
    assert [each.target.value for each in held.values()] == [None, Decimal(600), None, None, None]
    row = plan.target(2)
    assert NO_AMENDMENTS.by_year(row, plan)[2021].target is row


_events = st.one_of(
    st.builds(a_year, st.sampled_from(YEARS), st.integers(1, 999).map(str)),
    st.builds(
        a_revision,
        st.builds(lambda year, month: str(Month(year, month)), st.sampled_from(YEARS), st.integers(1, 12)),
        st.integers(1, 999).map(str),
    ),
)


@given(st.lists(_events, max_size=8), st.booleans(), st.sampled_from(YEARS), st.integers(1, 12))
def test_in_any_order_a_month_holds_what_was_recorded_last_for_it(
    events: list[AnnualTargetSet | TargetRevised], yearly: bool, year: int, month: int
) -> None:
    target = a_row(1, FLOW, "0", "500", "人", horizon=Horizon.YEAR) if yearly else words()
    amendments, period = known(*events), Month(year, month)
    own = [
        event
        for index, event in enumerate(events)
        if isinstance(event, TargetRevised)
        and Month.parse(event.effective) <= period
        and not _overtaken(event, events[index + 1 :], period)
    ]
    base = Decimal(own[-1].value) if own else target.value
    set_for = [event for event in events if isinstance(event, AnnualTargetSet) and event.year == year]
    in_december = amendments.until(10**6).target(target, Month(year, 12))
    if set_for and (yearly or not _valued(events, year)):
        assert amendments.target(target, period).value == in_december.value == Decimal(set_for[-1].value)
    else:
        assert amendments.target(target, period).value == base
    steps = amendments.steps(target, Month(2025, 12))
    assert [step.since for step in steps] == sorted({step.since for step in steps})


def _overtaken(event: TargetRevised, later: list[AnnualTargetSet | TargetRevised], period: Month) -> bool:
    """Whether a later decision took its place by the month."""
    return any(isinstance(each, TargetRevised) and Month.parse(each.effective) <= period for each in later)


def _valued(events: list[AnnualTargetSet | TargetRevised], year: int) -> bool:
    """Whether a revision had given words a value by the end of a year."""
    return any(isinstance(each, TargetRevised) and Month.parse(each.effective) <= Month(year, 12) for each in events)


@pytest.mark.parametrize("row", [1, 2])
def test_only_rows_that_something_was_decided_on_are_amended(row: int) -> None:
    amendments = known(a_year(2022, "600"))
    assert amendments.amended(PLAN, row) == (row == 1)


def test_what_a_document_says_in_numbers_needs_no_sentence_about_the_print_any_more() -> None:
    row = replace(words(), note="原文“保持相当规模”是文字表述，另定目标前只跟踪，不评判")
    amendments = known(a_year(2022, "600"), a_revision("2024-07", "3000"))
    notes = [amendments.target(row, month).note for month in (Month(2021, 12), Month(2022, 6), Month(2024, 7))]
    assert notes == [row.note, "", ""]
