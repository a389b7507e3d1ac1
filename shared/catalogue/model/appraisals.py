"""By which scheme districts are appraised (考核): items with their full marks, and what takes points off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.periods import Month


class Deduction(StrEnum):
    """What takes points off: each working day that a report is late, a month not reported, each return, each
    correction, each report that was recorded as false."""

    LATE = "late"
    MISSING = "missing"
    RETURNED = "returned"
    CORRECTED = "corrected"
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class AppraisalItem:
    """An item. ``weight`` times ``full`` is what it can bring. With ``progress`` it brings the share of the district's
    targets that are on schedule, else what ``deductions`` leave of ``full``; never less than nothing."""

    id: str
    name: str
    full: Decimal
    weight: Decimal
    deductions: Mapping[Deduction, Decimal]
    progress: bool = False


@dataclass(frozen=True, slots=True)
class Exemption:
    """A region that is not appraised from ``first`` to ``last``, and why (the document)."""

    region: str
    first: Month
    last: Month
    reason: str

    def holds(self, region: str, period: Month) -> bool:
        """Whether it exempts a region in a month."""
        return region == self.region and self.first <= period <= self.last


@dataclass(frozen=True, slots=True)
class AppraisalScheme:
    """A scheme of an ``area`` ('' any) for months from ``first`` to ``last`` (None: without a bound). ``example`` says
    that no office has decided on it; ``basis`` is what it goes by."""

    id: str
    name: str
    basis: str
    area: str
    first: Month | None
    last: Month | None
    items: tuple[AppraisalItem, ...]
    exemptions: tuple[Exemption, ...] = ()
    example: bool = False

    def covers(self, area: str, period: Month) -> bool:
        """Whether an area's month goes by it."""
        begun = self.first is None or self.first <= period
        return self.area in ("", area) and begun and (self.last is None or period <= self.last)

    def exempts(self, region: str, period: Month) -> str:
        """Why a region is not appraised in a month; '' where it is."""
        return next((each.reason for each in self.exemptions if each.holds(region, period)), "")


def scheme_of(schemes: tuple[AppraisalScheme, ...], area: str, period: Month) -> AppraisalScheme | None:
    """The scheme that an area's month goes by: its own before one of any area, an office's before the example."""
    fitting = [each for each in schemes if each.covers(area, period)]
    return min(fitting, key=lambda each: (each.example, each.area == ""), default=None)
