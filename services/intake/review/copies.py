"""照抄: a figure, or half of a report, as it was last month. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from services.intake.review.rules import FLOW_COPIED, REPORT_COPIED
from services.intake.units.history import UnitHistory
from services.intake.units.years import YearSoFar, own_figure
from shared.events import ReportLine, ReviewFinding

LEAST_CELLS = 6
"""A report of fewer figures that are not 0 is not asked whether it was copied."""


class LastFigures:
    """What last month's lines come to as a month alone: a year to date is never held against anything as it is."""

    def __init__(self, month: int, history: UnitHistory) -> None:
        """For a report of ``month`` (an ordinal)."""
        self._last = month - 1
        self._history = history
        self._so_far: Mapping[str, YearSoFar] | None = None

    def same(self, line: ReportLine, figure: tuple[int, int | None]) -> bool:
        """Whether one of last month's lines comes to this figure and denominator; never where its month's own
        figure is not known."""
        if line.basis == "month":
            return line.value == figure[0] and line.denominator == figure[1]
        if self._so_far is None:
            self._so_far = self._history.year_so_far(self._last)
        return own_figure(line, self._last % 12, self._so_far) == figure


def flow_copied(indicator: str, name: str, figure: int) -> ReviewFinding:
    """A flow that is large enough not to come out the same by chance, and does."""
    return FLOW_COPIED.finding(indicator, f"“{name}”本月{figure:,}，与上月完全相同，请核实是否沿用了上月数字")


def report_copied(equal: int, cells: int) -> ReviewFinding | None:
    """At least half of a report's figures are last month's."""
    if cells < LEAST_CELLS or 2 * equal < cells:
        return None
    return REPORT_COPIED.finding("", f"本月{cells}项不为0的指标中有{equal}项与上月完全相同，请核实是否沿用了上月报表")
