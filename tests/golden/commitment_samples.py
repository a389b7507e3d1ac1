"""What is said of commitments, as the golden files say."""

from __future__ import annotations

from typing import Any

from shared.events import (
    Attachment,
    CommitmentStated,
    CommitmentStatementAccepted,
    CommitmentStatementReturned,
    Event,
    MilestoneReached,
    StatementReminderIssued,
)
from tests.golden.analyst_samples import analyst_examples
from tests.golden.target_sample import adjustment_examples, target_examples


def plan_examples() -> tuple[Event, ...]:
    """What becomes of a plan: its targets, their adjustment, what is said of its commitments and its figures."""
    return *target_examples(), *adjustment_examples(), *commitment_examples(), *analyst_examples()


def commitment_examples() -> tuple[Event, ...]:
    """One event of each kind, every field filled."""
    commitment: dict[str, Any] = {"plan": "chongqing-2021-2025", "row": 10, "region": "500000"}
    return (
        CommitmentStated(
            **commitment,
            department="重庆市人力社保局就业促进处",
            period="2024",
            statement=2,
            progress="late",
            text="已建成3个，第4个在建。",
            value="3",
            unit="个",
            evidence=(Attachment(name="验收.pdf", media_type="application/pdf", size=1_024, sha256="e" * 64),),
            document="关于创业孵化基地建设情况的函",
            number="渝人社函〔2025〕11号",
            reason="更正统计口径",
            simulated=True,
        ),
        CommitmentStatementAccepted(**commitment, period="2024", statement=2, note="已核对"),
        CommitmentStatementReturned(**commitment, period="2024", statement=1, reason="缺少验收材料"),
        MilestoneReached(
            **commitment,
            department="重庆市人力社保局就业促进处",
            step="begun",
            day="2022-05-12",
            document="创业孵化基地建设批复",
            number="渝人社发〔2022〕40号",
            text="选址两江新区",
            simulated=True,
        ),
        StatementReminderIssued(
            region="500000",
            plan="chongqing-2021-2025",
            department="重庆市人力社保局就业促进处",
            period="2024H1",
            step="after_due",
            due="2024-07-22",
            rows=(10, 11),
        ),
    )
