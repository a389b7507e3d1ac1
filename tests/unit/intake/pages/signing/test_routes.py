"""A correction is signed at the desk of the second signer, by their own sign-in."""

from __future__ import annotations

import json

import pytest

from services.intake.accounts import repository
from services.intake.accounts.account import HeldRole, close
from shared.security.keys import Role
from tests.unit.intake.pages.visitor import Visitor, fields_of_page, signed_in
from tests.unit.intake.people.support import open_for
from tests.unit.intake.support import CITY, SIBLING, SIGNER, UNIT, Service, report

PAGE = f"/reports/{UNIT}/2023-03"
FORM = f"{PAGE}/form"
LIST = "/signatures"
SIGN = f"{LIST}/{UNIT}/2023-03"
JOBS = "urban_new_employment"


def propose(service: Service, value: str = "9") -> None:
    """The unit's clerk sends a correction of a report that was accepted."""
    with signed_in(service, UNIT) as clerk:
        sent = {name: text for name, text in fields_of_page(clerk.get(FORM).text).items() if text}
        page = clerk.post(f"{PAGE}/check", sent | {f"value-{JOBS}": value, "reason": "漏报"}).text
        checked = fields_of_page(page)
        why = {name: "未建" for name in checked if name.startswith(("blank-", "explanation-"))}
        answer = clerk.post(FORM, {name: text for name, text in (checked | why).items() if text})
        assert answer.status_code == 303, answer.text


@pytest.fixture
def waiting(service: Service) -> Service:
    """A service where one correction waits."""
    service.post(report())
    service.accept()
    propose(service)
    return service


def kinds(service: Service) -> list[str]:
    return [event.type for event in service.events()][2:]


def token_of(visitor: Visitor) -> dict[str, str]:
    return {"form_token": visitor.hidden("/account")["form_token"]}


def test_the_signer_sees_both_versions_and_signs_by_their_own_sign_in(waiting: Service) -> None:
    with signed_in(waiting, SIGNER) as signer:
        page = signer.get(LIST).text
        for seen in ("漏报", "1,200", "<b>9</b>", "万州区"):
            assert seen in page
        fields = signer.hidden(LIST) | {"choice": "sign"}
        first, second = signer.post(SIGN, fields), signer.post(SIGN, fields)
        assert first.status_code == second.status_code == 303, "two clicks sign once"
        assert "已签字" in signer.get(first.headers["location"]).text
    corrected = waiting.events()[-1]
    assert (kinds(waiting), corrected.actor) == (["CorrectionProposed", "ReportCorrected"], f"key-{UNIT}")
    assert json.loads(corrected.data)["second_signer"] == "key-signer"
    assert waiting.get(f"/v1/reports/{UNIT}/2023-03").json()["revision"] == 2


def test_what_waits_moves_nothing_and_shows_to_the_unit(waiting: Service) -> None:
    found = waiting.get(f"/v1/reports/{UNIT}/2023-03").json()
    assert (found["status"], found["revision"], found["lines"][0]["value"]) == ("accepted", 1, 1_200)
    with signed_in(waiting, UNIT) as clerk:
        assert "更正待签" in clerk.get(PAGE).text and "等第二签字人签字" in clerk.get("/reports").text


def test_who_does_not_sign_says_why_and_the_unit_reads_it(waiting: Service) -> None:
    with signed_in(waiting, SIGNER) as signer:
        silent = signer.post(SIGN, signer.hidden(LIST) | {"choice": "decline"})
        assert silent.status_code == 422 and "须说明理由" in silent.text
        declined = signer.post(SIGN, signer.hidden(LIST) | {"choice": "decline", "reason": "缺少台账"})
        assert declined.status_code == 303
        assert "现在没有待签的更正" in signer.get(LIST).text
    with signed_in(waiting, UNIT) as clerk:
        assert "缺少台账" in clerk.get("/reports").text and "缺少台账" in clerk.get(PAGE).text
    propose(waiting, "10")
    assert kinds(waiting) == ["CorrectionProposed", "CorrectionDeclined", "CorrectionProposed"]


def test_the_unit_takes_it_back_and_then_it_cannot_be_signed(waiting: Service) -> None:
    with signed_in(waiting, SIGNER) as signer:
        open_page = signer.hidden(LIST) | {"choice": "sign"}
    with signed_in(waiting, UNIT) as clerk:
        back = clerk.post(f"{PAGE}/proposal", clerk.hidden(PAGE))
        assert "更正已撤回" in clerk.get(back.headers["location"]).text
        again = clerk.post(f"{PAGE}/proposal", open_page | token_of(clerk))
        assert again.headers["location"].endswith("done=proposal-settled")
    with signed_in(waiting, SIGNER) as signer:
        refused = signer.post(SIGN, open_page | token_of(signer))
        assert refused.status_code == 409 and "已撤回" in refused.text
    assert kinds(waiting) == ["CorrectionProposed", "CorrectionTakenBack"]


def test_a_later_proposal_takes_the_place_of_the_one_before(waiting: Service) -> None:
    with signed_in(waiting, SIGNER) as signer:
        open_page = signer.hidden(LIST) | {"choice": "sign"}
    propose(waiting, "11")
    with signed_in(waiting, SIGNER) as signer:
        page = signer.get(LIST).text
        assert "<b>11</b>" in page and "<b>9</b>" not in page
        refused = signer.post(SIGN, open_page | token_of(signer))
        assert refused.status_code == 409 and "新的一份更正" in refused.text


def test_only_a_signer_of_the_region_signs(waiting: Service) -> None:
    with signed_in(waiting, SIGNER) as signer:
        fields = signer.hidden(LIST) | {"choice": "sign"}
    for who in ("far-signer", "reviewer", UNIT, SIBLING):
        with signed_in(waiting, who) as other:
            assert other.post(SIGN, fields | token_of(other)).status_code == 403, who
    with signed_in(waiting, "far-signer") as other:
        assert "现在没有待签的更正" in other.get(LIST).text
    assert kinds(waiting) == ["CorrectionProposed"]


@pytest.mark.parametrize("settled", ["", "decline", "take-back"])
def test_what_is_proposed_for_a_returned_report_of_a_closed_month_leaves_it_owed(
    service: Service, settled: str
) -> None:
    service.post(report())
    service.close_month()
    service.review({"region": UNIT, "period": "2023-03", "decision": "return", "reason": "请与台账核对"})
    owed = service.get(f"/v1/reports/{UNIT}/2023-03").json()["due_again"]
    propose(service)
    if settled == "decline":
        with signed_in(service, SIGNER) as signer:
            signer.post(SIGN, signer.hidden(LIST) | {"choice": "decline", "reason": "缺少台账"})
    elif settled:
        with signed_in(service, UNIT) as clerk:
            clerk.post(f"{PAGE}/proposal", clerk.hidden(PAGE))
    found = service.get(f"/v1/reports/{UNIT}/2023-03").json()
    assert (found["status"], found["return_reason"], found["due_again"]) == ("returned", "请与台账核对", owed)
    for who, path in ((UNIT, "/reports"), (UNIT, PAGE), (UNIT, FORM), ("reviewer", "/reviews?period=2023-03")):
        with signed_in(service, who) as visitor:
            assert visitor.get(path).status_code == 200, path


def test_the_read_model_made_anew_knows_what_waits(waiting: Service) -> None:
    kept = waiting.whole_read_model()
    waiting.intake.rebuild_read_model()
    assert waiting.whole_read_model() == kept
    with signed_in(waiting, "unit-signer") as signer:
        assert "<b>9</b>" in signer.get(LIST).text


def test_what_was_proposed_before_the_month_was_closed_is_not_signed_after_it(waiting: Service) -> None:
    waiting.close_month()
    with signed_in(waiting, SIGNER) as signer:
        refused = signer.post(SIGN, signer.hidden(LIST) | {"choice": "sign"})
        assert refused.status_code == 409 and "已关账" in refused.text
    propose(waiting, "10")
    with signed_in(waiting, SIGNER) as signer:
        assert signer.post(SIGN, signer.hidden(LIST) | {"choice": "sign"}).status_code == 303


def test_what_the_rules_ask_by_now_is_told_to_who_would_sign(service: Service) -> None:
    service.post(report())
    service.accept()
    propose(service, "123")
    assert service.post(report(period="2023-02", lines=[{"indicator": JOBS, "value": 123}]), "k2").status_code == 201
    with signed_in(service, SIGNER) as signer:
        refused = signer.post(SIGN, signer.hidden(LIST) | {"choice": "sign"})
        assert refused.status_code == 409
        assert "审核规则又有新的问题" in refused.text and "与上月完全相同" in refused.text
    assert "ReportCorrected" not in kinds(service)
    propose(service, "123")  # this time with an answer to what is asked
    with signed_in(service, SIGNER) as signer:
        assert signer.post(SIGN, signer.hidden(LIST) | {"choice": "sign"}).status_code == 303


def test_a_proposal_says_whom_to_tell_of_it(service: Service) -> None:
    open_for(service, id="li", name="李强", mail="li@example.cn", grants=(HeldRole(Role.SIGNER, CITY),))
    open_for(service, id="zhao", name="赵某", mail="zhao@example.cn", grants=(HeldRole(Role.SIGNER, SIBLING),))
    open_for(service, id="sun", name="孙某", mail="sun@example.cn", grants=(HeldRole(Role.REVIEWER, CITY),))
    gone = open_for(service, id="wu", name="吴某", mail="wu@example.cn", grants=(HeldRole(Role.SIGNER, UNIT),))
    with service.intake.database.write() as connection:
        repository.change(connection, close(gone, service.clock.now()))
    service.post(report())
    service.accept()
    propose(service)
    proposed = json.loads(service.events()[-1].data)
    assert (proposed["tell"], proposed["number"], proposed["closed"]) == (["li@example.cn"], 1, False)
    assert "li@example.cn" not in service.get(f"/v1/reports/{UNIT}/2023-03/revisions").text
