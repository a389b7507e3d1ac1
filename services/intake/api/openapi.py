"""What the served OpenAPI says of bodies that are read without pydantic. Text only."""

from __future__ import annotations

from typing import Any

import msgspec

from services.intake.adjustments.bodies import ApprovalBody, ProposalBody, RejectionBody
from services.intake.api.adjusting_answers import (
    AdjustmentApprovedAnswer,
    AdjustmentProposedAnswer,
    AdjustmentRejectedAnswer,
)
from services.intake.api.answers import (
    AllocatedAnswer,
    AnnualTargetsAnswer,
    ClosedAnswer,
    ReceiptAnswer,
    ReviewAnswer,
)
from services.intake.commitments.bodies import MilestonesBody, StatementReviewBody, StatementsBody
from services.intake.commitments.recording import CommitmentResults
from services.intake.reports.commit.answers import ReviewResult
from services.intake.submission.bodies import ClosingBody, ReviewBody, WithdrawalBody
from services.intake.submission.parse import Submission
from services.intake.targets.bodies import AllocationBody, AnnualTargetsBody
from shared.web.answers import JSON, answers, described, schema_of
from shared.web.bodies.described import KEY, keyed

_KEY = KEY | {
    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
    "description": "由报送方生成；同一内容重发时用同一个键，得到同一份回执",
}


def operation(body: type[msgspec.Struct], answer: Any, description: str) -> dict[str, Any]:
    """What a writing route's decorator is told: its body, and the answer that a repetition gets as well."""
    told = answers(answer, description, 201)
    repeated = described(JSON, "重复的请求：与第一次相同的应答，带 Idempotency-Replayed: true", schema_of(answer))
    told["responses"] = {200: repeated, **told["responses"]}
    return {"openapi_extra": keyed(schema_of(body), _KEY), "status_code": 201, **told}


REPORT = operation(Submission, ReceiptAnswer, "已入库，附回执")
WITHDRAWAL = operation(WithdrawalBody, ReviewResult, "已撤回")
REVIEW = operation(ReviewBody, ReviewAnswer, "逐项的审核结果")
ADJUSTMENT = operation(ProposalBody, AdjustmentProposedAnswer, "已记录的调整建议，待审查批准")
APPROVAL = operation(ApprovalBody, AdjustmentApprovedAnswer, "已记录的批准，附各行自施行月份起的新目标")
REJECTION = operation(RejectionBody, AdjustmentRejectedAnswer, "已记录：不予调整")
ANNUAL_TARGETS = operation(AnnualTargetsBody, AnnualTargetsAnswer, "已记录的年度目标，一行一项")
ALLOCATION = operation(AllocationBody, AllocatedAnswer, "已记录的分解，附各地区分解数和缺口")
CLOSING = operation(ClosingBody, ClosedAnswer, "已关账")
STATEMENTS = operation(StatementsBody, CommitmentResults, "逐项的填报结果")
MILESTONES = operation(MilestonesBody, CommitmentResults, "逐项的记录结果")
STATEMENT_REVIEW = operation(StatementReviewBody, CommitmentResults, "逐项的审核结果")
