"""A report that is to be taken, from whatever kind of body it was read; and what would become of it. Pure."""

from __future__ import annotations

from typing import NamedTuple

from services.intake.faults import ReceiptFinding
from services.intake.submission.parse import Parsed
from shared.events import Explanation, ReportLine, ReviewFinding


class Entry(NamedTuple):
    """A report to be taken: who sends it, under which key (scoped to the actor), the SHA-256 of what was sent.

    ``signer`` is the id of the key that signed as the second person ('' nobody); see services.intake.reports.signing.
    ``drawn_from`` is the revision that the sender had before them (None: they do not say).
    ``proposes``: a correction that nobody has signed is laid before the second signers.
    """

    actor: str
    key: str
    digest: str
    parsed: Parsed
    correlation_id: str
    signer: str = ""
    drawn_from: int | None = None
    proposes: bool = False


class Preview(NamedTuple):
    """What would become of a report: whether its key has an answer already, and what a receipt would tell; ``lines``
    are its figures in base units."""

    replayed: bool
    findings: tuple[ReceiptFinding, ...]
    review: tuple[ReviewFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    lines: tuple[ReportLine, ...] = ()
