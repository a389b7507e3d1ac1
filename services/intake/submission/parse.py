"""A report as it is posted: raw body to ``Submission``, or every fault of its shape at once. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from services.intake.faults import ReportFault, fault
from services.intake.submission.region_code import read_code
from shared.web.bodies.faults import MOST_FAULTS
from shared.web.bodies.json_body import BodyReader
from shared.web.bodies.shape import TOO_MANY

LONGEST_NOTE = 2_000
"""Characters of a note or a reason."""

MOST_EXPLANATIONS = 500
"""Explanations that one report may hold beside its lines' notes."""

LONGEST_TOGETHER = 100_000
"""Characters of a report's explanations and its lines' notes together: they are stored in one event."""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One posted figure, not judged yet: a number is an int, a Decimal or a text."""

    indicator: str
    value: Any = None
    numerator: Any = None
    denominator: Any = None
    unit: str | None = None
    basis: str | None = None
    note: str | None = None


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A posted explanation of a finding: of one indicator ('' the whole report), and one rule ('' any)."""

    indicator: str
    text: str
    rule: str = ""


class Correction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Why a report is changed after acceptance or closing, and what bears it out. Who else signs for it
    says so with a key of their own, not with a name in the body."""

    reason: str
    evidence: str = ""


class Submission(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One unit, one month, all its lines."""

    region: str
    period: str
    lines: list[Line]
    simulated: bool = False
    note: str = ""
    correction: Correction | None = None
    explanations: list[Said] = []


class Parsed(NamedTuple):
    """What could be read. ``broken`` are the lines whose shape is at fault: their values are not judged.

    ``submission`` is None when not even the unit, the month and a list of lines could be read.
    """

    submission: Submission | None
    faults: list[ReportFault]
    broken: frozenset[int] = frozenset()


_reader = BodyReader(Submission)


def parse_submission(raw: bytes) -> Parsed:
    """Read a posted report.

    Raises:
        Unreadable: ``body-not-utf8`` or ``body-not-json``.
    """
    submission, document, faults = _reader.read(raw)
    if submission is not None:
        found = wording_faults(submission)
        if not submission.region.isdecimal() and isinstance(spoilt := read_code(submission.region), ReportFault):
            return Parsed(None, [spoilt, *found])  # of a code that no region has, nobody is asked for rights
        return Parsed(submission, found)
    return _partly(document, faults)


def _partly(document: Any, faults: list[ReportFault]) -> Parsed:
    """What of a body with shape faults can still be judged, so that its other faults are told as well."""
    if not isinstance(document, dict) or not isinstance(document.get("lines"), list):
        return Parsed(None, faults)
    if len(faults) > MOST_FAULTS or any(each.code == TOO_MANY for each in faults):
        return Parsed(None, faults)  # which lines are broken is not known of all
    region, period = document.get("region"), document.get("period")
    if not (isinstance(region, str) and isinstance(period, str)):
        return Parsed(None, faults)
    parts = [each.pointer.split("/") for each in faults]
    broken = frozenset(int(part[2]) for part in parts if len(part) > 2 and part[1] == "lines")
    unreadable = Line("")
    lines = [
        unreadable if index in broken else msgspec.convert(line, Line) for index, line in enumerate(document["lines"])
    ]
    return Parsed(Submission(region, period, lines), faults, broken)


def wording_faults(submission: Submission) -> list[ReportFault]:
    """Texts of a report that are missing or too long."""
    found = []
    if len(submission.note) > LONGEST_NOTE:
        found.append(fault("too-long", "/note", f"说明不得超过{LONGEST_NOTE}字"))
    found += _explanation_faults(submission)
    correction = submission.correction
    if correction is not None:
        found += text_faults("/correction/reason", correction.reason, "更正理由", LONGEST_NOTE)
        if len(correction.evidence) > LONGEST_NOTE:
            found.append(fault("too-long", "/correction/evidence", f"凭据不得超过{LONGEST_NOTE}字"))
    return found


def _explanation_faults(submission: Submission) -> list[ReportFault]:
    """Explanations that are too many or too long, one by one and together."""
    if not submission.explanations and not [line for line in submission.lines if line.note]:
        return []  # as nearly always
    if len(submission.explanations) > MOST_EXPLANATIONS:
        message = f"共{len(submission.explanations)}条说明，一次至多{MOST_EXPLANATIONS}条"
        return [fault("too-many-explanations", "/explanations", message)]
    found = [
        fault("too-long", f"/lines/{index}/note", f"说明不得超过{LONGEST_NOTE}字")
        for index, line in enumerate(submission.lines)
        if line.note and len(line.note) > LONGEST_NOTE
    ]
    for index, said in enumerate(submission.explanations):
        found += text_faults(f"/explanations/{index}/text", said.text, "说明", LONGEST_NOTE)
    together = sum(len(line.note or "") for line in submission.lines) + sum(
        len(each.text) + len(each.indicator) for each in submission.explanations
    )
    if not found and together > LONGEST_TOGETHER:
        message = f"各项说明共{together}字，一份报表至多{LONGEST_TOGETHER}字"
        found.append(fault("explanations-too-long", "/explanations", message))
    return found


def text_faults(pointer: str, text: str, name: str, longest: int) -> list[ReportFault]:
    """Faults of a text that must be there and not be longer than ``longest`` characters."""
    if not text.strip():
        return [fault("empty-text", pointer, f"{name}不能为空")]
    if len(text) > longest:
        return [fault("too-long", pointer, f"{name}不得超过{longest}字")]
    return []
