"""Reports as flat as a rebuild wants them, decoded straight from their stored bytes.

What it trades: the events' own classes check every field, and make a tracked object of every line; here the fields that
move no figure are skipped and nothing is tracked by the collector, which is what half of a rebuild's time was. The
forms hold a part of the fields of ``shared.events``, under the same names and with the same defaults, and a property
test holds each against the codec. This is the one place where a rebuild knows how an event is stored: a version without
a form here is decoded by the codec, slower and to the same end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import IntEnum

import msgspec

from shared.events import (
    Basis,
    ReportAccepted,
    ReportCorrected,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)


class Move(IntEnum):
    """What an event does to its month."""

    SUBMITTED = 0
    CORRECTED = 1
    ACCEPTED = 2
    RETURNED = 3
    WITHDRAWN = 4


class FlatLine(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A ReportLine."""

    indicator: str
    value: int
    denominator: int | None = None
    basis: Basis = "month"


class _Said(msgspec.Struct, gc=False, kw_only=True):
    """What a rebuild takes of a report beside its figures. Of ``findings`` it only asks whether there are any."""

    region: str
    period: str
    simulated: bool = False
    note: str = ""
    findings: tuple[msgspec.Raw, ...] = ()


class FlatReport(_Said, gc=False, kw_only=True):
    """A report that spells its lines out."""

    lines: list[FlatLine]


class FlatPacked(_Said, gc=False, kw_only=True):
    """A report that names its shape."""

    shape: str
    values: list[int]
    denominators: list[int] = []


class FlatStep(msgspec.Struct, gc=False):
    """What a rebuild takes of an acceptance, a return or a withdrawal."""

    region: str
    period: str


KINDS: Mapping[str, Move] = {
    ReportSubmitted.__name__: Move.SUBMITTED,
    ReportCorrected.__name__: Move.CORRECTED,
    ReportAccepted.__name__: Move.ACCEPTED,
    ReportReturned.__name__: Move.RETURNED,
    ReportWithdrawn.__name__: Move.WITHDRAWN,
}
"""The events that move a unit's month, by the names of their types."""

_report = msgspec.json.Decoder(FlatReport)
_step = msgspec.json.Decoder(FlatStep)

REPORT_FORMS: Mapping[tuple[str, int], msgspec.json.Decoder[FlatReport]] = {
    ("ReportSubmitted", 1): _report,
    ("ReportSubmitted", 2): _report,  # where it spells its lines out
    ("ReportCorrected", 1): _report,
}
"""By type and stored version: what reads a report."""

decode_packed = msgspec.json.Decoder(FlatPacked).decode
"""Reads a report that names its shape, whatever its version."""

STEP_FORMS: Mapping[tuple[str, int], msgspec.json.Decoder[FlatStep]] = {
    ("ReportAccepted", 1): _step,
    ("ReportReturned", 1): _step,
    ("ReportWithdrawn", 1): _step,
}
"""By type and stored version: what reads a step."""

DIGEST_BYTES = 20


def digest(document: bytes) -> bytes:
    """By which lines are known again without being kept: it tells a fault, and nobody's identity hangs on it."""
    return hashlib.sha1(document, usedforsecurity=False).digest()


def flat_report(event: ReportSubmitted | ReportCorrected) -> FlatReport:
    """The flat form of an event that the codec has decoded."""
    lines = [FlatLine(line.indicator, line.value, line.denominator, line.basis) for line in event.lines]
    findings = tuple(msgspec.Raw(b"null") for _ in event.findings)
    return FlatReport(
        region=event.region,
        period=event.period,
        lines=lines,
        simulated=event.simulated,
        note=event.note,
        findings=findings,
    )
