"""The rules over a whole month of an area, before it is closed: every report once more, and the screens. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from services.intake.review.magnitude.beside import beside
from services.intake.review.report import Around, Report, review
from services.intake.review.reviewed import explained
from services.intake.review.rules import BY_NAME
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.events import Explanation, ReportLine, ReviewFinding


class UnitReport(NamedTuple):
    """A unit's standing report of the month: what was found when it was submitted, what the unit explained."""

    region: str
    status: str
    revision: int
    lines: tuple[ReportLine, ...]
    findings: tuple[ReviewFinding, ...]
    explanations: tuple[Explanation, ...]


class Found(NamedTuple):
    """A finding of the month: whose it is, whether it was found when the report was submitted (``recorded``),
    whether it is found with what stands now (``present``), and whether the unit explained it."""

    region: str
    finding: ReviewFinding
    recorded: bool
    present: bool
    explained: bool

    def document(self, names: Mapping[str, str]) -> dict[str, Any]:
        """As it is answered."""
        place = {"region": self.region, "region_name": names.get(self.region, self.region)}
        rest = {"recorded": self.recorded, "present": self.present, "explained": self.explained}
        return place | msgspec.structs.asdict(self.finding) | {"title": title(self.finding)} | rest


def title(finding: ReviewFinding) -> str:
    """The rule's name in Chinese; its id for one that is no longer there."""
    rule = BY_NAME.get(finding.rule)
    return finding.rule if rule is None else rule.title


def finding_document(finding: ReviewFinding, explanations: tuple[Explanation, ...]) -> dict[str, Any]:
    """A finding of a report, and whether the unit has explained it."""
    said = {"title": title(finding), "explained": explained(finding, explanations)}
    return msgspec.structs.asdict(finding) | said


def month_findings(
    reports: Iterable[UnitReport], histories: Mapping[str, UnitHistory], month: int, rulebook: Rulebook
) -> list[Found]:
    """Every finding of the month's reports (``month`` an ordinal): those of their submission, and those of now."""
    standing = list(reports)
    peers = beside(((each.region, each.lines) for each in standing), histories, month, rulebook)
    around: Around = {each.region: {line.indicator: line for line in each.lines} for each in standing}
    found: list[Found] = []
    for each in standing:
        rules = rulebook.unit(each.region)
        if rules is None:
            continue
        known = tuple(line for line in each.lines if line.indicator in rules.checks.indicators)
        others = {region: lines for region, lines in around.items() if region != each.region}
        report = Report(each.region, month, known)
        present = review(report, histories[each.region], rules.checks, others, rulebook.names)
        found += _merged(each, (*present, *peers.get(each.region, ())))
    return found


def _merged(report: UnitReport, present: tuple[ReviewFinding, ...]) -> Iterator[Found]:
    """A finding is the same when rule and indicator are; its sentence is then that of now."""
    recorded = {(each.rule, each.indicator): each for each in report.findings}
    now = {(each.rule, each.indicator): each for each in present}
    for key, finding in (recorded | now).items():
        yield Found(report.region, finding, key in recorded, key in now, explained(finding, report.explanations))
