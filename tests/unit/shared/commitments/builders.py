"""A made-up plan with commitments, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shared.catalogue.model import Commitment, CommitmentHorizon, Department, Plan
from shared.catalogue.rules import PlanRules, StatementRhythm, StatementRules
from shared.commitments.history import CommitmentEvent, RecordedCommitment
from shared.events import (
    CommitmentStated,
    CommitmentStatementAccepted,
    CommitmentStatementReturned,
    MilestoneReached,
)
from shared.periods import Month
from tests.unit.shared.catalogue.checks.builders import a_commitment, a_row

PLAN, REGION, DEPARTMENT = "plan", "500000", "就业促进处"
OFFICE = Department("jobs", DEPARTMENT, REGION, ("jobs@city.example",), ("jobs",), commitments={PLAN: (1, 2)})
_OF: dict[str, Any] = {"plan": PLAN, "region": REGION}


def a_promise(row: int = 1, horizon: CommitmentHorizon = CommitmentHorizon.PLAN, **changes: Any) -> Commitment:
    """Two parks within the plan, which nobody in particular answers for, unless changed."""
    return replace(a_commitment(), plan=PLAN, row=row, horizon=horizon, indicator="", target_row=None, **changes)


def a_plan(*commitments: Commitment, every: StatementRhythm = "year", **changes: Any) -> Plan:
    """2021–2025 in one area, with a target in row 1."""
    plan = Plan(
        id=PLAN,
        name="规划",
        region=REGION,
        first=Month(2021, 1),
        last=Month(2025, 12),
        document="规划",
        number="1号",
        targets=(replace(a_row(), plan=PLAN, indicator="jobs"),),
        commitments=commitments or (a_promise(),),
        rules=PlanRules(statements=StatementRules(every)),
    )
    return replace(plan, **changes)


def stated(period: str = "2021", statement: int = 1, row: int = 1, **changes: Any) -> CommitmentStated:
    """The department says that it is on time, unless changed."""
    said: dict[str, Any] = {"department": DEPARTMENT, "progress": "on_time", "text": "按计划推进。"}
    fields = _OF | {"row": row, "period": period, "statement": statement} | said
    return CommitmentStated(**(fields | changes))


def accepted(period: str = "2021", statement: int = 1, row: int = 1) -> CommitmentStatementAccepted:
    """A reviewer accepts it."""
    return CommitmentStatementAccepted(**_OF, row=row, period=period, statement=statement)


def returned(period: str = "2021", statement: int = 1, row: int = 1) -> CommitmentStatementReturned:
    """A reviewer returns it."""
    return CommitmentStatementReturned(**_OF, row=row, period=period, statement=statement, reason="缺材料")


def reached(step: Any, day: str, row: int = 1) -> MilestoneReached:
    """A project's milestone."""
    paper: dict[str, Any] = {"document": "批复", "number": "2号"}
    return MilestoneReached(**_OF, row=row, department=DEPARTMENT, step=step, day=day, **paper)


def recorded(events: Sequence[CommitmentEvent]) -> list[RecordedCommitment]:
    """The events as they stand in a store, from position 1 on, a second apart."""
    return [RecordedCommitment(at, at * 1_000_000, f"key:{at}", each) for at, each in enumerate(events, 1)]
