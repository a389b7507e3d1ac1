"""What is odd in a print is told as a warning, and says how the row is read all the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shared.catalogue.checks.oddities import report_oddities
from shared.catalogue.findings import Findings
from shared.catalogue.model import Bound, CompletedTarget, Horizon, Target
from tests.unit.shared.catalogue.checks.builders import INDICATORS, a_completed, a_plan, a_row
from tests.unit.units_of_measure import unit_of

RATE: dict[str, Any] = {"name": "失业率", "indicator": "jobless", "unit": unit_of("%"), "bound": Bound.AT_MOST}
TOTAL: dict[str, Any] = {"name": "新增就业人数", "indicator": "jobs", "horizon": Horizon.PLAN, "baseline": Decimal(0)}
JOBS = "新增就业人数（万人）"


def warnings(*rows: Target, completed: tuple[CompletedTarget, ...] = ()) -> list[tuple[str, str]]:
    findings = Findings()
    report_oddities(a_plan(*rows, completed=completed), INDICATORS, findings, "plan")
    assert findings.errors == []
    return [(finding.code, finding.message) for finding in findings.items]


def codes(*rows: Target, completed: tuple[CompletedTarget, ...] = ()) -> list[str]:
    return [code for code, _ in warnings(*rows, completed=completed)]


def test_a_plain_row_is_not_odd() -> None:
    assert codes(a_row()) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (a_row(printed=("参保总人数（万人）", "700", "750")), "unlisted_name"),
        (a_row(printed=("失业率", "4.5", "4"), **RATE, baseline=Decimal("4.5"), value=Decimal(4)), "no_unit"),
        (a_row(printed=("参保人数（万人）", "700", "<750")), "sign_against_direction"),
        (a_row(printed=("参保人数（万人）", "700", "—"), value=None), "no_target"),
        (a_row(printed=("参保人数（万人）", "700左右", "750"), baseline_bound="about"), "baseline_not_exact"),
        (a_row(printed=("参保人数（万人）", "—", "750"), baseline=None), "no_baseline"),
        (a_row(printed=("参保人数（万人）", "750", "750"), baseline=Decimal(750)), "target_not_above_baseline"),
        (
            a_row(printed=("失业率（%）", "4", "4"), **RATE, baseline=Decimal(4), value=Decimal(4)),
            "ceiling_not_below_baseline",
        ),
        (a_row(printed=(JOBS, "60", "【310】"), **TOTAL, value=Decimal(310)), "one_year_then_five"),
        (a_row(printed=(JOBS, "【300】", "【310】"), **TOTAL, value=Decimal(310)), "previous_total"),
    ],
)
def test_each_oddity_has_a_name_of_its_own(row: Target, code: str) -> None:
    assert codes(row) == [code]


def test_a_climb_within_the_noise_is_told_with_its_people() -> None:
    """Five years times 0.4 % of 750 are 15: 735 → 750 is small, 734.99 → 750 is not."""
    (told,) = warnings(a_row(printed=("参保人数（万人）", "735", "750"), baseline=Decimal(735)))
    assert told[0] == "small_climb"
    assert "5年只升150000人" in told[1]
    assert codes(a_row(printed=("参保人数（万人）", "734.99", "750"), baseline=Decimal("734.99"))) == []


def test_a_total_that_is_no_higher_than_the_last_five_years_says_so() -> None:
    (higher,) = warnings(a_row(printed=(JOBS, "【300】", "【310】"), **TOTAL, value=Decimal(310)))
    (lower,) = warnings(a_row(printed=(JOBS, "【300】", "【290】"), **TOTAL, value=Decimal(290)))
    assert "目标不高于前五年" not in higher[1]
    assert "目标不高于前五年" in lower[1]


def test_a_bracketed_baseline_that_the_completed_table_contradicts_is_one_years() -> None:
    row = a_row(printed=(JOBS, "【60】", "【310】"), **TOTAL, value=Decimal(310))
    done = a_completed(
        2,
        (JOBS, "【280】", "【300】"),
        name="新增就业人数",
        horizon=Horizon.PLAN,
        value=Decimal(280),
        outcome=Decimal(300),
    )
    assert codes(row) == ["previous_total"]
    assert codes(row, completed=(done,)) == ["one_year_then_five"]


def test_a_part_may_not_be_larger_than_its_whole_at_either_end() -> None:
    whole = a_row(1)
    part = a_row(
        2,
        ("其中：参保人员（万人）", "710", "740"),
        name="参保人员",
        part_of=1,
        baseline=Decimal(710),
        value=Decimal(740),
    )
    (told,) = warnings(whole, part)
    assert told == ("part_larger_than_total", "“其中”的基期“710”大于总数“700”（序号1）")


def test_a_verdict_that_the_numbers_do_not_bear_out_is_told() -> None:
    missed = a_completed(outcome=Decimal(640), printed=("参保人数（万人）", "650", "640"), printed_verdict="完成")
    (told,) = warnings(completed=(missed,))
    assert told[0] == "verdict_differs"
    assert "原表印“完成”" in told[1]
