"""Is a report right? Its lines in base units, or every fault with its place and a Chinese message. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.intake.faults import ReceiptFinding, ReportFault, fault
from services.intake.review.report import NOBODY, Around, Report, review
from services.intake.review.rules import BY_NAME
from services.intake.submission.lines import report_lines
from services.intake.submission.parse import Submission
from services.intake.submission.period import month_of
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook, UnitRules
from shared.events import Explanation, ReportLine, ReviewFinding

MOST_LINES = 500
"""Lines that one report may hold: far more than any unit owes."""


class Validated(NamedTuple):
    """A report in base units with what is worth telling; of no use when there are faults.

    ``findings`` are what is owed and missing, ``review`` what the review rules say, ``explanations`` what the
    unit says to that: as posted, until :func:`asked_for` has looked at all that is asked.
    """

    lines: tuple[ReportLine, ...]
    findings: tuple[ReceiptFinding, ...]
    faults: list[ReportFault]
    review: tuple[ReviewFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()


def validate(
    submission: Submission,
    rulebook: Rulebook,
    history: UnitHistory,
    now: datetime,
    broken: frozenset[int] = frozenset(),
    around: Around = NOBODY,
) -> Validated:
    """Judge a report at ``now``. Lines in ``broken`` are passed over: their shape is at fault already.

    Missing owed indicators are findings, not faults. The review rules are asked only of a report without
    faults; ``around`` is what the regions above and below it that report the same have reported.
    """
    faults: list[ReportFault] = []
    rules = rulebook.unit(submission.region)
    month = month_of(submission.period, rules, now, faults)
    if month is not None:
        rules = rulebook.in_month(submission.region, month)
    if rules is None or not rules.missing:
        return Validated((), (), [_no_reporter(submission.region, rules), *faults])
    if not 1 <= len(submission.lines) <= MOST_LINES:
        return Validated((), (), [*faults, _wrong_count(len(submission.lines))])
    lines = report_lines(submission, rules, rulebook, history, month, broken, faults)
    explanations = _explanations(submission, rules, rulebook, faults)
    missing = rulebook.missing(submission.region, lines, month) if month is not None else ()
    if faults or broken or month is None:
        return Validated(lines, missing, faults)
    found = review(Report(submission.region, month.ordinal, lines), history, rules.checks, around, rulebook.names)
    return Validated(lines, missing, faults, found, explanations)


def asked_for(
    explanations: tuple[Explanation, ...], note: str, found: Sequence[ReviewFinding]
) -> tuple[Explanation, ...]:
    """The explanations; a note that stands for one of the report as a whole is only a note where nothing is asked of
    the report as a whole. ``found`` must be everything: a question added later would find its answer dropped."""
    if any(not each.indicator and each.action == "query" for each in found):
        return explanations
    said = Explanation("", note.strip())
    return tuple(each for each in explanations if each != said)


def _explanations(
    submission: Submission, rules: UnitRules, rulebook: Rulebook, faults: list[ReportFault]
) -> tuple[Explanation, ...]:
    """What the unit explains, by the indicators' ids; a line's own note explains the line."""
    found = [
        Explanation(rules.owed[line.indicator].id, line.note.strip())
        for line in submission.lines
        if line.note and line.note.strip() and line.indicator in rules.owed
    ]
    for index, said in enumerate(submission.explanations):
        indicator = rulebook.catalogue.resolve_indicator(said.indicator) if said.indicator else None
        if said.indicator and indicator is None:
            message = f"没有“{said.indicator}”这个指标"
            faults.append(fault("unknown-indicator", f"/explanations/{index}/indicator", message))
        if said.rule and said.rule not in BY_NAME:
            faults.append(fault("unknown-rule", f"/explanations/{index}/rule", f"没有“{said.rule}”这条审核规则"))
        found.append(Explanation(indicator.id if indicator else "", said.text.strip(), said.rule))
    return tuple(found)


def _no_reporter(code: str, rules: UnitRules | None) -> ReportFault:
    if rules is None:
        return fault("unknown-region", "/region", f"没有代码为“{code}”的地区")
    return fault("region-reports-nothing", "/region", f"{rules.region.name}不报送月报")


def _wrong_count(lines: int) -> ReportFault:
    if lines == 0:
        return fault("no-lines", "/lines", "至少应报送一项指标")
    return fault("too-many-lines", "/lines", f"共{lines}项，一次至多报送{MOST_LINES}项")
