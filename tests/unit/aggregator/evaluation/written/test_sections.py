"""The sections behind the tables of indicators."""

from __future__ import annotations

from services.aggregator.evaluation.written import sections
from shared.office.blocks import Block, Grid, Paragraph
from tests.golden.evaluation_sample import an_evaluation


def texts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def cells(blocks: list[Block]) -> list[list[str]]:
    return [[cell.text for cell in row] for block in blocks if isinstance(block, Grid) for row in block.rows]


def test_answers_are_quoted_with_their_days() -> None:
    first, quoted = texts(sections.behind_blocks(an_evaluation()))
    assert first.startswith("第8行 工伤保险参保人数：未完成，与目标差 −102.19 万人。责任部门：")
    assert quoted.startswith("2025-07-09反馈（会审通过）：原因“建筑业项目减少”；措施“逐户核对参保名册”")
    assert texts(sections.behind_blocks(an_evaluation(behind=()))) == ["没有未完成的指标。"]


def test_commitments_are_counted_and_those_that_lag_are_listed() -> None:
    found = sections.commitment_blocks(an_evaluation())
    assert texts(found) == ["规划正文和专栏里的量化承诺共 1 项：滞后 1 项。"]
    assert cells(found)[0][0] == "市级创业孵化基地：2 个"
    assert "没有录入" in texts(sections.commitment_blocks(an_evaluation(commitments=())))[0]


def test_adjustments_name_who_approved_and_revisions_the_evaluation_before() -> None:
    adjusted, revised = cells(sections.adjusted_blocks(an_evaluation()))
    assert adjusted[2:] == ["750", "700万人", "2023年7月", "市人民政府 2023-06-20 《批复》（渝府〔2023〕8号）"]
    assert revised[-1] == "+0.05"
    none = sections.adjusted_blocks(an_evaluation(adjusted=(), previous="", revisions=()))
    assert texts(none)[0] == "规划启用以来没有调整过目标。"
    assert "没有变动" in texts(sections.adjusted_blocks(an_evaluation(revisions=())))[-1]


def test_quality_is_a_row_a_year_and_says_who_is_missing() -> None:
    found = sections.quality_blocks(an_evaluation())
    assert cells(found)[0] == ["2024年", "468", "468", "12", "40", "3", "2"]
    assert texts(found) == ["2025年12月未报：万州区。"]


def test_the_outlook_gives_the_probability_or_why_there_is_none() -> None:
    first, second = cells(sections.outlook_blocks(an_evaluation()))
    assert first[2:] == ["1.2%", "2025年12月", "640.00", "648.00", "655.00"]
    assert second[3].startswith("数据不足12个月")
    assert sections.outlook_blocks(an_evaluation(outlook=())) == []
    assert sections.unjudged_blocks(an_evaluation(unjudged=())) == []
