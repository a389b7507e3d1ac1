"""What an evaluation report (评估报告) of a plan says, as structured data: the part of an event from which every
rendition is made. Measures stand beside their texts as they were written then, as in a bulletin.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from shared.events.bulletin_content import BulletinTable, ChainHead, KnownTotals, RevisedTotal, Written

EvaluationKind = Literal["annual", "midterm", "final"]


class QuotedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a department answered to an alert, quoted with its day (in China). ``expected`` is the month by which it
    said to be back ('': none), ``reviewed`` whether a reviewer has accepted or returned it ('': not yet)."""

    alert: str
    episode: int
    answered_on: str
    cause: str
    measures: str
    expected: str = ""
    reviewed: Literal["", "accepted", "returned"] = ""


class BehindRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that is behind, or was not completed: why it was judged so, and what its department said of it.

    ``alerts`` names the alerts of the row within the span of the evaluation, each with the month that raised it.
    """

    row: int
    name: str
    judged: str
    level: str
    reason: str
    difference: str
    department: str
    alerts: tuple[str, ...] = ()
    answers: tuple[QuotedAnswer, ...] = ()


class UnjudgedRow(msgspec.Struct, frozen=True):
    """A row that could not be judged, and why, in plain words."""

    row: int
    name: str
    reason: str


class CommitmentLine(msgspec.Struct, frozen=True, kw_only=True):
    """A commitment of the plan's text and how it stands: ``promised`` is what it asks (``孵化基地：2 个``), ``printed``
    its clause, ``standing`` the word, ``told`` what that rests on."""

    place: str
    promised: str
    printed: str
    department: str
    standing: str
    told: str = ""


class AdjustedTarget(msgspec.Struct, frozen=True, kw_only=True):
    """A target that was adjusted: in force from ``effective`` on, ``before`` and ``after`` in the printed unit, by
    which ``paper``. ``approved`` says who approved it on what day ('': nobody recorded that)."""

    row: int
    name: str
    unit: str
    effective: str
    before: str
    after: str
    paper: str
    approved: str = ""
    reason: str = ""


class YearQuality(msgspec.Struct, frozen=True):
    """A year's reports: how many were owed and how many of them came, how many of those came late; how many questions
    the review rules asked of them; how many were returned, and corrected after acceptance or closing."""

    year: int
    owed: int
    reported: int
    late: int
    questions: int
    returned: int
    corrected: int


class OutlookRow(msgspec.Struct, frozen=True, kw_only=True):
    """How likely a row's target is reached (basis points, as written), and where the figure then stands; or why nothing
    is foreseen. ``by`` is the month that it is foreseen for."""

    row: int
    name: str
    probability: Written | None = None
    by: str = ""
    low: str = ""
    middle: str = ""
    high: str = ""
    reason: str = ""


class FinalRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table of completion: everything as it is printed. A row of a ``section`` has nothing else.

    ``verdict`` is 完成, 未完成 or 无法判定, ``difference`` the signed difference from the target; where there is none,
    ``remark`` says why. ``remark`` also tells of a target that was adjusted midway.
    """

    section: str = ""
    row: int = 0
    name: str = ""
    start: str = ""
    target: str = ""
    outcome: str = ""
    verdict: str = ""
    difference: str = ""
    remark: str = ""


class FinalHeads(msgspec.Struct, frozen=True):
    """The heads of the table of completion, in the form of the plan's own; '' where it has no such column."""

    row: str
    name: str
    start: str
    target: str
    outcome: str
    verdict: str
    difference: str


class FinalTable(msgspec.Struct, frozen=True):
    """How every target of the plan came out, in the form of the plan's own table of the five years before."""

    caption: str
    heads: FinalHeads
    rows: tuple[FinalRow, ...]
    notes: tuple[str, ...]


class EvaluationContent(msgspec.Struct, frozen=True, kw_only=True):
    """A whole evaluation report of a plan.

    ``period`` is the month whose figures it evaluates, ``since`` the first month of its span. ``number`` is its edition
    (2 and later: 更正), ``position`` the last event of ``reports`` in it, ``instant`` the moment that it stands for
    (UTC microseconds). ``previous`` is the evaluation that ``revisions`` and ``adjusted`` count from ('': none was).
    ``issuer`` is the office whose report it is ('': not said).
    """

    plan: str
    region: str
    region_name: str
    kind: EvaluationKind
    period: str
    since: str
    number: int
    position: int
    instant: int
    title: str
    issuer: str
    simulated: bool
    rule_version: int
    table: BulletinTable
    behind: tuple[BehindRow, ...]
    unjudged: tuple[UnjudgedRow, ...]
    commitments: tuple[CommitmentLine, ...]
    adjusted: tuple[AdjustedTarget, ...]
    previous: str
    revisions: tuple[RevisedTotal, ...]
    quality: tuple[YearQuality, ...]
    missing: tuple[str, ...]
    outlook: tuple[OutlookRow, ...]
    final: FinalTable | None
    heads: tuple[ChainHead, ...]
    explained: tuple[str, ...]
    totals: tuple[KnownTotals, ...]
