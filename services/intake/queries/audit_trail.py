"""Who did what on a report: every event of its stream in one view, for an inspector a year later. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from services.intake.reports.receipts import instant
from services.intake.reports.streams import SUBMISSIONS
from shared.catalogue import Catalogue
from shared.catalogue.model import Kind
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

Document = dict[str, Any]

_WORDS: dict[type[Event], str] = {
    ReportSubmitted: "报送",
    ReportCorrected: "更正",
    CorrectionProposed: "提出更正",
    CorrectionDeclined: "不签字",
    CorrectionTakenBack: "撤回更正",
    ReportAccepted: "审核通过",
    ReportReturned: "退回",
    ReportWithdrawn: "撤回",
}


def audit_trail(
    stream: Sequence[Recorded], decode: Callable[[Recorded], Event], catalogue: Catalogue
) -> list[Document]:
    """Every event of a report, in order: who, when, for which level, what and why, what it changed in the
    figures, and the hashes that seal it.

    ``changes`` name the lines that differ from the revision before, with both; of a first revision there are none.
    """
    found = []
    revision = 0
    before: tuple[ReportLine, ...] | None = None
    for recorded in stream:
        event = decode(recorded)
        revision += recorded.type in SUBMISSIONS
        document: Document = {
            "type": recorded.type,
            "what": _WORDS.get(type(event), recorded.type),
            "revision": revision,
            "actor": recorded.actor,
            "recorded_at": instant(recorded.recorded_at),
            "position": recorded.position,
            "hash": recorded.hash,
            "previous_hash": recorded.previous_hash,
            "correlation_id": recorded.correlation_id,
        }
        found.append(document | _particulars(event, before, catalogue))
        if isinstance(event, ReportSubmitted | ReportCorrected):
            before = event.lines
    return found


def changed_lines(before: Sequence[ReportLine], after: Sequence[ReportLine], catalogue: Catalogue) -> list[Document]:
    """The lines that differ, by the catalogue's order: ``old`` and ``new`` in base units, None where there is none."""
    old = {line.indicator: line for line in before}
    new = {line.indicator: line for line in after}
    order = {indicator: place for place, indicator in enumerate(catalogue.indicators)}
    names = sorted({*old, *new}, key=lambda name: (order.get(name, len(order)), name))
    return [
        describe_indicator(name, catalogue) | {"old": _figure(old.get(name)), "new": _figure(new.get(name))}
        for name in names
        if old.get(name) != new.get(name)
    ]


def describe_line(line: ReportLine, catalogue: Catalogue) -> Document:
    """A line in base units (a surveyed rate: basis points), with its name."""
    figure = _figure(line)
    assert figure is not None
    return describe_indicator(line.indicator, catalogue) | figure


def describe_indicator(name: str, catalogue: Catalogue) -> Document:
    """An indicator's id, name and base unit; the id alone when the catalogue no longer has it."""
    indicator = catalogue.indicators.get(name)
    if indicator is None:
        return {"indicator": name}
    base = "‱" if indicator.kind is Kind.DIRECT else indicator.part_unit or indicator.unit.base
    return {"indicator": name, "name": indicator.name, "unit": base}


def describe_area(area: str, catalogue: Catalogue) -> Document:
    """The area for which somebody reviewed, and its level; empty when that was not recorded."""
    if not area:
        return {}
    region = catalogue.regions.get(area)
    known = {"area_name": region.name, "level": region.level} if region is not None else {}
    return {"area": area} | known


def _figure(line: ReportLine | None) -> Document | None:
    if line is None:
        return None
    if line.denominator is None:
        return {"value": line.value, "basis": line.basis}
    return {"numerator": line.value, "denominator": line.denominator, "basis": line.basis}


def _particulars(event: Event, before: Sequence[ReportLine] | None, catalogue: Catalogue) -> Document:
    match event:
        case ReportSubmitted() | ReportCorrected() | CorrectionProposed():
            signed: Document = {}
            if isinstance(event, ReportCorrected):
                signed = {"reason": event.reason, "second_signer": event.second_signer, "evidence": event.evidence}
            if isinstance(event, CorrectionProposed):
                signed = {"reason": event.reason, "evidence": event.evidence}
            return signed | {
                "digest": event.digest,
                "note": event.note,
                "simulated": event.simulated,
                "findings": event.findings,
                "explanations": event.explanations,
                "changes": changed_lines(before, event.lines, catalogue) if before is not None else [],
            }
        case ReportAccepted():
            return describe_area(event.area, catalogue)
        case ReportReturned():
            return {"reason": event.reason} | describe_area(event.area, catalogue)
        case ReportWithdrawn() | CorrectionDeclined():
            return {"reason": event.reason}
        case _:
            return {}
