"""差一个量级: a figure far from the unit's own months before, or from what the plans say of its stock. Pure.

A zero too many or too few, and 万人 for 人, are seen from the second month on. A figure of 0 is asked about of a
stock only: in a flow's month nothing may have happened. Where all months before were 0, nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from services.intake.review.rules import BASELINE, PLAN, SCALE
from services.intake.units.baselines import Bounds
from services.intake.units.checks import THOUSAND, Check, ScaleLimits
from services.intake.units.plan_scales import PlanScale
from services.intake.units.spans import Span
from shared.events import ReportLine, ReviewFinding


def off_scale(amount: int, low: int, high: int, limit: ScaleLimits) -> bool:
    """Whether ``amount`` is so many times the largest figure, or the least so many times it."""
    if amount * THOUSAND >= limit.times * high:
        return high > 0 and amount - high >= limit.least
    if amount * limit.times <= low * THOUSAND:
        return low - amount >= limit.least and (amount > 0 or not limit.flow)
    return False


def strayed(value: int, whole: int, span: Span, limit: ScaleLimits) -> bool:
    """Whether the figure, or a ratio's denominator (``whole``), is off its scale."""
    return off_scale(value, span.low, span.high, limit) or off_scale(whole, span.whole_low, span.whole_high, limit)


def scale(indicator: str, check: Check, value: int, whole: int, span: Span) -> ReviewFinding:
    """What is asked about a figure that strayed; of a ratio the part is named that did."""
    assert check.scale is not None
    part = "的分子" if whole else ""
    low, high = span.low, span.high
    if not off_scale(value, low, high, check.scale):
        value, low, high, part = whole, span.whole_low, span.whole_high, "的分母"
    known = high if value > high else low
    before = f"以前各月最{'大' if value > high else '小'}的" if check.scale.flow else "上月"
    far = _times(value, low, high)
    message = f"“{check.name}”{part}本月{value:,}，本单位{before}{known:,}，{far}，请核对单位和位数，无误请说明"
    return SCALE.finding(indicator, message)


def outside(amount: int, bounds: Bounds) -> bool:
    """Whether a stock is what the plans' baselines leave no room for."""
    return amount >= bounds.most or amount <= bounds.least


def against_baseline(line: ReportLine, name: str, bounds: Bounds, names: Mapping[str, str]) -> ReviewFinding:
    """What is asked about a stock that is outside them."""
    base = bounds.high if line.value >= bounds.most else bounds.low
    message = (
        f"“{name}”{line.value:,}，而{names.get(base.region, base.region)}规划所列基期数为{base.amount:,}，"
        "请核对单位和位数，无误请说明"
    )
    return BASELINE.finding(line.indicator, message)


def against_plan(indicator: str, name: str, figure: int, plan: PlanScale, names: Mapping[str, str]) -> ReviewFinding:
    """What is asked about a first flow or rate that the plans leave no room for."""
    said = plan.high if figure >= plan.most else plan.low
    what = "规划所列为" if plan.one else "规划目标平均每月为"
    message = (
        f"“{name}”首次报送{_written(figure, plan.one)}，而{names.get(said.region, said.region)}{what}"
        f"{_written(said.amount, plan.one)}，请核对单位和位数，无误请说明"
    )
    return PLAN.finding(indicator, message)


def _written(figure: int, one: int) -> str:
    return f"{Decimal(figure) * 100 / one:.2f}%" if one else f"{figure:,}"


def _times(amount: int, low: int, high: int) -> str:
    if amount > high:
        return f"为其{Decimal(amount) / high:.1f}倍"
    return f"约为其{Decimal(low) / amount:.1f}分之一" if amount else "降为0"
