"""量级: which lines of a report are of another order than they should be, and what is asked of each. Pure.

On the hot path: a line that is near what it was last month (:func:`near`) is not looked at further.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.intake.review.magnitude.scale import against_baseline, against_plan, outside, scale, strayed
from services.intake.review.magnitude.swaps import MovedRow, moved, pairs, swapped
from services.intake.units.checks import THOUSAND, Check, Checks
from services.intake.units.history import UnitHistory
from services.intake.units.spans import Span
from services.intake.units.years import figure_of
from shared.events import ReportLine, ReviewFinding


def near(line: ReportLine, before: ReportLine, check: Check) -> bool:
    """Whether a month's figure is so like last month's that it can be neither another row's nor of another order."""
    times, now, last = check.near, line.value, before.value
    if now * THOUSAND >= times * last or last * THOUSAND >= times * now:
        return False
    if line.basis != "month" or before.basis != "month":
        return False
    whole, whole_last = line.denominator, before.denominator
    if whole is None or whole_last is None:
        return whole is whole_last
    return whole * THOUSAND < times * whole_last and whole_last * THOUSAND < times * whole


class Ease:
    """Sees at a glance that :func:`asked` asks nothing of a figure of which there is none of the month before.

    Many connections send a unit's next month before the last one is stored: then all its lines are such.
    """

    def __init__(self, month: int, history: UnitHistory) -> None:
        """For a report of ``month`` (an ordinal)."""
        self._month = month
        self._history = history
        self._bands: Mapping[str, Sequence[int]] | None = None

    def of(self, line: ReportLine, check: Check) -> bool:
        """Whether nothing is asked for sure: the month's own figure lies among what the unit has reported, and a stock
        within its bounds."""
        if self._bands is None:
            self._bands = self._history.bands(self._month)
        band, value, limit = self._bands.get(line.indicator), line.value, check.scale
        if band is None or limit is None or not value or line.basis != "month":
            return False
        if check.bounds is not None and outside(value, check.bounds):
            return False
        low, high, whole_low, whole_high = band
        if not (0 <= low * THOUSAND < value * limit.times and value * THOUSAND < limit.times * high):
            return False
        whole = line.denominator or 0
        if not whole and not whole_high:
            return True
        return 0 <= whole_low * THOUSAND < whole * limit.times and whole * THOUSAND < limit.times * whole_high


class Doubtful(NamedTuple):
    """A line that is not near last month's: ``value`` and ``whole`` (0: none) are the month's own figure and its
    denominator, ``before`` last month's line, ``jumped`` whether it has been asked about as a jump."""

    line: ReportLine
    value: int
    whole: int
    before: ReportLine | None
    jumped: bool


def asked(
    doubtful: Sequence[Doubtful], month: int, history: UnitHistory, checks: Checks, names: Mapping[str, str]
) -> list[ReviewFinding]:
    """What is asked of the doubtful lines of a month (an ordinal): a pair that changed places once."""
    changed = pairs(_moved(doubtful, checks))
    found = [swapped(*pair) for pair in changed]
    done = {each.line.indicator for pair in changed for each in pair}
    for each in doubtful:
        if not each.jumped and each.line.indicator not in done:
            check = checks.indicators[each.line.indicator]
            finding = _off_scale(each, month, history, check) or _off_baseline(each, check, names)
            finding = finding or _off_plan(each, month, history, check, names)
            if finding is not None:
                found.append(finding)
    return found


def _moved(doubtful: Sequence[Doubtful], checks: Checks) -> list[MovedRow]:
    rows = ((each.line, each.before, checks.indicators[each.line.indicator]) for each in doubtful)
    return [
        MovedRow.of(line, check.name, before)
        for line, before, check in rows
        if before is not None and check.swapped is not None and moved(line, before, check.swapped)
    ]


def _off_scale(each: Doubtful, month: int, history: UnitHistory, check: Check) -> ReviewFinding | None:
    limit, before = check.scale, each.before
    if limit is None:
        return None
    if before is not None and not limit.flow:
        denominator = before.denominator or 0
        span: Span | None = Span(before.value, before.value, denominator, denominator)
    else:
        span = history.span(each.line.indicator, month)
    if span is None or not strayed(each.value, each.whole, span, limit):
        return None
    return scale(each.line.indicator, check, each.value, each.whole, span)


def _off_baseline(each: Doubtful, check: Check, names: Mapping[str, str]) -> ReviewFinding | None:
    limits, line = check.bounds, each.line
    if limits is None or not outside(line.value, limits):
        return None
    if each.before is not None and outside(each.before.value, limits):
        return None
    return against_baseline(line, check.name, limits, names)


def _off_plan(
    each: Doubtful, month: int, history: UnitHistory, check: Check, names: Mapping[str, str]
) -> ReviewFinding | None:
    """A flow or rate of which nothing is known yet but what the plans say of it."""
    plan = check.first
    if plan is None or each.before is not None or history.span(each.line.indicator, month) is not None:
        return None
    figure = figure_of(each.value, each.whole) if each.line.denominator is not None else each.value
    if figure is None or not plan.outside(figure):
        return None
    return against_plan(each.line.indicator, check.name, figure, plan, names)
