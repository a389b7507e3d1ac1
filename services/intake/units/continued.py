"""What a unit reported before, where regions changed: its predecessors' reports as its own. Pure.

A code that continues one other has that one's reports; one that was merged has, month by month, what all of its
predecessors come to. Of a code that got or gave a part nobody knows what it had before. What is reported for a month
in which its unit is not there is no part of anybody's past.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.intake.units.month_amounts import MonthAmount, month_amounts
from shared.catalogue import Catalogue
from shared.catalogue.model import Kind
from shared.events import ReportLine
from shared.periods import Month

Lines = tuple[ReportLine, ...]

Reports = Mapping[str, Mapping[Month, Lines]]
"""By region and month the lines that stand."""


def continued(catalogue: Catalogue, region: str, reports: Reports, until: Month) -> dict[Month, Lines]:
    """The lines of each month as the unit's own, as of the month ``until``; ``reports`` are its own, and those of all
    that it may continue (RegionChanges.origins), with whole years."""
    steps = {each.id: each.frequency.months for each in catalogue.indicators.values() if each.frequency.months > 1}
    amounts = {code: month_amounts(months, steps) for code, months in reports.items()}
    found = {}
    for month in sorted({month for months in reports.values() for month in months}):
        codes = predecessors(catalogue, region, month, until)
        standing = [reports.get(code, {}).get(month, ()) for code in codes]
        lines = standing[0] if len(codes) == 1 else _together(catalogue, month, codes, standing, amounts)
        if lines:
            found[month] = lines
    return found


def predecessors(catalogue: Catalogue, region: str, month: Month, until: Month) -> tuple[str, ...]:
    """What the unit of ``until`` was in a month; nothing where it was nothing of its own."""
    codes = catalogue.changes.predecessors(region, month, until)
    return codes if all(catalogue.valid_in(code, month) for code in codes) else ()


def _together(
    catalogue: Catalogue,
    month: Month,
    codes: Sequence[str],
    standing: Sequence[Lines],
    amounts: Mapping[str, Mapping[str, Mapping[Month, MonthAmount]]],
) -> Lines:
    """What several units' reports of a month come to: of each indicator that all of them reported and that is known
    still. Whether figures of one that has left the catalogue add up, nobody can tell any more."""
    by_indicator = [{line.indicator: line for line in lines} for lines in standing]
    found = []
    for indicator in by_indicator[0] if by_indicator else ():
        lines = [each[indicator] for each in by_indicator if indicator in each]
        known = catalogue.indicators.get(indicator)
        if known is None or known.kind is Kind.DIRECT or len(lines) < len(codes):
            continue
        if len({line.basis for line in lines}) > 1:
            own = [amounts[code][indicator][month] for code in codes]
            if not all(each.comparable for each in own):
                continue
            lines = [ReportLine(indicator, each.value, each.denominator, "month") for each in own]
        whole = None if lines[0].denominator is None else sum(line.denominator or 0 for line in lines)
        found.append(ReportLine(indicator, sum(line.value for line in lines), whole, lines[0].basis))
    return tuple(found)
