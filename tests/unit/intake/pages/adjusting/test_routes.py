"""目标调整: a reviewer proposes on a page, a second signer records the approval at their own desk."""

from __future__ import annotations

from tests.unit.intake.pages.visitor import Visitor, signed_in
from tests.unit.intake.support import SIGNER, Service

PLAN = "chongqing-2021-2025"
HERE, NUMBER = "/adjustments", f"{PLAN}-1"
PROPOSAL = {
    "row-1": "8",
    "value-1": "700",
    "effective": "2023-07",
    "reason": "参保口径调整",
    "proposed_by": "市人力社保局",
    "proposed_on": "2023-03-20",
    "document": "调整请示",
    "number": "渝人社文〔2023〕12号",
}
APPROVAL = {"approved_by": "市人民政府", "approved_on": "2023-04-01", "document": "批复", "number": "渝府〔2023〕8号"}


def guard(visitor: Visitor, key: str) -> dict[str, str]:
    return {"form_token": visitor.hidden("/account")["form_token"], "key": key}


def propose(service: Service, **changes: str) -> str:
    """Where the answer leads, or its text."""
    with signed_in(service, "reviewer") as reviewer:
        fields = guard(reviewer, "p1") | {"plan": PLAN} | PROPOSAL | changes
        answer = reviewer.post(HERE, fields)
        return str(answer.headers["location"]) if answer.status_code == 303 else answer.text


def kinds(service: Service) -> list[str]:
    return [event.type for event in service.events()]


def test_a_proposal_waits_in_the_list_and_its_approval_puts_it_in_force(service: Service) -> None:
    assert propose(service) == f"{HERE}?plan={PLAN}&done=proposed"
    assert kinds(service) == ["AdjustmentProposed"]
    with signed_in(service, SIGNER) as signer:
        page = signer.get(HERE).text
        for seen in (NUMBER, "待审查批准", "750", "700", "参保口径调整", "登记批准，即施行"):
            assert seen in page
        fields = guard(signer, "a1") | APPROVAL
        first = signer.post(f"{HERE}/{NUMBER}/approval", fields)
        second = signer.post(f"{HERE}/{NUMBER}/approval", fields)
        assert first.status_code == second.status_code == 303, "two clicks record once"
        assert "已登记批准" in signer.get(first.headers["location"]).text
        assert "已批准施行" in signer.get(HERE).text
    assert kinds(service) == ["AdjustmentProposed", "AdjustmentApproved", "TargetRevised"]


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(service: Service) -> None:
    page = propose(service, effective="2026-01", **{"value-1": "750", "row-2": "9"})
    for seen in ("施行月份应在规划期", "参保口径调整", 'value="调整请示"', 'href="#effective"', 'href="#value-2"'):
        assert seen in page, seen
    assert "请选一项指标" in propose(service, **{"row-1": ""})
    assert kinds(service) == []


def test_an_approval_that_will_not_do_says_why_and_nothing_moves(service: Service) -> None:
    propose(service)
    with signed_in(service, SIGNER) as signer:
        answer = signer.post(
            f"{HERE}/{NUMBER}/approval", guard(signer, "a1") | APPROVAL | {"approved_on": "2023-03-01"}
        )
        assert answer.status_code == 422
        assert "早于提出日期" in answer.text and f'href="#approved_on-{NUMBER}"' in answer.text
        assert 'value="市人民政府"' in answer.text
    assert kinds(service) == ["AdjustmentProposed"]


def test_a_reviewer_takes_it_back_and_says_why(service: Service) -> None:
    propose(service)
    with signed_in(service, "reviewer") as reviewer:
        fields = guard(reviewer, "n1") | {"rejected_by": "市人力社保局", "reason": "测算有误"}
        answer = reviewer.post(f"{HERE}/{NUMBER}/rejection", fields)
        assert answer.headers["location"] == f"{HERE}?done=rejected"
        page = reviewer.get(HERE).text
        assert "未予调整" in page and "测算有误" in page and "登记不予调整" not in page


def test_only_who_may_see_the_plan_sees_it_and_others_are_kept_out(service: Service) -> None:
    propose(service)
    with signed_in(service, "sichuan") as stranger:
        assert NUMBER not in stranger.get(HERE).text
        answer = stranger.post(HERE, guard(stranger, "x") | {"plan": PLAN} | PROPOSAL)
        assert answer.status_code == 403
        rejection = {"rejected_by": "某", "reason": "某"}
        assert stranger.post(f"{HERE}/{NUMBER}/rejection", guard(stranger, "y") | rejection).status_code == 403
    with signed_in(service, "auditor") as auditor:
        page = auditor.get(HERE).text
        assert NUMBER in page and "提出调整</h2>" not in page and '<form class="fields"' not in page
