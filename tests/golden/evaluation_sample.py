"""An evaluation report's content for tests: every kind of section is in it."""

from __future__ import annotations

from typing import Any

import msgspec

from shared.events import EvaluationPublished
from shared.events.bulletin_content import ChainHead, KnownTotals, RevisedTotal, Written
from shared.events.published.evaluation import (
    AdjustedTarget,
    BehindRow,
    CommitmentLine,
    EvaluationContent,
    FinalHeads,
    FinalRow,
    FinalTable,
    OutlookRow,
    QuotedAnswer,
    UnjudgedRow,
    YearQuality,
)
from tests.bulletin_sample import a_bulletin


def an_evaluation(**changes: Any) -> EvaluationContent:
    """The final evaluation of 重庆's plan, edition 1, simulated."""
    answer = QuotedAnswer(
        alert="CQ-08",
        episode=1,
        answered_on="2025-07-09",
        cause="建筑业项目减少",
        measures="逐户核对参保名册",
        expected="2025-12",
        reviewed="accepted",
    )
    behind = BehindRow(
        row=8,
        name="工伤保险参保人数",
        judged="未完成",
        level="red",
        reason="规划期末：未完成",
        difference="−102.19 万人",
        department="重庆市人力社保局工伤保险处",
        alerts=("CQ-08 第1期（2021年3月）",),
        answers=(answer,),
    )
    content = EvaluationContent(
        plan="chongqing-2021-2025",
        region="500000",
        region_name="重庆市",
        kind="final",
        period="2025-12",
        since="2021-01",
        number=1,
        position=29_415,
        instant=1_770_276_600_000_000,
        title="重庆“十四五”规划总结评估报告",
        issuer="重庆市人力资源和社会保障局",
        simulated=True,
        rule_version=7,
        table=a_bulletin().tables[0],
        behind=(behind,),
        unjudged=(UnjudgedRow(13, "博士后研究人员年招收数", "报送期限已过，未报的过多或无从估算，按缺报处理，不评判"),),
        commitments=(
            CommitmentLine(
                place="专栏3",
                promised="市级创业孵化基地：2 个",
                printed="建成市级创业孵化基地2个",
                department="重庆市人力社保局就业促进处",
                standing="滞后",
                told="2024年：已建成1个（《函》渝人社函〔2025〕11号）",
            ),
        ),
        adjusted=(
            AdjustedTarget(
                row=8,
                name="工伤保险参保人数",
                unit="万人",
                effective="2023年7月",
                before="750",
                after="700",
                paper="《批复》（渝府〔2023〕8号）",
                approved="市人民政府 2023-06-20",
                reason="参保口径调整",
            ),
        ),
        previous="2024年度评估",
        revisions=(
            RevisedTotal("urban_new_employment", "城镇新增就业人数", "2024-03", "万人", "1.00", "1.05", "+0.05"),
        ),
        quality=(YearQuality(2024, 468, 468, 12, 40, 3, 2), YearQuality(2025, 468, 467, 9, 31, 1, 0)),
        missing=("万州区",),
        outlook=(
            OutlookRow(
                row=8,
                name="工伤保险参保人数",
                probability=Written(120, "1.2%"),
                by="2025年12月",
                low="640.00",
                middle="648.00",
                high="655.00",
            ),
            OutlookRow(row=1, name="城镇新增就业人数", reason="数据不足12个月，暂不预判，只看差距和所需步速。"),
        ),
        final=FinalTable(
            "“十四五”时期主要指标完成情况",
            FinalHeads("", "指标", "2020年", "“十四五”规划目标", "2025年", "完成情况", "超过规划目标值"),
            (
                FinalRow(section="二、社会保障"),
                FinalRow(
                    row=8,
                    name="8.工伤保险参保人数(万人)",
                    start="730",
                    target="750→700",
                    outcome="647.8125",
                    verdict="未完成",
                    difference="-52.1875",
                    remark="2023年7月起调整为700万人，按《批复》（渝府〔2023〕8号）",
                ),
            ),
            ("【】内为五年累计数。",),
        ),
        heads=(ChainHead("reports", 29_415, "a" * 64), ChainHead("figures", 60_000, "b" * 64)),
        explained=("本报告作为事件存入汇总事件链。",),
        totals=(KnownTotals("urban_new_employment", "2025-12", ((10_500, 0, 39),)),),
    )
    return msgspec.structs.replace(content, **changes)


def evaluation_examples() -> tuple[EvaluationPublished, ...]:
    """One event of the kind, every field filled."""
    content = an_evaluation()
    return (
        EvaluationPublished(
            plan=content.plan,
            region=content.region,
            kind=content.kind,
            period=content.period,
            number=content.number,
            position=content.position,
            content=content,
            digests={"docx": "4" * 64, "html": "5" * 64},
            published_by="李某",
        ),
    )
