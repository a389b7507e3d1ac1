"""What becomes of targets, as its golden files say: revised, set for a year, shared out; and an adjustment of one."""

from __future__ import annotations

from typing import Any

from shared.events import (
    AdjustedRow,
    AdjustmentApproved,
    AdjustmentProposed,
    AdjustmentRejected,
    AnnualTargetSet,
    Event,
    TargetAllocated,
    TargetRevised,
    TargetShare,
)


def target_examples() -> tuple[Event, ...]:
    """One event of each kind that amends a plan."""
    return (
        TargetRevised(
            plan="chongqing-2021-2025",
            row=8,
            region="500000",
            value="700",
            unit="万人",
            effective="2023-07",
            document="重庆市“十四五”规划中期调整方案",
            number="渝府发〔2023〕8号",
            reason="参保口径调整",
            second_signer="key:second",
            attribute="expected",
            bound="more_than",
        ),
        AnnualTargetSet(
            plan="chongqing-2021-2025",
            row=1,
            region="500000",
            year=2025,
            value="65",
            unit="万人",
            document="2025年政府工作报告",
            number="渝府发〔2025〕1号",
            second_signer="key:second",
            reason="年度目标",
            bound="at_least",
        ),
        TargetAllocated(
            plan="chongqing-2021-2025",
            row=8,
            region="500000",
            period="2024",
            amount=7_500_000,
            shares=(
                TargetShare(region="500107", amount=400_000, basis="own_plan"),
                TargetShare(region="500108", amount=7_000_000, basis="apportioned"),
            ),
            gap=100_000,
            method="baseline",
            document="2024年度目标任务分解表",
            number="渝人社发〔2024〕3号",
            second_signer="key:second",
            reason="年度分解",
        ),
    )


def adjustment_examples() -> tuple[Event, ...]:
    """A proposal to adjust a row, how it was approved, and how another was not."""
    about: dict[str, Any] = {"plan": "chongqing-2021-2025", "region": "500000"}
    row = AdjustedRow(
        row=8,
        unit="万人",
        value="700",
        old_value="750",
        old_attribute="expected",
        old_bound="at_least",
        attribute="binding",
        bound="more_than",
    )
    proposed = AdjustmentProposed(
        **about,
        adjustment="chongqing-2021-2025-1",
        rows=(row,),
        effective="2023-07",
        reason="参保口径调整",
        proposed_by="市人力社保局",
        proposed_on="2023-05-10",
        document="关于调整“十四五”规划部分目标的请示",
        number="渝人社文〔2023〕12号",
    )
    approved = AdjustmentApproved(
        **about,
        adjustment="chongqing-2021-2025-1",
        approved_by="市人民政府",
        approved_on="2023-06-20",
        document="关于调整“十四五”规划部分目标的批复",
        number="渝府〔2023〕8号",
    )
    rejected = AdjustmentRejected(
        **about, adjustment="chongqing-2021-2025-2", rejected_by="市人民政府", reason="依据不足"
    )
    return proposed, approved, rejected
