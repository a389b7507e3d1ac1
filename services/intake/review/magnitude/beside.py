"""Whose figures are held against whose in an area's month: those of the units of one parent. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from services.intake.review.magnitude.peers import PARTS, RATE, VALUE, Row, off_peers
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from services.intake.units.spans import month_figure
from shared.catalogue import Catalogue
from shared.catalogue.model import Kind
from shared.events import ReportLine, ReviewFinding


def beside(
    reports: Iterable[tuple[str, Sequence[ReportLine]]],
    histories: Mapping[str, UnitHistory],
    month: int,
    rulebook: Rulebook,
) -> dict[str, list[ReviewFinding]]:
    """What is asked of each region whose report of the month (an ordinal) is unlike those beside it."""
    catalogue = rulebook.catalogue
    groups: dict[str, dict[str, Sequence[ReportLine]]] = {}
    for region, lines in reports:
        parent = catalogue.regions[region].parent
        if parent:
            groups.setdefault(parent, {})[region] = lines
    found: dict[str, list[ReviewFinding]] = {}
    for group in groups.values():
        now = {region: figures(lines, histories[region], month, catalogue) for region, lines in group.items()}
        before = {
            region: figures(histories[region].lines(month - 1), histories[region], month - 1, catalogue)
            for region in group
        }
        rules = {region: rulebook.unit(region) for region in group}
        checks = {region: each.checks.indicators for region, each in rules.items() if each is not None}
        for region, finding in off_peers(now, before, checks):
            found.setdefault(region, []).append(finding)
    return found


def figures(lines: Sequence[ReportLine], history: UnitHistory, month: int, catalogue: Catalogue) -> dict[Row, int]:
    """A month's own figures, each part of a ratio by itself; those of 0 left out."""
    to_date = any(line.basis != "month" for line in lines)
    so_far = history.year_so_far(month) if to_date else {}
    found: dict[Row, int] = {}
    for line in lines:
        known = catalogue.indicators.get(line.indicator)
        if known is None:
            continue
        value, whole = month_figure(line, month % 12, so_far)
        if known.kind is Kind.DIRECT:
            found[line.indicator, RATE] = value
        elif line.denominator is None:
            found[line.indicator, VALUE] = value
        else:
            found[line.indicator, PARTS[0]], found[line.indicator, PARTS[1]] = value, whole
    return {row: figure for row, figure in found.items() if figure > 0}
