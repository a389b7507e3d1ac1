"""照抄: a figure, or half of a report, as it was last month. Pure."""

from __future__ import annotations

from services.intake.review.rules import FLOW_COPIED, REPORT_COPIED
from shared.events import ReviewFinding

LEAST_CELLS = 6
"""A report of fewer figures that are not 0 is not asked whether it was copied."""


def flow_copied(indicator: str, name: str, figure: int) -> ReviewFinding:
    """A flow that is large enough not to come out the same by chance, and does."""
    return FLOW_COPIED.finding(indicator, f"“{name}”本月{figure:,}，与上月完全相同，请核实是否沿用了上月数字")


def report_copied(equal: int, cells: int) -> ReviewFinding | None:
    """At least half of a report's figures are last month's."""
    if cells < LEAST_CELLS or 2 * equal < cells:
        return None
    return REPORT_COPIED.finding("", f"本月{cells}项不为0的指标中有{equal}项与上月完全相同，请核实是否沿用了上月报表")
