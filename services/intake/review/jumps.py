"""异常波动: how far the change against last year is from the usual one, by the modified z. Pure."""

from __future__ import annotations

from decimal import Decimal

from services.intake.review.rules import JUMP
from services.intake.units.checks import THOUSAND, JumpLimits
from services.intake.units.references import Reference
from shared.events import ReviewFinding
from shared.quantities import PARTS_PER_MILLION


def strays(figure: int, month: int, reference: Reference, limit: JumpLimits) -> bool:
    """Whether a month's figure changed too unusually: over the z, and by more than what is worth a question."""
    before = reference.last_year[month]
    if before is None:
        return False
    away = figure - before - reference.median
    if away < 0:
        away = -away
    if away < limit.least or away * THOUSAND <= limit.z * reference.deviation:
        return False
    if reference.one_pair:  # then it is not as far away as from the median
        away = reference.away(figure - before)
        if away < limit.least or away * THOUSAND <= limit.z * reference.deviation:
            return False
    return away * PARTS_PER_MILLION > limit.floor * (limit.one or before)


def jump(indicator: str, name: str, figure: int, month: int, reference: Reference, limit: JumpLimits) -> ReviewFinding:
    """What is asked about a figure that strays."""
    before = reference.last_year[month]
    assert before is not None
    change = figure - before
    spread = reference.deviation
    usual = f"以往{reference.changes}个同比变动" + ("（都出自同一年，不变也算平常）" if reference.one_pair else "")
    middle = _signed(reference.median, limit)
    told = f"大半正是{middle}"
    if spread:
        told = f"多在{middle}上下，这次偏离是平常起伏的{Decimal(reference.away(change)) / spread:.1f}倍"
    message = (
        f"“{name}”本月{_written(figure, limit)}，上年同月{_written(before, limit)}，同比变动{_signed(change, limit)}；"
        f"本单位{usual}{told}，请说明原因"
    )
    return JUMP.finding(indicator, message)


def _written(figure: int, limit: JumpLimits) -> str:
    return f"{Decimal(figure) * 100 / limit.one:.2f}%" if limit.one else f"{figure:,}"


def _signed(figure: int, limit: JumpLimits) -> str:
    return f"{Decimal(figure) * 100 / limit.one:+.2f}个百分点" if limit.one else f"{figure:+,}"
