"""The total whose change is explained. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from services.aggregator.figures.point import Side
from services.aggregator.reports.month_amounts import adds_over_months
from shared.catalogue.model import Indicator, Kind
from shared.periods import Month


class TotalSpan(StrEnum):
    """Which months of an indicator are added up."""

    MONTH = "month"
    YEAR = "year_to_date"
    PLAN = "plan_to_date"


class TotalSubject(NamedTuple):
    """The total that is asked about."""

    region: str
    indicator: Indicator
    period: Month
    span: TotalSpan
    side: Side


class NoSuchTotal(ValueError):
    """There is no such total; the message says why, in Chinese."""


def default_span(indicator: Indicator) -> TotalSpan:
    """What of an indicator is looked at first: a ratio of flows is shown for the year to date."""
    return TotalSpan.YEAR if indicator.kind is Kind.RATIO and adds_over_months(indicator) else TotalSpan.MONTH
