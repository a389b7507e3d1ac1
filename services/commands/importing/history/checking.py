"""All that can be said of a file's reports before one of them is sent: faults, and what reviewers would ask. Pure.

Each is judged as the service judges it, against the months before it in the same file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from services.commands.importing.history.grid import PlaceFault
from services.commands.importing.history.reports import PastReport
from services.intake.review.reviewed import explained
from services.intake.submission.parse import parse_submission
from services.intake.submission.validate import validate
from services.intake.units.history import WINDOW_MONTHS, UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.events import ReviewFinding


class PastRemark(NamedTuple):
    """Something about a report, and where it stands."""

    report: PastReport
    about: PlaceFault


class CheckedReports(NamedTuple):
    """The reports as they are to be sent. ``faults`` keep all of them from it; ``open`` are questions that nobody has
    answered, with which a report cannot be accepted; ``answered`` how many are."""

    reports: list[PastReport]
    faults: list[PastRemark]
    open: list[PastRemark]
    answered: int


def check(reports: Iterable[PastReport], rulebook: Rulebook, now: datetime, explanation: str = "") -> CheckedReports:
    """Judge the reports, which come month by month. ``explanation``: the words that answer every question."""
    histories: dict[str, UnitHistory] = {}
    checked = CheckedReports([], [], [], 0)
    answered = 0
    for report in reports:
        history = histories.get(report.region)
        if history is None:
            history = histories[report.region] = UnitHistory(report.month.ordinal - WINDOW_MONTHS)
        questions = _judge(report, rulebook, history, now, checked)
        if explanation and questions:
            report = report._replace(explained=tuple((each, explanation) for each in questions))
            answered += len(questions)
        else:
            checked.open.extend(_told(report, each, "须说明") for each in questions)
        checked.reports.append(report)
    return checked._replace(answered=answered)


def _judge(
    report: PastReport, rulebook: Rulebook, history: UnitHistory, now: datetime, checked: CheckedReports
) -> list[ReviewFinding]:
    """Add the report's faults, remember its lines, and say what it would have to explain."""
    parsed = parse_submission(report.body)
    if parsed.submission is None:
        checked.faults.extend(PastRemark(report, report.fault(each.pointer, each.message)) for each in parsed.faults)
        return []
    found = validate(parsed.submission, rulebook, history, now, parsed.broken)
    faults = [*parsed.faults, *found.faults]
    checked.faults.extend(PastRemark(report, report.fault(each.pointer, each.message)) for each in faults)
    if faults:
        return []
    history.put(report.month.ordinal, found.lines)
    checked.faults.extend(_told(report, each, "须改正") for each in found.review if each.action == "block")
    return [each for each in found.review if each.action == "query" and not explained(each, found.explanations)]


def _told(report: PastReport, finding: ReviewFinding, what: str) -> PastRemark:
    return PastRemark(report, report.about(finding.indicator, f"{what}：{finding.message}"))
