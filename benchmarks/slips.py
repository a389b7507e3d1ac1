"""How many slips of the pen the review rules notice: planted one by one in the first year of a new instance.

A slip is noticed when the report is refused, or when something is asked or blocked that is not of the right report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from services.demo.script.writing import Override, Overrides, style_of
from services.demo.world.simulation import Simulation
from services.intake.review.magnitude.beside import beside
from services.intake.review.report import Report, review
from services.intake.submission.validate import Validated
from services.intake.units.checks import Checks, checks_of
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.catalogue.files.published import read_published
from shared.catalogue.model import Kind
from shared.catalogue.published import PublishedFigure
from shared.events import ReportLine
from shared.periods import Month
from shared.quantities import percent_to_basis_points, to_base
from tests.judging import validated

FACTORS = {"×10": (10, 1), "÷10": (1, 10), "万 for 人 (×10⁴)": (10_000, 1), "人 for 万 (÷10⁴)": (1, 10_000)}
SWAPPED = "swapped rows"


class Slips(NamedTuple):
    """How many slips of each kind were planted and noticed; how many right lines there were, and were asked about."""

    planted: Counter[str]
    noticed: Counter[str]
    lines: int
    asked: int


def first_year(rulebook: Rulebook, simulation: Simulation) -> Slips:
    """Months 2–12 of every unit: each kind once in every report, in another line each time, and rows that stand below
    each other swapped, all that differ twofold or more."""
    found = Slips(Counter(), Counter(), 0, 0)
    for number, region in enumerate(simulation.regions):
        history = UnitHistory(0)
        for turn, period in enumerate(simulation.periods[:12]):
            right = validated(rulebook, simulation, region, period, history)
            if turn:
                asked = sum(each.action != "screen" for each in right.review)
                found = found._replace(lines=found.lines + len(right.lines), asked=found.asked + asked)
                for kind, wrong in _wrong(rulebook.catalogue, simulation, region, period, number + turn):
                    judged = validated(rulebook, simulation, region, period, history, wrong)
                    found.planted[kind] += 1
                    found.noticed[kind] += bool(judged.faults) or bool(_keys(judged) - _keys(right))
            history.put(period.ordinal, right.lines)
    return found


def first_month(rulebook: Rulebook, simulation: Simulation) -> Slips:
    """The very first month: each kind in every report, noticed at the door or in the area's month beside others."""
    found = Slips(Counter(), Counter(), 0, 0)
    period, nothing = simulation.periods[0], UnitHistory(0)
    right = {region: validated(rulebook, simulation, region, period, nothing) for region in simulation.regions}
    for parent in dict.fromkeys(rulebook.catalogue.regions[region].parent for region in right):
        group = {region: each for region, each in right.items() if rulebook.catalogue.regions[region].parent == parent}
        clean = _beside(rulebook, group, period)
        for number, (region, mine) in enumerate(group.items()):
            known = _keys(mine) | clean.get(region, set())
            found = found._replace(lines=found.lines + len(mine.lines), asked=found.asked + len(known))
            for kind, wrong in _wrong(rulebook.catalogue, simulation, region, period, number):
                judged = validated(rulebook, simulation, region, period, nothing, wrong)
                found.planted[kind] += 1
                if judged.faults or _keys(judged) - known:
                    found.noticed[kind] += 1
                    continue
                beside_it = _beside(rulebook, group | {region: judged}, period)
                found.noticed[kind] += bool(beside_it.get(region, set()) - known)
    return found


def _beside(rulebook: Rulebook, group: Mapping[str, Validated], period: Month) -> dict[str, set[tuple[str, str]]]:
    """What an area's month asks of each unit for what the others report."""
    reports = ((region, each.lines) for region, each in group.items())
    asked = beside(reports, {region: UnitHistory(0) for region in group}, period.ordinal, rulebook)
    return {region: {(each.rule, each.indicator) for each in findings} for region, findings in asked.items()}


def published(catalogue: Catalogue) -> Slips:
    """Every series of a region's published months, from its second figure on, as an instance would see it that began
    with any of its years: each kind in each figure."""
    found = Slips(Counter(), Counter(), 0, 0)
    series: dict[tuple[str, str], dict[int, ReportLine]] = {}
    for figure in read_published():
        line = _published_line(catalogue, figure)
        if line is not None:
            series.setdefault((figure.region, line.indicator), {}).setdefault(figure.period.ordinal, line)
    for (_, indicator), months in series.items():
        checks = checks_of(catalogue, [indicator])
        for year in sorted({month // 12 for month in months}):
            begun = {month: line for month, line in sorted(months.items()) if month >= year * 12}
            found = _tried(found, begun, checks)
    return found


def _tried(found: Slips, months: Mapping[int, ReportLine], checks: Checks) -> Slips:
    """One series, of which nothing is known before its first month."""
    history = UnitHistory(0)
    for turn, (month, line) in enumerate(months.items()):
        right = {each.rule for each in review(Report("", month, (line,)), history, checks)}
        if turn:
            found = found._replace(lines=found.lines + 1, asked=found.asked + len(right))
            for kind, (times, parts) in FACTORS.items():
                if line.value < parts:
                    continue
                wrong = msgspec.structs.replace(line, value=line.value * times // parts)
                told = {each.rule for each in review(Report("", month, (wrong,)), history, checks)} - right
                found.planted[kind] += 1
                found.noticed[kind] += bool(told) or history.slipped_from(wrong, month) is not None
        history.put(month, (line,))
    return found


def told(title: str, found: Slips) -> Iterator[str]:
    """The lines that are printed."""
    yield f"## {title}"
    for kind, planted in found.planted.items():
        yield f"{kind}: {found.noticed[kind]:,} of {planted:,} noticed, {100 * found.noticed[kind] / planted:.1f} %"
    planted, noticed = found.planted.total(), found.noticed.total()
    yield f"altogether: {noticed:,} of {planted:,}, {100 * noticed / planted:.1f} % (aim ≥ 90 %)"
    yield f"right lines asked: {found.asked:,} of {found.lines:,}, {100 * found.asked / found.lines:.2f} % (aim < 1 %)"


def _keys(validated: Validated) -> set[tuple[str, str]]:
    return {(each.rule, each.indicator) for each in validated.review if each.action != "screen"}


def _wrong(
    catalogue: Catalogue, simulation: Simulation, region: str, period: Month, turn: int
) -> Iterator[tuple[str, Overrides]]:
    indicators = list(simulation.series[region])
    figures = [_written(catalogue, simulation, region, each, period) for each in indicators]
    for step, (kind, (times, parts)) in enumerate(FACTORS.items()):
        places = [place for place, each in enumerate(figures) if _can(each, times, parts)]
        if places:
            place = places[(turn * len(FACTORS) + step) % len(places)]
            yield kind, {indicators[place]: _slipped(figures[place], times, parts, turn)}
    for place in range(len(indicators) - 1):
        first, second = figures[place], figures[place + 1]
        sizes = sorted((first.denominator or first.value, second.denominator or second.value))
        if (first.denominator is None) is (second.denominator is None) and sizes[1] >= 2 * sizes[0]:
            yield SWAPPED, {indicators[place]: second, indicators[place + 1]: first}


def _written(catalogue: Catalogue, simulation: Simulation, region: str, indicator: str, period: Month) -> Override:
    """What the unit's system writes: the year to date of a flow where it posts that."""
    known = catalogue.indicators[indicator]
    flow = (known.part_kind if known.kind is Kind.RATIO else known.kind) is Kind.FLOW
    read = simulation.year_to_date if flow and style_of(region).year_to_date else simulation.figure
    value, denominator = read(region, indicator, period)
    return Override(value, denominator)


def _can(figure: Override, times: int, parts: int) -> bool:
    """A figure with fewer digits than the slip takes away cannot slip so, and 0 is 0 in every unit."""
    return min(figure.value, figure.denominator or figure.value) >= max(parts, 1)


def _slipped(figure: Override, times: int, parts: int, turn: int) -> Override:
    """A slip in the only figure; of a ratio in one of its parts by turns, or, with the wrong unit, in both."""
    value, denominator = figure.value * times // parts, figure.denominator
    if denominator is None:
        return Override(value)
    other = denominator * times // parts
    if max(times, parts) > 10:
        return Override(value, other)
    return Override(value, denominator) if turn % 2 else Override(figure.value, other)


def _published_line(catalogue: Catalogue, figure: PublishedFigure) -> ReportLine | None:
    indicator = catalogue.resolve_indicator(figure.indicator)
    if indicator is None or indicator.name != figure.indicator or figure.doubt:
        return None  # an alias may hold another figure: the five years together
    unit = catalogue.units_of_measure.get(figure.unit)
    if unit is None or indicator.kind is Kind.RATIO:
        return None
    if indicator.kind is Kind.DIRECT:
        return ReportLine(indicator.id, percent_to_basis_points(str(figure.value)))
    amount = to_base(str(figure.value), unit)
    return ReportLine(indicator.id, amount, None, "year_to_date" if figure.kind == "ytd" else "month")
