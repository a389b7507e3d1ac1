from __future__ import annotations

from typing import Any

import pytest

from services.intake.commitments.decide import (
    AskedCommitment,
    CommitmentCommand,
    DecideStatement,
    ReachMilestone,
    StateProgress,
    decide,
)
from services.intake.reports.decide import CommandRefusal
from shared.commitments.history import NO_HISTORY, CommitmentEvent, CommitmentHistory, history
from shared.commitments.periods import StatementPeriod
from shared.events import CommitmentStated, CommitmentStatementAccepted, CommitmentStatementReturned, MilestoneReached
from tests.unit.shared.commitments.builders import DEPARTMENT, a_plan, accepted, recorded, returned, stated

ABOUT = AskedCommitment(a_plan(), 1, (DEPARTMENT,))
YEAR = StatementPeriod(2021)


def a_statement(**changes: Any) -> StateProgress:
    return StateProgress(ABOUT, DEPARTMENT, YEAR, "on_time", "按计划推进。", document="工作总结")._replace(**changes)


def a_decision(**changes: Any) -> DecideStatement:
    return DecideStatement(ABOUT, YEAR, 1, "accept")._replace(**changes)


def known(*events: CommitmentEvent) -> CommitmentHistory:
    return history(recorded(events))


def refused(past: CommitmentHistory, command: CommitmentCommand) -> str:
    found = decide(past, command)
    assert isinstance(found, CommandRefusal), found
    return found.code


def test_a_department_states_and_each_statement_of_a_period_has_the_next_number() -> None:
    first = decide(NO_HISTORY, a_statement(value="3", unit="个"))
    assert isinstance(first, CommitmentStated)
    assert (first.statement, first.department, first.region, first.value) == (1, DEPARTMENT, "500000", "3")
    second = decide(known(stated(), returned()), a_statement())
    assert isinstance(second, CommitmentStated)
    assert second.statement == 2


def test_nobody_states_for_another_department_or_area() -> None:
    assert refused(NO_HISTORY, a_statement(department="养老保险处")) == "commitment-not-yours"
    assert refused(NO_HISTORY, a_statement(outside=True)) == "commitment-not-yours"


def test_what_was_accepted_is_corrected_with_a_reason_only() -> None:
    past = known(stated(), accepted())
    assert refused(past, a_statement()) == "reason-missing"
    corrected = decide(past, a_statement(reason="多计一个"))
    assert isinstance(corrected, CommitmentStated)
    assert (corrected.statement, corrected.reason) == (2, "多计一个")


def test_a_statement_written_over_another_than_stands_is_refused() -> None:
    assert refused(known(stated()), a_statement(drawn_from=0)) == "statement-moved"
    assert isinstance(decide(known(stated()), a_statement(drawn_from=1)), CommitmentStated)


@pytest.mark.parametrize(
    ("decision", "kind"),
    [("accept", CommitmentStatementAccepted), ("return", CommitmentStatementReturned)],
)
def test_what_waits_is_accepted_or_returned(decision: Any, kind: type) -> None:
    assert isinstance(decide(known(stated()), a_decision(decision=decision, reason="缺材料")), kind)


def test_a_review_that_may_not_happen_says_why() -> None:
    assert refused(known(stated()), a_decision(outside=True)) == "region-not-yours"
    assert refused(NO_HISTORY, a_decision()) == "nothing-stated"
    assert refused(known(stated()), a_decision(statement=2)) == "nothing-stated"
    assert refused(known(stated(), stated(statement=2)), a_decision()) == "statement-moved"
    assert refused(known(stated(), accepted()), a_decision(decision="return")) == "already-reviewed"
    assert refused(known(stated(), returned()), a_decision()) == "already-reviewed"
    assert refused(known(stated()), a_decision(decision="return")) == "reason-missing"


def test_a_milestone_is_recorded_by_its_department_or_by_the_area_s_reviewer() -> None:
    made = ReachMilestone(ABOUT, DEPARTMENT, "begun", "2021-05-01", "批复", "2号")
    assert isinstance(decide(NO_HISTORY, made), MilestoneReached)
    assert isinstance(decide(NO_HISTORY, made._replace(department="")), MilestoneReached)
    assert refused(NO_HISTORY, made._replace(department="养老保险处")) == "commitment-not-yours"
    assert refused(NO_HISTORY, made._replace(department="", outside=True)) == "commitment-not-yours"
