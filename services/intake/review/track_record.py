"""What became of what the rules asked: was the figure changed, or did it stand and was accepted? Pure.

A rule is right where the unit changed the figure it asked about, by a new version or a correction, whenever that came;
it asked in vain where the figure stood and a reviewer accepted it. Each question (a rule, of an indicator, of a
report) counts once, however many versions repeated it. It follows from the report's events alone and in their order,
so that it is the same however often, and in whatever company, they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from shared.events import ReportLine, ReviewFinding

Outcome = Literal["open", "changed", "kept"]
"""``changed``: the figure is another now; ``kept``: it stands and is accepted; ``open``: neither yet."""

OUTCOMES: tuple[Outcome, ...] = ("changed", "kept", "open")

MONTHS = 12
"""Over how many months of reports it is told."""

LEAST_RAISED = 10
"""With fewer questions nobody can say how often a rule is right."""


class Raised(NamedTuple):
    """A question that was asked: ``lines`` are the figures it was about (none: it was about a figure left out)."""

    rule: str
    indicator: str
    lines: tuple[ReportLine, ...]
    changed: bool = False
    accepted: bool = False

    @property
    def outcome(self) -> Outcome:
        """What has become of it."""
        return "changed" if self.changed else "kept" if self.accepted else "open"


def resubmitted(
    raised: tuple[Raised, ...], lines: Sequence[ReportLine], findings: Iterable[ReviewFinding]
) -> tuple[Raised, ...]:
    """What has become of the questions with one more version of the report, and what it is asked anew."""
    found = {
        (each.rule, each.indicator): each._replace(
            changed=asked_about(each.indicator, lines) != each.lines, accepted=False
        )
        for each in raised
    }
    for finding in findings:
        key = (finding.rule, finding.indicator)
        found.setdefault(key, Raised(*key, asked_about(finding.indicator, lines)))
    return tuple(found.values())


def decided(raised: tuple[Raised, ...], accepted: bool) -> tuple[Raised, ...]:
    """The same once what stands was accepted, or is no longer."""
    return tuple(each._replace(accepted=accepted) for each in raised)


def asked_about(indicator: str, lines: Sequence[ReportLine]) -> tuple[ReportLine, ...]:
    """The figures that a question is about: one indicator's, or ('') all of the report, in whatever order."""
    if indicator:
        return tuple(line for line in lines if line.indicator == indicator)
    return tuple(sorted(lines, key=lambda line: line.indicator))


class TrackRecord(NamedTuple):
    """How often a rule asked, and what came of it."""

    changed: int = 0
    kept: int = 0
    open: int = 0

    @property
    def raised(self) -> int:
        """How often it asked."""
        return self.changed + self.kept + self.open

    @property
    def told(self) -> str:
        """In Chinese, beside the rule."""
        if not self.raised:
            return f"近{MONTHS}个月没有提出过"
        asked = f"近{MONTHS}个月提出{self.raised}次，改数{self.changed}次"
        kept = f"，说明后照数通过{self.kept}次" if self.kept else ""
        few = "（次数太少，还说明不了什么）" if self.raised < LEAST_RAISED else ""
        return asked + kept + (f"，未了{self.open}次" if self.open else "") + few


NEVER = TrackRecord()

TrackRecords = Mapping[str, TrackRecord]
"""By rule; a rule that is not in it has never asked."""


def track_records(counted: Iterable[tuple[str, str, int]]) -> dict[str, TrackRecord]:
    """The records from counts by rule and outcome."""
    found: dict[str, TrackRecord] = {}
    for rule, outcome, number in counted:
        known = found.get(rule, NEVER)
        found[rule] = known._replace(**{outcome: getattr(known, outcome) + number})
    return found
