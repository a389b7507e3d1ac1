"""Everything that happened to a report: every revision, who, when, what changed, why it came back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.intake.pages.views.formats import BASES, DASH, base_unit, instant_text, value_text
from shared.catalogue.model import Indicator
from shared.events import (
    CorrectionDeclined,
    CorrectionProposed,
    CorrectionTakenBack,
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)
from shared.store.model import Recorded

History = Sequence[tuple[Recorded, Event]]
"""A report's events in order, as stored and as decoded."""


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """One figure that a revision changed; a dash: it was not there."""

    name: str
    unit: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReportStep:
    """One event. ``what`` is its word, ``revision`` the one it made or is about."""

    what: str
    css: str
    revision: int
    actor: str
    at: str
    position: int
    hash: str
    digest: str = ""
    reason: str = ""
    second_signer: str = ""
    note: str = ""
    lines: int = 0
    changes: tuple[FigureDifference, ...] = ()
    receipt: bool = False


def timeline(history: History, indicators: Mapping[str, Indicator]) -> list[ReportStep]:
    """The report's steps, the first one first."""
    steps: list[ReportStep] = []
    lines: tuple[ReportLine, ...] | None = None
    revision = 0
    for recorded, event in history:
        changes: tuple[FigureDifference, ...] = ()
        if isinstance(event, ReportSubmitted | ReportCorrected):
            revision += 1
            if lines is not None:
                changes = differences(lines, event.lines, indicators)
            lines = event.lines
        elif isinstance(event, CorrectionProposed):
            changes = differences(lines or (), event.lines, indicators)
        steps.append(_step(recorded, event, revision, changes))
    return steps


def differences(
    before: Sequence[ReportLine], after: Sequence[ReportLine], indicators: Mapping[str, Indicator]
) -> tuple[FigureDifference, ...]:
    """The figures that are not the same in two revisions."""
    old = {line.indicator: line for line in before}
    new = {line.indicator: line for line in after}
    found = []
    for indicator in dict.fromkeys([*old, *new]):
        first, second = old.get(indicator), new.get(indicator)
        if _figure(first) != _figure(second):
            found.append(_difference(indicator, indicators.get(indicator), first, second))
    return tuple(found)


def _difference(
    indicator: str, known: Indicator | None, before: ReportLine | None, after: ReportLine | None
) -> FigureDifference:
    """Of an indicator that has left the catalogue (None) the figures are shown as they were reported, under its id."""
    name, unit = (known.name, base_unit(known)) if known else (indicator, "")
    return FigureDifference(name, unit, _text(known, before), _text(known, after))


def _figure(line: ReportLine | None) -> tuple[int, int | None, str] | None:
    return None if line is None else (line.value, line.denominator, line.basis)


def _text(indicator: Indicator | None, line: ReportLine | None) -> str:
    if line is None:
        return DASH
    text = value_text(indicator, line.value, line.denominator)
    return text if line.basis == "month" else f"{text}（{BASES[line.basis]}）"


def _step(recorded: Recorded, event: Event, revision: int, changes: tuple[FigureDifference, ...]) -> ReportStep:
    word, css = _WORDS.get(type(event), (recorded.type, "level-none"))
    step = ReportStep(
        what="重新报送" if isinstance(event, ReportSubmitted) and revision > 1 else word,
        css=css,
        revision=revision,
        actor=recorded.actor,
        at=instant_text(recorded.recorded_at),
        position=recorded.position,
        hash=recorded.hash,
    )
    match event:
        case ReportCorrected():
            step = replace(step, reason=event.reason, second_signer=event.second_signer)
        case CorrectionProposed():
            return replace(step, reason=event.reason, note=event.note, changes=changes)
        case ReportReturned() | ReportWithdrawn() | CorrectionDeclined():
            return replace(step, reason=event.reason)
    if isinstance(event, ReportSubmitted | ReportCorrected):
        return replace(
            step, digest=event.digest, note=event.note, lines=len(event.lines), changes=changes, receipt=True
        )
    return step


_WORDS: dict[type[Event], tuple[str, str]] = {
    ReportSubmitted: ("报送", "level-blue"),
    ReportCorrected: ("更正", "level-blue"),
    CorrectionProposed: ("提出更正，待签", "level-none"),
    CorrectionDeclined: ("不签字", "level-orange"),
    CorrectionTakenBack: ("撤回更正", "level-yellow"),
    ReportAccepted: ("审核通过", "level-normal"),
    ReportReturned: ("退回", "level-orange"),
    ReportWithdrawn: ("撤回", "level-yellow"),
}
