"""A submitted report as it is stored from version 2 on: the name of its shape, and its figures as arrays. Pure.

One of few lines spells them out, as in version 1: naming a shape would save nothing. Findings and explanations stand
behind the numbers, so that who wants the figures alone need not look at them.
"""

from __future__ import annotations

import msgspec

from shared.events import Explanation, ReportSubmitted, ReviewFinding
from shared.shapes.shape import ID_LENGTH, ReportShape

VERSION = 2
"""From this version of ``ReportSubmitted`` on a shape is named."""

LEAST_LINES, MOST_LINES = 4, 2_000
"""From so many lines on a report names its shape: the name takes about as many bytes as the words of a line. With more
it spells them out: its message in Kafka brings the definition along, and both must go into one."""

PACKED_LINES = range(LEAST_LINES, MOST_LINES + 1)
"""How many lines a report has that names its shape."""

_BEGINS = b'{"shape":"'
_NAME = slice(len(_BEGINS), len(_BEGINS) + ID_LENGTH)
_TYPE = ReportSubmitted.__name__


class PackedReport(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """See ReportSubmitted. ``values`` has one figure a line of the shape, ``denominators`` one a ratio among them."""

    shape: str
    region: str
    period: str
    values: tuple[int, ...]
    denominators: tuple[int, ...] = ()
    digest: str
    simulated: bool = False
    note: str = ""
    findings: tuple[ReviewFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()


def pack(event: ReportSubmitted, shape: ReportShape) -> PackedReport:
    """The report as it is stored where it has lines enough; they have that shape."""
    values, denominators = shape.figures(event.lines)
    return PackedReport(
        shape=shape.name,
        region=event.region,
        period=event.period,
        values=tuple(values),
        denominators=tuple(denominators),
        digest=event.digest,
        simulated=event.simulated,
        note=event.note,
        findings=event.findings,
        explanations=event.explanations,
    )


def unpack(report: PackedReport, shape: ReportShape) -> ReportSubmitted:
    """The report that :func:`pack` stored.

    Raises:
        NotOfItsShape: its figures are not as many as the shape says.
    """
    return ReportSubmitted(
        region=report.region,
        period=report.period,
        lines=shape.lines(report.values, report.denominators),
        digest=report.digest,
        simulated=report.simulated,
        note=report.note,
        findings=report.findings,
        explanations=report.explanations,
    )


def named_shape(type_name: str, schema_version: int, data: bytes) -> str | None:
    """The name of the shape that a stored event names; None of one that spells out what it says.

    It stands first in what is stored, so that nothing has to be decoded for it.
    """
    if type_name != _TYPE or schema_version < VERSION or not data.startswith(_BEGINS):
        return None
    return data[_NAME].decode("ascii", "replace")
