"""A target set for a year, as its golden file says."""

from __future__ import annotations

from shared.events import AnnualTargetSet


def year_examples() -> tuple[AnnualTargetSet, ...]:
    """One event of the kind."""
    set_for = AnnualTargetSet(
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
    )
    return (set_for,)
