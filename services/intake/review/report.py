"""The rules over one report, when it is submitted. Pure, and on the hot path: most lines pass a few comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple

from services.intake.review import rounds
from services.intake.review.between import children_differ, unbalanced
from services.intake.review.copies import LastFigures, flow_copied, report_copied
from services.intake.review.jumps import jump, strays
from services.intake.review.left_out import left_out, question
from services.intake.review.magnitude.doubtful import Doubtful, Ease, asked, near
from services.intake.review.over_time import above_later, falls, not_reset
from services.intake.units.checks import THOUSAND, Check, Checks
from services.intake.units.history import UnitHistory
from services.intake.units.references import Reference
from services.intake.units.spans import month_figure
from services.intake.units.years import YearSoFar, figure_of, own_figure
from shared.events import ReportLine, ReviewFinding

ROUND_MONTHS = 12
"""Over how many months, its own included, a report's rounded figures are counted."""

Around = Mapping[str, Mapping[str, ReportLine]]
"""The lines that other regions report for the same month, by region and indicator."""

NOBODY: Around = {}
NO_NAMES: Mapping[str, str] = {}
NO_YEAR: Mapping[str, YearSoFar] = {}


class Report(NamedTuple):
    """What is reviewed: a unit's lines for a month (an ordinal)."""

    region: str
    month: int
    lines: tuple[ReportLine, ...]


def review(
    report: Report, history: UnitHistory, checks: Checks, around: Around = NOBODY, names: Mapping[str, str] = NO_NAMES
) -> tuple[ReviewFinding, ...]:
    """What the rules find in a report, held against the unit's ``history``.

    ``around`` is needed only of a unit with families; ``names`` are the regions'.
    """
    last = history.by_indicator(report.month - 1)
    found = _months(report, history, checks, last, names)
    if report.month % 12 == 0:
        found += _january(report, checks, last)
    if later := history.later(report.month):
        so_far = history.year_so_far(report.month)
        for line in report.lines:
            _add(found, above_later(line, checks.indicators[line.indicator].name, so_far.get(line.indicator), later))
    if checks.identities or checks.families:
        found += _between(report, checks, last, around, names)
    if rounds.any_rounded(report.lines):
        _add(found, _rounded(report, history, last, checks))
    if stood := history.by_indicator(report.month):
        _add(found, question(left_out(stood, report.lines), checks.names))
    return tuple(found)


def _months(
    report: Report, history: UnitHistory, checks: Checks, last: Mapping[str, ReportLine], names: Mapping[str, str]
) -> list[ReviewFinding]:
    """Line by line: the year to date, jumps, orders of magnitude, and what is as it was last month."""
    found: list[ReviewFinding] = []
    place = report.month % 12
    references = history.references(report.month // 12)
    indicators = checks.indicators
    doubtful: list[Doubtful] = []
    so_far: Mapping[str, YearSoFar] | None = None
    last_figures = LastFigures(report.month, history)
    ease = Ease(report.month, history)
    equal = idle = 0
    for line in report.lines:
        indicator = line.indicator
        before = last.get(indicator)
        check = indicators[indicator]
        if line.basis == "month" or not place:
            own: tuple[int, int | None] | None = (line.value, line.denominator)
        else:
            if so_far is None:
                so_far = history.year_so_far(report.month)
            if indicator in so_far:
                _add(found, falls(line, check.name, so_far[indicator]))
            own = own_figure(line, place, so_far)
            idle += own is not None and own[0] == 0 < line.value
        if before is not None and own is not None and last_figures.same(before, own):
            equal += own[0] > 0
            _add(found, _flow_copied(indicator, own[0], check))
        reference = references.get(indicator)
        jumped = None
        if reference is not None and own is not None:
            jumped = _jump(line, *own, place, reference, check)
            _add(found, jumped)
        if not (  # what near says, without a call where nothing has a denominator
            ease.of(line, check)
            if before is None
            else line.value * THOUSAND < check.near * before.value
            and before.value * THOUSAND < check.near * line.value
            and line.basis == before.basis == "month"
            and (line.denominator is before.denominator or near(line, before, check))
        ):
            value, whole = (own[0], own[1] or 0) if own else month_figure(line, place, so_far or NO_YEAR)
            doubtful.append(Doubtful(line, value, whole, before, jumped is not None))
    if doubtful:
        found += asked(doubtful, report.month, history, checks, names)
    if equal:
        _add(found, report_copied(equal, sum(line.value > 0 for line in report.lines) - idle))
    return found


def _flow_copied(indicator: str, figure: int, check: Check) -> ReviewFinding | None:
    if check.copied is None or figure < check.copied:
        return None
    return flow_copied(indicator, check.name, figure)


def _jump(
    line: ReportLine, value: int, denominator: int | None, place: int, reference: Reference, check: Check
) -> ReviewFinding | None:
    figure = value if denominator is None else figure_of(value, denominator)
    if figure is None or check.jump is None or not strays(figure, place, reference, check.jump):
        return None
    return jump(line.indicator, check.name, figure, place, reference, check.jump)


def _january(report: Report, checks: Checks, december: Mapping[str, ReportLine]) -> list[ReviewFinding]:
    found: list[ReviewFinding] = []
    for line in report.lines:
        check, before = checks.indicators[line.indicator], december.get(line.indicator)
        if line.basis == "year_to_date" and before is not None and check.reset is not None:
            _add(found, not_reset(line, check.name, before, check.reset))
    return found


def _between(
    report: Report, checks: Checks, last: Mapping[str, ReportLine], around: Around, names: Mapping[str, str]
) -> list[ReviewFinding]:
    found: list[ReviewFinding] = []
    mine = {line.indicator: line for line in report.lines}
    for identity in checks.identities:
        _add(found, unbalanced(identity, mine, last, checks.indicators[identity.stock].name))
    for family in checks.families:
        indicator = family.indicator
        lines = {region: theirs[indicator] for region, theirs in around.items() if indicator in theirs}
        if indicator in mine:
            lines[report.region] = mine[indicator]
            _add(found, children_differ(family, lines, checks.indicators[indicator].name, names))
    return found


def _rounded(
    report: Report, history: UnitHistory, last: Mapping[str, ReportLine], checks: Checks
) -> ReviewFinding | None:
    earlier_months = range(report.month - ROUND_MONTHS + 1, report.month)
    year = chain([report.lines], map(history.lines, earlier_months))  # read month by month: mostly the first will do
    places = rounds.precisions(year, checks.scales)
    this = rounds.count(report.lines, last, checks.scales, places)
    if not this.rounded:
        return None
    if any(place > 1 for place in places.values()):
        counts: Iterable[tuple[int, int]] = (
            rounds.count(history.lines(month), history.by_indicator(month - 1), checks.scales, places)
            for month in earlier_months
        )
    else:  # as nearly always: the count of a month is the same whoever asks
        counts = (history.counted(month, rounds.count) for month in earlier_months)
    figures, rounded = map(sum, zip(*counts, strict=True))
    return rounds.rounded(this, rounds.Rounded(figures, rounded))


def _add(found: list[ReviewFinding], finding: ReviewFinding | None) -> None:
    if finding is not None:
        found.append(finding)
