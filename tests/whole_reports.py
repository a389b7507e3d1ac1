"""Reports in which nothing is left blank that is owed."""

from __future__ import annotations

from collections.abc import Collection

from shared.catalogue import Catalogue
from shared.events import ReportLine, ReportSubmitted
from shared.periods import Month
from tests.builders import a_report


def a_whole_report(catalogue: Catalogue, region: str, period: str, *, but: Collection[str] = ()) -> ReportSubmitted:
    """A report with a figure for all that the region owes, ``but`` these."""
    owed = catalogue.owed(region, Month.parse(period))
    lines = tuple(ReportLine(indicator=each, value=7) for each in owed if each not in but)
    return a_report(region, period, lines=lines)
