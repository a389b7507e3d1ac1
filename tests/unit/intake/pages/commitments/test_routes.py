"""A department states at its own desk, with files; the reviewer of the area accepts or returns; nobody else sees it."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import unquote

import pytest

from services.intake.sessions.rules import IDLE
from tests.unit.intake.pages.visitor import Visitor, signed_in
from tests.unit.intake.support import Service

PLAN = "chongqing-2021-2025"
PAGE = f"/commitments/{PLAN}/10"
GOOD = {
    "period": "2022:0",
    "progress": "late",
    "text": "已建成3个。\r\n第4个在建。",
    "value": "3",
    "document": "工作总结",
}
PDF = b"%PDF-1.7 1"


def form_of(visitor: Visitor, address: str) -> dict[str, str]:
    """The hidden fields of the form that is sent to an address."""
    forms = re.findall(r"<form.*?</form>", visitor.get(PAGE).text, re.DOTALL)
    (form,) = [each for each in forms if f'action="{address}"' in each]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def state(visitor: Visitor, fields: dict[str, str], files: Any = None, page: str = PAGE) -> Any:
    hidden = form_of(visitor, f"{page}/statement") if page == PAGE else {}
    sent = files or {"files": ("", b"")}
    return visitor.post(f"{page}/statement", hidden | fields, files=sent)


@pytest.fixture
def stated(service: Service) -> Service:
    """A service where one statement waits for review."""
    with signed_in(service, "jobs") as department:
        answer = state(department, GOOD, {"files": ("验收.pdf", PDF)})
        assert answer.status_code == 303, answer.text
    return service


def events(service: Service) -> list[Any]:
    return [service.intake.store.decode(each) for each in service.events()]


def test_a_department_finds_what_it_owes_and_states_it_with_a_file(service: Service) -> None:
    with signed_in(service, "jobs") as department:
        desk = department.get("/commitments").text
        assert "2022年的进度应于2023年1月20日前填报，已逾期，连同以前共2期" in desk
        assert PAGE in desk and f"/commitments/{PLAN}/29" not in desk
        answer = state(department, GOOD, {"files": ("验收.pdf", PDF)})
        assert answer.headers["location"] == f"{PAGE}?done=stated"
        page = department.get(answer.headers["location"]).text
        assert "已填报，待审核" in page and "2022年 滞后，3 个" in page
        file = department.get(f"{PAGE}/evidence/{hashlib.sha256(PDF).hexdigest()}")
        assert (file.content, file.headers["content-security-policy"]) == (PDF, "sandbox")
        assert file.headers["x-content-type-options"] == "nosniff"
    (event,) = events(service)
    assert (event.text, event.evidence[0].name) == ("已建成3个。\n第4个在建。", "验收.pdf")
    assert service.events()[0].actor == "key-jobs"


def test_two_clicks_state_once(service: Service) -> None:
    with signed_in(service, "jobs") as department:
        fields = form_of(department, f"{PAGE}/statement") | GOOD
        for _ in range(2):
            answer = department.post(f"{PAGE}/statement", fields, files={"files": ("", b"")})
            assert answer.status_code == 303
    assert len(service.events()) == 1


def test_every_fault_is_told_beside_its_field_and_what_was_typed_stays(service: Service) -> None:
    with signed_in(service, "jobs") as department:
        wrong = {"period": "2022:0", "text": "写了一些", "value": "三个", "document": ""}
        answer = state(department, wrong, {"files": ("run.exe", b"MZ")})
        assert answer.status_code == 422
        page = answer.text
        for name in ("s-progress", "s-value", "s-files", "s-document"):
            assert f'href="#{name}"' in page, name
            assert f'id="{name}"' in page, name
        assert "写了一些" in page
    assert service.events() == []


def test_a_statement_over_another_that_came_meanwhile_is_refused(stated: Service) -> None:
    with signed_in(stated, "jobs") as department:
        answer = state(department, GOOD)
        assert answer.status_code == 409
        assert "现为第1次填报" in answer.text


def test_the_reviewer_accepts_or_returns_with_a_reason(stated: Service) -> None:
    with signed_in(stated, "reviewer") as reviewer:
        assert PAGE in reviewer.get("/commitments").text
        hidden = form_of(reviewer, f"{PAGE}/review")
        silent = reviewer.post(f"{PAGE}/review", hidden | {"decision": "return"})
        assert silent.status_code == 409 and "退回须说明理由" in silent.text
        hidden = form_of(reviewer, f"{PAGE}/review")
        answer = reviewer.post(f"{PAGE}/review", hidden | {"decision": "return", "reason": "缺验收表"})
        assert "已退回" in reviewer.get(answer.headers["location"]).text
    with signed_in(stated, "jobs") as department:
        assert "退回理由：缺验收表" in department.get("/commitments").text
        assert state(department, GOOD | {"period": "2022:1"}).status_code == 303
    with signed_in(stated, "reviewer") as reviewer:
        hidden = form_of(reviewer, f"{PAGE}/review")
        answer = reviewer.post(f"{PAGE}/review", hidden | {"decision": "accept"})
        assert answer.headers["location"] == f"{PAGE}?done=accepted"
    assert [type(each).__name__ for each in events(stated)] == [
        "CommitmentStated",
        "CommitmentStatementReturned",
        "CommitmentStated",
        "CommitmentStatementAccepted",
    ]


def test_a_milestone_is_recorded_by_either(service: Service) -> None:
    good = {"step": "begun", "day": "2022-05-01", "document": "批复", "number": "2号", "text": "选址"}
    for who in ("jobs", "reviewer"):
        with signed_in(service, who) as visitor:
            hidden = form_of(visitor, f"{PAGE}/milestone")
            wrong = visitor.post(f"{PAGE}/milestone", hidden | good | {"day": "2031-01-01", "number": ""})
            assert wrong.status_code == 422 and 'href="#m-day"' in wrong.text and 'href="#m-number"' in wrong.text
            hidden = form_of(visitor, f"{PAGE}/milestone")
            assert visitor.post(f"{PAGE}/milestone", hidden | good).status_code == 303
    assert [each.department for each in events(service)] == ["重庆市人力社保局就业促进处", ""]


def test_another_s_commitment_is_as_if_there_were_none_at_every_door(stated: Service) -> None:
    evidence = f"{PAGE}/evidence/{hashlib.sha256(PDF).hexdigest()}"
    for who in ("skills", "namesake", "district-jobs", "sichuan"):
        with signed_in(stated, who) as stranger:
            assert PAGE not in stranger.get("/commitments").text, who
            for path in (PAGE, evidence):
                answer = stranger.get(path)
                assert (answer.status_code, "已建成3个" in answer.text) == (404, False), (who, path)
    with signed_in(stated, "skills") as stranger:
        token = {"form_token": stranger.hidden("/account")["form_token"], "key": "k" * 20}
        assert stranger.post(f"{PAGE}/statement", token | GOOD, files={"files": ("", b"")}).status_code == 404
        assert stranger.post(f"{PAGE}/milestone", token | {"step": "done"}).status_code == 404
    with signed_in(stated, "auditor") as auditor:
        assert auditor.get(evidence).content == PDF
        assert 'class="fields"' not in auditor.get(PAGE).text
    assert len(stated.events()) == 1


def test_a_file_is_handed_out_only_where_it_came_in_whoever_names_it_besides(stated: Service) -> None:
    """Over the interface a file is named by its SHA-256: to know that of another department's is not to have it."""
    digest = hashlib.sha256(PDF).hexdigest()
    named = {"name": "借来.html", "size": 9, "sha256": digest, "media_type": "text/html"}
    item = {"plan": PLAN, "row": 29, "period": "2022", "progress": "late", "text": "见附件"}
    body = {"statements": [item | {"evidence": [named]}]}
    answer = stated.post(body, "borrowed", "skills", "/v1/commitments/statements")
    assert answer.json()["results"][0]["status"] == "stated", answer.text
    with signed_in(stated, "skills") as other:
        assert "借来.html" in other.get(f"/commitments/{PLAN}/29").text
        assert other.get(f"/commitments/{PLAN}/29/evidence/{digest}").status_code == 404
    with signed_in(stated, "jobs") as department:
        assert department.get(f"{PAGE}/evidence/{digest}").content == PDF


def test_what_follows_an_indicator_has_no_form_and_a_file_that_is_kept_elsewhere_is_not_here(stated: Service) -> None:
    with signed_in(stated, "jobs") as department:
        page = department.get(f"/commitments/{PLAN}/1").text
        assert "进度随那项指标" in page and "填报进度" not in page
        assert department.get(f"{PAGE}/evidence/{'0' * 64}").status_code == 404
        assert department.get(f"/commitments/{PLAN}/999").status_code == 404
        assert department.get(f"/commitments/{PLAN}/x").status_code == 404


def test_a_form_that_outlived_its_session_is_put_back(service: Service) -> None:
    with signed_in(service, "jobs") as department:
        fields = form_of(department, f"{PAGE}/statement") | GOOD
        service.clock.advance(IDLE)
        service.intake.sessions.forget()
        service.intake.sessions.sweep()
        answer = department.post(f"{PAGE}/statement", fields, files={"files": ("验收.pdf", PDF)})
        back = unquote(answer.headers["location"].partition("next=")[2])
        assert back.startswith(f"{PAGE}?kept=")
    page = Visitor(service, "jobs").get(back).text
    assert "第4个在建。</textarea>" in page and 'value="late" checked' in page
    assert service.events() == []
