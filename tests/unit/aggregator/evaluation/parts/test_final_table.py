"""The table of completion: in the plan's own form, judged as every such table is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.evaluation.parts.final_table import final_table, five_years_later, plain
from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.amendments import NO_AMENDMENTS, Amendment, Amendments
from shared.catalogue.model import Plan, Target
from shared.events import Assessment, TargetRevised
from shared.events.published.evaluation import FinalRow, FinalTable
from tests.builders import an_assessment


def _ended(actual: int, met: bool) -> Assessment:
    reason = "completed" if met else "not_completed"
    return an_assessment(level="normal" if met else "red", rule="final", reason=reason, actual=actual)


def _table(plan: Plan, found: dict[int, Assessment], amendments: Amendments = NO_AMENDMENTS) -> FinalTable:
    return final_table(plan, found, amendments, lambda target: "")


def _row(table: FinalTable, row: int) -> FinalRow:
    return next(each for each in table.rows if each.row == row)


def test_the_heads_are_those_of_the_plans_own_table_five_years_later(catalogue: Catalogue) -> None:
    own = _table(catalogue.plans["jiulongpo-2021-2025"], {})
    assert own.caption == "“十四五”规划主要发展指标完成情况表"
    heads = own.heads
    assert (heads.row, heads.name, heads.start, heads.target) == ("", "项目", "", "“十四五”目标")
    assert (heads.outcome, heads.verdict, heads.difference) == ("2025年实际值", "完成情况", "超过规划目标值")
    shizhu = _table(catalogue.plans["shizhu-2021-2025"], {}).heads
    assert (shizhu.row, shizhu.start, shizhu.target, shizhu.outcome) == ("序号", "2020年", "“十四五”规划目标", "2025年")
    assert shizhu.difference == "超过规划目标值"


def test_a_document_without_such_a_table_gets_the_usual_one(catalogue: Catalogue) -> None:
    table = _table(catalogue.plans["xiangxi-2021-2025"], {})
    assert table.caption == "2021—2025年主要指标完成情况"
    assert (table.heads.start, table.heads.target, table.heads.outcome) == ("2020年", "规划目标", "2025年")


def test_each_section_has_a_row_of_its_own_and_each_row_stands_as_printed(catalogue: Catalogue) -> None:
    plan = catalogue.plans["jiulongpo-2021-2025"]
    table = _table(plan, {1: _ended(214_522, met=True), 5: _ended(425_485, met=False)})
    assert table.rows[0] == FinalRow(section="一、就业")
    first = _row(table, 1)
    assert (first.name, first.target, first.outcome) == ("1.城镇新增就业人数（万人）", "[15]", "[21.4522]")
    assert (first.verdict, first.difference) == ("完成", "6.4522")
    fifth = _row(table, 5)
    assert (fifth.outcome, fifth.verdict, fifth.difference) == ("42.5485", "未完成", "-1.0515")
    assert table.notes == ("[]内为五年累计数。",)


def test_what_could_not_be_judged_says_why(catalogue: Catalogue) -> None:
    plan = catalogue.plans["shizhu-2021-2025"]
    found = {10: an_assessment(level="unassessed", rule="none", reason="no_target_value", actual=None)}
    tenth = _row(_table(plan, found), 10)
    assert (tenth.verdict, tenth.outcome, tenth.difference) == ("无法判定", "—", "")
    assert tenth.remark == "规划未给出目标数值，不评判"
    assert _row(_table(plan, {}), 1).remark == "本期没有可以评判的数据"


@pytest.mark.parametrize(
    ("parts", "verdict", "outcome", "difference"),
    [(950_000, "未完成", "95", "0"), (950_001, "完成", "95.0001", "0.0001"), (967_640, "完成", "96.76", "1.76")],
)
def test_a_strict_bound_is_judged_strictly_and_the_figure_shows_it(
    catalogue: Catalogue, parts: int, verdict: str, outcome: str, difference: str
) -> None:
    """``>95`` in 九龙坡's fourth row: rounding does not print as met what is not, nor the other way round."""
    plan = catalogue.plans["jiulongpo-2021-2025"]
    row = _row(_table(plan, {4: _ended(parts, met=verdict == "完成")}), 4)
    assert (row.verdict, row.outcome, row.difference) == (verdict, outcome, difference)


def test_a_target_that_was_adjusted_midway_says_so_at_its_row(catalogue: Catalogue) -> None:
    plan = catalogue.plans["chongqing-2021-2025"]
    event = TargetRevised(
        plan=plan.id,
        row=8,
        region=plan.region,
        value="640",
        unit="万人",
        effective="2023-07",
        document="批复",
        number="渝府〔2023〕8号",
        reason="口径",
        second_signer="s",
    )
    table = final_table(
        plan,
        {8: _ended(6_478_125, met=True)},
        Amendments([Amendment(1, 0, event)]),
        lambda target: "2023年7月起调整为640万人，按《批复》" if target.row == 8 else "",
    )
    row = _row(table, 8)
    assert (row.target, row.verdict, row.difference) == ("750→640", "完成", "7.8125")
    assert row.remark == "2023年7月起调整为640万人，按《批复》"


def test_years_and_plans_are_named_five_years_later() -> None:
    assert five_years_later("专栏“十三五”2015年 2020年完成数") == "专栏“十四五”2020年 2025年完成数"
    assert five_years_later("120200年") == "120200年"
    assert [plain(Decimal(text)) for text in ("-0.00", "100", "1.500", "-0.54")] == ["0", "100", "1.5", "-0.54"]


@settings(max_examples=80, deadline=None)
@given(row=st.integers(1, 20), share=st.integers(0, 2_000), data=st.data())
def test_the_verdict_and_the_signed_difference_always_agree_as_printed(
    row: int, share: int, data: st.DataObject
) -> None:
    """Of any figure: met where the printed difference says so, which is the printed outcome less the target."""
    plan = load_catalogue().plans["chongqing-2021-2025"]
    target = plan.target(row)
    assert target.value is not None
    scale = 10_000 if target.unit.base == "%" else target.unit.scale
    around = int(target.value * scale) * share // 1_000 + data.draw(st.integers(-3, 3))
    found = _row(_table(plan, {row: _ended(max(around, 0), met=True)}), row)
    outcome = Decimal(found.outcome.strip("【】[]"))
    assert Decimal(found.difference) == outcome - target.value
    assert found.verdict == ("完成" if _keeps(target, outcome) else "未完成")
    assert found.verdict == ("完成" if _keeps(target, Decimal(max(around, 0)) / scale) else "未完成")


def _keeps(target: Target, outcome: Decimal) -> bool:
    assert target.value is not None
    difference = outcome - target.value
    kept = {"at_least": difference >= 0, "more_than": difference > 0, "at_most": difference <= 0}
    return (kept | {"less_than": difference < 0})[target.bound.value]


def test_a_row_without_its_section_has_no_section_row(catalogue: Catalogue) -> None:
    plan = catalogue.plans["jiulongpo-2021-2025"]
    bare = replace(plan, targets=tuple(replace(target, section="") for target in plan.targets))
    assert not any(row.section for row in _table(bare, {}).rows)
