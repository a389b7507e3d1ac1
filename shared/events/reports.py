"""Reports and their months: topic ``reports``, stream ``report-<region>-<period>``."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from shared.events.event import Event

Basis = Literal["month", "year_to_date"]
"""Whether a flow was reported as the month's figure or as the year to date (本年累计)."""


class ReportLine(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One indicator's figure: ``value`` alone, or a ratio's numerator with its denominator."""

    indicator: str
    value: int
    denominator: int | None = None
    basis: Basis = "month"


class ReviewFinding(msgspec.Struct, frozen=True, gc=False):
    """What a review rule found in a report when it was submitted.

    ``block`` keeps it from being accepted, ``query`` wants an explanation, ``screen`` only picks it for
    checking. ``indicator`` is '' for the report as a whole; ``message`` is Chinese, with the figures in it.
    """

    rule: str
    action: Literal["block", "query", "screen"]
    indicator: str
    message: str


class Explanation(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What the unit says to a finding: of one ``indicator`` ('' the report as a whole), and one ``rule`` ('' any)."""

    indicator: str
    text: str
    rule: str = ""


class ReportSubmitted(Event, frozen=True, kw_only=True):
    """A unit submitted, or before acceptance resubmitted, all its lines for one month.

    ``findings`` are what the review rules said then, ``explanations`` what the unit said to them. Since version 2
    it is stored without what the lines are called: see ShapeDefined.
    """

    __version__: ClassVar[int] = 2

    region: str
    period: str
    lines: tuple[ReportLine, ...]
    digest: str
    simulated: bool = False
    note: str = ""
    findings: tuple[ReviewFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()


class ReportCorrected(Event, frozen=True, kw_only=True):
    """A unit replaced its lines after acceptance or closing, with a reason and a second signer.

    ``evidence`` names what bears out an upward correction while an alert is open.
    """

    region: str
    period: str
    lines: tuple[ReportLine, ...]
    digest: str
    reason: str
    second_signer: str
    simulated: bool = False
    note: str = ""
    findings: tuple[ReviewFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    evidence: str = ""


class CorrectionProposed(Event, frozen=True, kw_only=True):
    """A unit asks a second signer for a correction: it moves no figure before somebody else has signed it.

    ``base`` is the revision that it would replace (0: none), ``proposer`` who asks; ``closed`` says whether the month
    was closed by then (None: not recorded). ``number`` counts the report's proposals (0: not recorded), ``tell`` are
    the mail addresses of who may sign. A later proposal takes its place.
    """

    region: str
    period: str
    base: int
    proposer: str
    lines: tuple[ReportLine, ...]
    digest: str
    reason: str
    simulated: bool = False
    note: str = ""
    findings: tuple[ReviewFinding, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    evidence: str = ""
    closed: bool | None = None
    number: int = 0
    tell: tuple[str, ...] = ()


class CorrectionDeclined(Event, frozen=True, kw_only=True):
    """A second signer does not sign a proposal, and says why. ``proposal`` is its number among the report's."""

    region: str
    period: str
    proposal: int
    reason: str


class CorrectionTakenBack(Event, frozen=True, kw_only=True):
    """The unit no longer asks for the proposal of that number."""

    region: str
    period: str
    proposal: int


Unsigned = CorrectionProposed | CorrectionDeclined | CorrectionTakenBack
"""What happens to a correction before it is signed: nothing of it adds to a figure."""


class ReportAccepted(Event, frozen=True, kw_only=True):
    """A reviewer accepted the revision that stood. ``area`` is the one they review for ('' not recorded)."""

    region: str
    period: str
    revision: int
    area: str = ""


class ReportReturned(Event, frozen=True, kw_only=True):
    """A reviewer returned the revision that stood; the unit owes the month again.

    ``area`` is the one they review for ('' not recorded). A level above may return what one below had
    accepted: then nothing of the month is accepted any more.
    """

    region: str
    period: str
    revision: int
    reason: str
    area: str = ""


class ReportWithdrawn(Event, frozen=True, kw_only=True):
    """The unit took back the revision that stood, before it was accepted."""

    region: str
    period: str
    revision: int
    reason: str


class PeriodClosed(Event, frozen=True, kw_only=True):
    """An area closed a month (stream ``period-<area>-<period>``): later changes are corrections.

    ``reason`` says why it was closed despite findings that block, ``early`` why before its due day had passed.
    """

    region: str
    period: str
    reason: str = ""
    early: str = ""
