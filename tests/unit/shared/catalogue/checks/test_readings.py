"""A reading that says something else than the print is an error, whichever of its parts is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shared.catalogue.checks.readings import check_readings
from shared.catalogue.findings import Findings
from shared.catalogue.model import Bound, CompletedTarget, Horizon, Target
from tests.unit.shared.catalogue.checks.builders import INDICATORS, a_completed, a_plan, a_row
from tests.unit.units_of_measure import UNITS_OF_MEASURE, unit_of


def codes(*rows: Target, completed: tuple[CompletedTarget, ...] = ()) -> list[str]:
    findings = Findings()
    check_readings(a_plan(*rows, completed=completed), INDICATORS, UNITS_OF_MEASURE, findings, "plan")
    assert findings.errors == findings.items
    return [finding.code for finding in findings.items]


PEOPLE = "参保人数（万人）"
RATE: dict[str, Any] = {"name": "失业率", "indicator": "jobless", "unit": unit_of("%")}
TOTAL: dict[str, Any] = {"name": "新增就业人数", "indicator": "jobs", "horizon": Horizon.PLAN}


@pytest.mark.parametrize(
    "row",
    [
        a_row(),
        a_row(printed=("1.参保人数（万人）", "700", "≥750")),
        a_row(printed=("参保人数", "700", "750万人以上")),
        a_row(printed=("参保人数", "700", "0.075亿人")),
        a_row(printed=(PEOPLE, "700", "增加50万人")),
        a_row(printed=(PEOPLE, "＞700", "750"), baseline_bound="more_than"),
        a_row(printed=(PEOPLE, "700左右", "750"), baseline_bound="about"),
        a_row(
            printed=("失业率（%）", "4.5", "<5.5"),
            **RATE,
            bound=Bound.LESS_THAN,
            baseline=Decimal("4.5"),
            value=Decimal("5.5"),
        ),
        a_row(
            printed=("新增就业人数（万人）", "[300]", "【>310】"),
            **TOTAL,
            bound=Bound.MORE_THAN,
            baseline=Decimal(0),
            value=Decimal(310),
        ),
    ],
    ids=[
        "plain",
        "numbered",
        "unit elsewhere",
        "another size",
        "a change",
        "baseline a bound",
        "baseline about",
        "a ceiling",
        "five years",
    ],
)
def test_a_reading_that_says_what_is_printed_is_none_the_worse(row: Target) -> None:
    assert codes(row) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (a_row(value=Decimal(751)), "value_differs"),
        (a_row(printed=(PEOPLE, "700", "【750】")), "horizon_differs"),
        (a_row(printed=(PEOPLE, "700", ">750")), "bound_differs"),
        (a_row(bound=Bound.AT_MOST), "bound_differs"),
        (a_row(baseline=Decimal(701)), "baseline_differs"),
        (a_row(printed=(PEOPLE, ">700", "750")), "baseline_differs"),
        (a_row(printed=(PEOPLE, "七百", "750")), "printed_unreadable"),
        (a_row(printed=(PEOPLE, "1:2", "750")), "printed_unreadable"),
        (a_row(printed=(PEOPLE, "700", "【750")), "printed_unreadable"),
        (a_row(printed=("2.参保人数（万人）", "700", "750")), "row_number"),
        (a_row(printed=("参保人员（万人）", "700", "750")), "name_differs"),
        (a_row(printed=("参保人数（万户）", "700", "750")), "unit_differs"),
        (a_row(part_of=2), "part_of"),
        (a_row(printed=("其中：参保人数（万人）", "700", "750")), "part_of"),
        (a_row(indicator="jobs"), "wrong_indicator"),
    ],
)
def test_each_disagreement_has_a_name_of_its_own(row: Target, code: str) -> None:
    assert codes(row) == [code]


@pytest.mark.parametrize("name", ["参保人数（含离退休）", "参保人数（万人/年）", "参保人数(万人)"])
def test_brackets_behind_a_name_may_hold_a_remark(name: str) -> None:
    plain = name if "离退休" in name else "参保人数"
    assert codes(a_row(printed=(name, "700", "750"), name=plain)) == []
    assert codes(a_row(printed=(name, "700", "750"), name="参保")) == ["name_differs"]


def test_what_looks_like_a_unit_is_none_only_when_a_person_says_so() -> None:
    odd = ("参保人数（千人）", "700", "750")
    assert codes(a_row(printed=odd)) == ["unit_differs"]
    assert codes(a_row(printed=odd, confirmed_by="王芳")) == []


@pytest.mark.parametrize("horizon", [Horizon.YEAR, Horizon.PLAN])
def test_a_flow_of_which_no_time_is_printed_may_be_either(horizon: Horizon) -> None:
    printed = ("新增就业人数（万人）", "72", "310")
    start = Decimal(0) if horizon is Horizon.PLAN else Decimal(72)
    row = a_row(printed=printed, **(TOTAL | {"horizon": horizon}), baseline=start, value=Decimal(310))
    assert codes(row) == []


def test_whatever_a_person_answers_for_by_name_stands_beside_the_print() -> None:
    printed = ("参保人数（万人）", "七百", "保持相当规模")
    assert codes(a_row(printed=printed)) == ["printed_unreadable", "printed_unreadable"]
    assert codes(a_row(printed=printed, confirmed_by="王芳")) == []
    assert codes(a_row(value=Decimal(760), confirmed_by="王芳")) == []


@pytest.mark.parametrize("text", ["保持相当规模", "翻一番", "约三成", "—", "10:40:50", "高于全国平均水平"])
def test_no_print_is_a_fault_where_nobody_says_otherwise(text: str) -> None:
    assert codes(a_row(printed=(PEOPLE, text, text), value=None, baseline=None)) == []


def test_a_five_year_total_begins_at_nought_whatever_baseline_is_printed() -> None:
    row = a_row(printed=("新增就业人数（万人）", "300", "【310】"), **TOTAL, baseline=Decimal(300), value=Decimal(310))
    assert codes(row) == ["baseline_differs"]


def test_a_misprinted_sign_may_only_be_read_the_way_the_indicator_goes() -> None:
    printed = (PEOPLE, "700", "<750")
    assert codes(a_row(printed=printed)) == []
    assert codes(a_row(printed=printed, bound=Bound.LESS_THAN)) == ["bound_differs"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (a_completed(value=Decimal(651)), "value_differs"),
        (a_completed(printed=(PEOPLE, ">650", "700")), "bound_differs"),
        (a_completed(printed=(PEOPLE, "【650】", "700")), "horizon_differs"),
        (a_completed(outcome=Decimal(699)), "outcome_differs"),
        (a_completed(printed=(PEOPLE, "650", "700左右")), "outcome_differs"),
    ],
)
def test_a_completed_row_is_held_against_its_print_too(row: CompletedTarget, code: str) -> None:
    assert codes(completed=(a_completed(),)) == []
    assert codes(completed=(row,)) == [code]
