"""Findings as the pages show them: blocks first, then what wants an explanation, then what is only told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from services.intake.faults import ReceiptFinding
from services.intake.units.rulebook import NO_PLAN
from shared.catalogue.model import Indicator
from shared.events import Explanation, ReportCorrected, ReportSubmitted, ReviewFinding

Weight = Literal["block", "query", "screen", "missing", "told"]


@dataclass(frozen=True, slots=True)
class FindingLook:
    """How a kind of finding is shown: word, shape and class; ``told``: what it means for the unit."""

    word: str
    shape: str
    css: str
    told: str


FINDING_LOOKS: dict[Weight, FindingLook] = {
    "block": FindingLook("须改正", "■", "level-red", "改正后才能审核通过"),
    "query": FindingLook("须说明", "▲", "level-orange", "请核对；数字无误的，写明原因"),
    "missing": FindingLook("未填", "○", "level-none", "应报而未报；没有发生应报 0"),
    "told": FindingLook("请知悉", "◇", "level-none", "不需要处理"),
    "screen": FindingLook("建议核查", "◇", "level-blue", "抽样核对用，不说明数字有误"),
}
"""Every weight, the heaviest first."""

_ORDER = {weight: rank for rank, weight in enumerate(FINDING_LOOKS)}


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One finding: what it is about, what it says, and the unit's explanation ('': none)."""

    weight: Weight
    code: str
    indicator: str
    name: str
    message: str
    explanation: str = ""

    @property
    def look(self) -> FindingLook:
        """Its word and shape."""
        return FINDING_LOOKS[self.weight]

    @property
    def open(self) -> bool:
        """Whether it still asks something of the unit."""
        return self.weight == "block" or (self.weight == "query" and not self.explanation)


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings of each kind a report has."""

    blocks: int
    unexplained: int
    explained: int
    screens: int
    missing: int

    @property
    def clean(self) -> bool:
        """Whether nothing was found at all, and nothing is left out."""
        return not (self.blocks or self.unexplained or self.explained or self.screens or self.missing)

    @property
    def rank(self) -> int:
        """Where a report stands in the queue: what needs most attention first."""
        if self.blocks:
            return 0
        if self.unexplained:
            return 1
        return 2 if self.explained or self.missing else 3


def ordered(findings: Iterable[ShownFinding]) -> list[ShownFinding]:
    """The heaviest first, the unexplained before the explained."""
    return sorted(findings, key=lambda each: (_ORDER[each.weight], bool(each.explanation)))


def count(findings: Sequence[ShownFinding]) -> Count:
    """The findings counted."""
    queries = [each for each in findings if each.weight == "query"]
    return Count(
        blocks=sum(each.weight == "block" for each in findings),
        unexplained=sum(each.open for each in queries),
        explained=sum(not each.open for each in queries),
        screens=sum(each.weight == "screen" for each in findings),
        missing=sum(each.weight == "missing" for each in findings),
    )


def findings_of(
    event: ReportSubmitted | ReportCorrected, missing: Iterable[ReceiptFinding], indicators: Mapping[str, Indicator]
) -> list[ShownFinding]:
    """What was found in one revision, each with the unit's explanation; ``missing``: what it owes and did not give."""
    return shown_findings(event.findings, event.explanations, missing, indicators)


def shown_findings(
    review: Iterable[ReviewFinding],
    explanations: Sequence[Explanation],
    missing: Iterable[ReceiptFinding],
    indicators: Mapping[str, Indicator],
) -> list[ShownFinding]:
    """The same of a report that is not stored yet."""
    found = [
        ShownFinding(
            each.action,
            each.rule,
            each.indicator,
            _name(each.indicator, indicators),
            each.message,
            explanation(each, explanations),
        )
        for each in review
    ]
    found += [
        ShownFinding(
            _weight(each),
            each.code,
            each.indicator,
            _name(each.indicator, indicators),
            each.message,
            next((said.text for said in explanations if said.indicator == each.indicator and each.indicator), ""),
        )
        for each in missing
    ]
    return ordered(found)


def _weight(finding: ReceiptFinding) -> Weight:
    return "told" if finding.code == NO_PLAN else "missing"


def explanation(finding: ReviewFinding, given: Iterable[Explanation]) -> str:
    """What the unit said to a finding ('': nothing): the words for its very rule before those for the indicator."""
    fitting = [each for each in given if each.indicator == finding.indicator and each.rule in ("", finding.rule)]
    fitting.sort(key=lambda each: not each.rule)
    return fitting[0].text if fitting else ""


def _name(indicator: str, indicators: Mapping[str, Indicator]) -> str:
    known = indicators.get(indicator)
    return known.name if known else indicator or "全表"
