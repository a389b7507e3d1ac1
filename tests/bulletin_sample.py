"""A bulletin's content for tests: every kind of block is in it."""

from __future__ import annotations

from typing import Any

import msgspec

from shared.events.bulletin_content import (
    BulletinContent,
    BulletinCoverage,
    BulletinRow,
    BulletinTable,
    ChainHead,
    KnownTotals,
    OpenAlertLine,
    RankedRow,
    RankingTable,
    RevisedTotal,
    Written,
)


def a_bulletin(**changes: Any) -> BulletinContent:
    """The bulletin of 重庆市 for March 2025, edition 2, simulated."""
    rows = (
        BulletinRow(
            row=4,
            name="开展补贴性职业培训人次",
            unit="万人次",
            binding=False,
            baseline="【162.7】",
            target="【150】",
            level="normal",
            judged="正常",
            reason="达到序时进度",
            indicator="subsidised_training",
            actual=Written(1_400_000, "140.00"),
            expected=Written(1_275_000, "127.50"),
            progress=Written(10_980, "109.8%"),
            reported=38,
            accepted=38,
            owing=38,
        ),
        BulletinRow(
            row=5,
            name="农民工参加职业培训人次",
            unit="万人次",
            binding=False,
            baseline="【53.7】",
            target="【40】",
            level="missing",
            judged="缺报",
            reason="报送期限已过，已报单位不足95%，按缺报处理，不评判",
            indicator="migrant_worker_training",
            part=True,
            reported=30,
            owing=38,
        ),
        BulletinRow(
            row=8,
            name="工伤保险参保人数",
            unit="万人",
            binding=True,
            baseline="730",
            target="750",
            level="red",
            judged="红",
            reason="比基期不进反退，背离目标方向",
            indicator="work_injury_insurance_insured",
            revised=">700",
            actual=Written(6_570_000, "657.00"),
            expected=Written(7_470_000, "747.00"),
            progress=Written(-42_941, "−429.4%"),
            reported=38,
            accepted=37,
            owing=38,
        ),
    )
    table = BulletinTable(
        plan="chongqing-2021-2025",
        title="重庆“十四五”",
        document="重庆市人力资源和社会保障事业发展“十四五”规划（2021—2025年）",
        number="渝府办发〔2021〕109号",
        baseline_head="2020年/基期",
        target_head="2025年目标",
        rows=rows,
        notes=("【 】内为五年累计数。",),
    )
    ranking = RankingTable(
        indicator="work_injury_insurance_insured",
        name="工伤保险参保人数",
        unit="万人",
        basis="growth",
        explained="各区县没有自己的目标，按已审核数与上年同期相比排名。",
        rows=(
            RankedRow(
                region="500107",
                name="九龙坡区",
                place=1,
                actual=Written(420_000, "42.00"),
                growth=Written(120, "+1.2%"),
                pull=Written(7, "+0.1"),
            ),
            RankedRow(region="500108", name="南岸区", remark="本月未审核"),
        ),
    )
    content = BulletinContent(
        region="500000",
        region_name="重庆市",
        period="2025-03",
        number=2,
        position=13_680,
        instant=1_744_160_400_000_000,
        title="重庆市人力资源和社会保障规划主要指标进展情况通报",
        simulated=True,
        rule_version=1,
        tables=(table,),
        rankings=(ranking,),
        coverage=BulletinCoverage(38, 37, 36, ("城口县",)),
        previous="2025年2月第1号",
        revisions=(
            RevisedTotal(
                "work_injury_insurance_insured", "工伤保险参保人数", "2025-02", "万人", "658.10", "658.00", "−0.10"
            ),
        ),
        alerts=(OpenAlertLine("CQ-08", 1, "重庆市 工伤保险参保人数", "红", "red", "2023-03", False),),
        heads=(ChainHead("reports", 13_680, "0" * 64), ChainHead("figures", 20_001, "1" * 64)),
        explained=("等级：正常、黄、橙、红。",),
        totals=(KnownTotals("work_injury_insurance_insured", "2025-03", ((6_570_000, 0, 38),)),),
    )
    return msgspec.structs.replace(content, **changes)
