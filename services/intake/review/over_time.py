"""跨期, and 表间 within one unit: the year to date against what the year's months say. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from services.intake.review.rules import YTD_BELOW_MONTHS, YTD_FALLS, YTD_NOT_RESET
from services.intake.units.years import Lines, YearSoFar
from shared.events import ReportLine, ReviewFinding


def falls(line: ReportLine, name: str, before: YearSoFar) -> ReviewFinding | None:
    """A year to date below what the months before it already add up to: it never falls inside a year."""
    value, earlier = _lower(line, before)
    if value is None:
        return None
    rule = YTD_FALLS if before.to_date else YTD_BELOW_MONTHS
    what = "此前报送的本年累计" if before.to_date else "本年此前各月之和"
    return rule.finding(line.indicator, f"“{name}”的本年累计为{value:,}，小于{what}{earlier:,}")


def not_reset(line: ReportLine, name: str, december: ReportLine, least: int) -> ReviewFinding | None:
    """January's year to date that goes on from December's instead of beginning anew."""
    value, before = _amount(line), _amount(december)
    if december.basis != "year_to_date" or before < least or value < before:
        return None
    return YTD_NOT_RESET.finding(
        line.indicator, f"“{name}”1月的本年累计为{value:,}，不小于上年12月的累计{before:,}；1月应重新起算"
    )


def above_later(
    line: ReportLine, name: str, before: YearSoFar | None, later: Mapping[int, Lines]
) -> ReviewFinding | None:
    """A changed month that takes the year above a year to date that a later month has reported already."""
    total = line.value
    if line.basis == "month" and before is not None:
        total += before.value
    for month in sorted(later):
        after = next((each for each in later[month] if each.indicator == line.indicator), None)
        if after is None:
            continue
        if after.basis == "year_to_date":
            if after.value >= total:
                return None
            reported = f"{month % 12 + 1}月已报的本年累计{after.value:,}"
            message = f"“{name}”至此的本年累计为{total:,}，大于{reported}；请先更正后面的月份"
            return YTD_BELOW_MONTHS.finding(line.indicator, message)
        total += after.value
    return None


def _lower(line: ReportLine, before: YearSoFar) -> tuple[int | None, int]:
    """The part of ``line`` that lies below ``before``, and what it lies below; None when neither does."""
    if line.value < before.value:
        return line.value, before.value
    if line.denominator is not None and line.denominator < before.denominator:
        return line.denominator, before.denominator
    return None, 0


def _amount(line: ReportLine) -> int:
    return line.value if line.denominator is None else line.denominator
