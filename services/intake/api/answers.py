"""The answers of intake's routes as the OpenAPI document describes them."""

from __future__ import annotations

from typing import Literal

import msgspec

from services.intake.reports.commit.answers import ReviewResult
from services.intake.reports.receipts import Receipt
from services.intake.reports.state import Status
from shared.events import Explanation, TargetShare
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
    """A report as it stands or stood, with its last lines."""

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


class FindingCounts(msgspec.Struct, frozen=True):
    """How many findings of each action a report has; ``standing`` ones keep it from being accepted."""

    blocks: int
    queries: int
    screens: int
    standing: int


class ListedReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report's line in a listing."""

    region: str
    period: str
    status: Status
    revision: int
    accepted_revision: int | None
    accepted_area: str | None
    accepted_level: str | None
    due_day: str
    first_submitted_at: str
    submitted_at: str
    late: bool
    revised: int
    findings: FindingCounts


class ReportsAnswer(AtAPoint, frozen=True, kw_only=True):
    """``GET /v1/reports``."""

    reports: list[ListedReport]


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


class AllocatedAnswer(Amended, frozen=True, kw_only=True):
    """An allocation: the shares and the ``gap`` add up to ``amount``, in base units."""

    period: str
    amount: int
    shares: list[TargetShare]
    gap: int
    method: Literal["baseline", "latest", "equal", "given"]
