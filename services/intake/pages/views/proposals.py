"""A correction that waits for its second signer, or was declined, as the pages show it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.intake.pages.views.formats import instant_text
from services.intake.pages.views.record import Record
from services.intake.pages.views.timeline import FigureDifference, differences
from services.intake.reports.streams import LinesEvent
from shared.catalogue.model import Indicator
from shared.events import CorrectionDeclined, CorrectionProposed
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class WaitingProposal:
    """A correction that waits: ``number`` among the report's, ``base`` the revision it would replace (0: none), and
    each figure in both versions; ``same`` are those that stay."""

    region: str
    period: Month
    number: int
    base: int
    proposer: str
    at: str
    reason: str
    evidence: str
    note: str
    changes: tuple[FigureDifference, ...]
    same: int
    said: tuple[tuple[str, str], ...]
    asked: tuple[str, ...]
    simulated: bool


@dataclass(frozen=True, slots=True)
class DeclinedProposal:
    """A correction that a second signer did not sign."""

    period: Month
    signer: str
    at: str
    reason: str


def waiting_proposal(record: Record, indicators: Mapping[str, Indicator]) -> WaitingProposal | None:
    """The correction of a report that waits; None where none does."""
    proposed = record.state.proposed
    if proposed is None:
        return None
    made = record.revisions
    before = made[proposed.base - 1][1].lines if proposed.base else ()
    recorded = next(each for each, event in reversed(record.history) if isinstance(event, CorrectionProposed))
    kept = set(before) & set(proposed.lines)
    return WaitingProposal(
        record.region,
        record.period,
        record.state.proposals,
        proposed.base,
        proposed.proposer,
        instant_text(recorded.recorded_at)[:-3],
        proposed.reason,
        proposed.evidence,
        proposed.note,
        differences(before, proposed.lines, indicators),
        len(kept),
        tuple((_name(each.indicator, indicators), each.text) for each in proposed.explanations),
        tuple(each.message for each in proposed.findings if each.action != "screen"),
        proposed.simulated,
    )


def declined_proposal(record: Record) -> DeclinedProposal | None:
    """The correction that was declined last, while nothing came after it."""
    for recorded, event in reversed(record.history):
        if isinstance(event, CorrectionDeclined):
            at = instant_text(recorded.recorded_at)[:-3]
            return DeclinedProposal(record.period, recorded.actor, at, event.reason)
        if isinstance(event, LinesEvent | CorrectionProposed):
            return None
    return None


def _name(indicator: str, indicators: Mapping[str, Indicator]) -> str:
    known = indicators.get(indicator)
    return known.name if known is not None else indicator or "全表"
