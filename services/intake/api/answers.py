"""The answers of intake's routes as the OpenAPI document describes them."""

from __future__ import annotations

from typing import Literal

import msgspec

from services.intake.queries.month import ClosingDocument
from services.intake.queries.nobodys_report import NobodysReport
from services.intake.reports.commit.answers import ReviewResult
from services.intake.reports.receipts import Receipt
from services.intake.reports.state import Status
from shared.events import Explanation, ReviewFinding, TargetShare
from shared.web.answers import AnsweredPoint

Action = Literal["block", "query", "screen"]


class AtAPoint(msgspec.Struct, frozen=True, kw_only=True):
    """``as_of`` is there where the answer is about a point in the past."""

    as_of: AnsweredPoint | msgspec.UnsetType = msgspec.UNSET


class ReceiptAnswer(AtAPoint, frozen=True, kw_only=True):
    """A receipt."""

    receipt: Receipt


class ReviewAnswer(msgspec.Struct, frozen=True):
    """What became of each decision, in their order."""

    results: list[ReviewResult]


class ClosedAnswer(msgspec.Struct, frozen=True):
    """A month that was closed for an area."""

    area: str
    period: str
    status: Literal["closed"]
    position: int


class ReportFigure(msgspec.Struct, frozen=True, kw_only=True):
    """A line in base units (``unit``; a surveyed rate: basis points): ``value``, or a ratio's two parts."""

    indicator: str
    name: str | msgspec.UnsetType = msgspec.UNSET
    unit: str | msgspec.UnsetType = msgspec.UNSET
    value: int | msgspec.UnsetType = msgspec.UNSET
    numerator: int | msgspec.UnsetType = msgspec.UNSET
    denominator: int | msgspec.UnsetType = msgspec.UNSET
    basis: Literal["month", "year_to_date"]


class ReportFinding(msgspec.Struct, frozen=True, kw_only=True):
    """What a review rule found, and whether the unit has explained it."""

    rule: str
    action: Action
    indicator: str
    message: str
    title: str
    explained: bool


class ReportAnswer(AtAPoint, frozen=True, kw_only=True):
    """A report as it stands or stood, with its last lines; ``due_again`` is by when one is owed that was returned or
    taken back, ``return_reason`` why it was."""

    region: str
    period: str
    status: Status
    revision: int
    accepted_revision: int | None
    accepted_area: str | None
    accepted_level: str | None
    closed: bool
    position: int
    submitted_at: str
    simulated: bool
    note: str
    lines: list[ReportFigure]
    findings: list[ReportFinding]
    explanations: list[Explanation]
    return_reason: str | None
    due_again: str | None


class FindingCounts(msgspec.Struct, frozen=True):
    """How many findings of each action a report has; ``standing`` ones keep it from being accepted."""

    blocks: int
    queries: int
    screens: int
    standing: int


class ListedReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report's line in a listing; without a plan in force nothing is due, and so nothing late."""

    region: str
    period: str
    status: Status
    revision: int
    accepted_revision: int | None
    accepted_area: str | None
    accepted_level: str | None
    due_day: str | None
    due_day_tentative: bool
    first_submitted_at: str
    submitted_at: str
    late: bool
    backfilled: bool
    revised: int
    findings: FindingCounts


class ReportsAnswer(AtAPoint, frozen=True, kw_only=True):
    """``GET /v1/reports``."""

    reports: list[ListedReport]


class NobodysAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """``GET /v1/reports/nobodys``."""

    reports: list[NobodysReport]


class ReportCounts(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the reports that were owed."""

    expected: int
    on_time: int
    late: int
    missing: int
    pending: int
    accepted: int
    returned: int
    revised: int


class MonthCounts(ReportCounts, frozen=True, kw_only=True):
    """The counts of a month."""

    period: str
    due_day: str
    due_day_tentative: bool


class UnitCounts(ReportCounts, frozen=True, kw_only=True):
    """The counts of a unit."""

    region: str
    region_name: str


class SummaryAnswer(msgspec.Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """``GET /v1/reports/summary``."""

    first: str
    last: str
    total: ReportCounts
    periods: list[MonthCounts]
    units: list[UnitCounts]


class Amended(msgspec.Struct, frozen=True, kw_only=True):
    """What a target's amendment was recorded as, and the hash that seals it."""

    type: str
    position: int
    hash: str
    plan: str
    row: int
    region: str
    document: str
    number: str
    reason: str
    second_signer: str


class RevisedAnswer(Amended, frozen=True, kw_only=True):
    """A revision: ``value`` is decimal text in ``unit``, the printed one."""

    value: str
    unit: str
    effective: str
    attribute: Literal["binding", "expected"] | None
    bound: Literal["at_least", "more_than", "at_most", "less_than"] | None


class AnnualTargetAnswer(Amended, frozen=True, kw_only=True):
    """A row's target of a year: ``value`` is decimal text in ``unit``, the printed one."""

    year: int
    value: str
    unit: str
    bound: Literal["at_least", "more_than", "at_most", "less_than"] | None


class AnnualTargetsAnswer(msgspec.Struct, frozen=True):
    """The rows that got another target for the year; those that had it already are not among them."""

    targets: list[AnnualTargetAnswer]


class AllocatedAnswer(Amended, frozen=True, kw_only=True):
    """An allocation: the shares and the ``gap`` add up to ``amount``, in base units."""

    period: str
    amount: int
    shares: list[TargetShare]
    gap: int
    method: Literal["baseline", "latest", "equal", "given"]


class ChangedFigure(msgspec.Struct, frozen=True, kw_only=True):
    """One side of a changed line, in base units: ``value``, or a ratio's two parts."""

    value: int | msgspec.UnsetType = msgspec.UNSET
    numerator: int | msgspec.UnsetType = msgspec.UNSET
    denominator: int | msgspec.UnsetType = msgspec.UNSET
    basis: Literal["month", "year_to_date"]


class ChangedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line that differs from the revision before; null where there was or is none."""

    indicator: str
    name: str | msgspec.UnsetType = msgspec.UNSET
    unit: str | msgspec.UnsetType = msgspec.UNSET
    old: ChangedFigure | None
    new: ChangedFigure | None


class ReportEventAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a report: who, when, what, and the hashes that seal it; the rest as its ``type`` has it."""

    type: str
    what: str
    revision: int
    actor: str
    recorded_at: str
    position: int
    hash: str
    previous_hash: str
    correlation_id: str
    digest: str | msgspec.UnsetType = msgspec.UNSET
    note: str | msgspec.UnsetType = msgspec.UNSET
    simulated: bool | msgspec.UnsetType = msgspec.UNSET
    findings: list[ReviewFinding] | msgspec.UnsetType = msgspec.UNSET
    explanations: list[Explanation] | msgspec.UnsetType = msgspec.UNSET
    changes: list[ChangedLine] | msgspec.UnsetType = msgspec.UNSET
    reason: str | msgspec.UnsetType = msgspec.UNSET
    second_signer: str | msgspec.UnsetType = msgspec.UNSET
    evidence: str | msgspec.UnsetType = msgspec.UNSET
    area: str | msgspec.UnsetType = msgspec.UNSET
    area_name: str | msgspec.UnsetType = msgspec.UNSET
    level: str | msgspec.UnsetType = msgspec.UNSET


class RevisionsAnswer(AtAPoint, frozen=True, kw_only=True):
    """``GET /v1/reports/{region}/{period}/revisions``: every event, in order."""

    region: str
    period: str
    revisions: list[ReportEventAnswer]


class MonthFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding of a month's review: found at submission (``recorded``), found now (``present``)."""

    region: str
    region_name: str
    rule: str
    action: Action
    indicator: str
    message: str
    title: str
    recorded: bool
    present: bool
    explained: bool


class ActionCounts(msgspec.Struct, frozen=True):
    """Findings by what they ask."""

    block: int
    query: int
    screen: int


class RuleRecord(msgspec.Struct, frozen=True, kw_only=True):
    """How often a rule was right: over the reports of ``months`` months it ``raised`` so many questions, of which so
    many figures were ``changed``, were ``kept`` and accepted, or are ``open``. ``enough``: it was asked often enough
    to say anything."""

    rule: str
    title: str
    action: Action
    months: int
    raised: int
    changed: int
    kept: int
    open: int
    enough: bool
    told: str


class MonthReviewAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """``GET /v1/reviews/{area}/{period}``; ``blocked`` are the names of units that keep it from being closed."""

    area: str
    area_name: str
    period: str
    closed: bool
    closing: ClosingDocument | None
    may_close: bool
    blocked: list[str]
    reports: int
    counts: ActionCounts
    findings: list[MonthFinding]
    screens: list[MonthFinding]
    rules: list[RuleRecord]
