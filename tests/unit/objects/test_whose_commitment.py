"""A commitment is its department's: every route of commitments, asked by the department, by others, and from elsewhere.

The set of routes is that of the permissions table, so that a new one has to be entered here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.aggregator.board.commitments.rows import CommitmentsSight
from services.aggregator.board.commitments_page import sight_of
from shared.catalogue import Catalogue
from shared.security.access import Access
from shared.security.keys import Principal, Role
from shared.security.permissions import RULES
from tests.unit.intake.pages.visitor import signed_in
from tests.unit.intake.support import CITY, JOBS, Json, Service, running

PLAN, ROW, WORDS = "chongqing-2021-2025", 10, "只有本部门和审核的人看得到"
PDF = b"%PDF-1.7 1"
STRANGERS = ("skills", "namesake", "district-jobs", "sichuan", "own-reviewer")
"""A sister department, one of the same name elsewhere, one of a district inside, reviewers of other areas."""

STATEMENT: Json = {"plan": PLAN, "row": ROW, "period": "2022", "progress": "late", "text": "别人写的", "document": "函"}
MILESTONE: Json = {"plan": PLAN, "row": ROW, "step": "done", "day": "2023-01-01", "document": "函", "number": "1号"}
DECISION: Json = {"plan": PLAN, "row": ROW, "period": "2022", "statement": 1, "decision": "accept"}
_PAGE = f"/commitments/{PLAN}/{ROW}"
ASKED: dict[str, Any] = {
    "POST /v1/commitments/statements": {"statements": [STATEMENT]},
    "POST /v1/commitments/milestones": {"milestones": [MILESTONE]},
    "POST /v1/commitments/reviews": {"decisions": [DECISION]},
    "GET /v1/commitments": "/v1/commitments",
    "GET /commitments": "/commitments",
    "GET /commitments/{plan}/{row}": _PAGE,
    "GET /commitments/{plan}/{row}/evidence/{evidence}": f"{_PAGE}/evidence/{hashlib.sha256(PDF).hexdigest()}",
    "POST /commitments/{plan}/{row}/statement": f"{_PAGE}/statement",
    "POST /commitments/{plan}/{row}/milestone": f"{_PAGE}/milestone",
    "POST /commitments/{plan}/{row}/review": f"{_PAGE}/review",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Service]:
    """One statement, with a file, waits for review."""
    folder: Path = tmp_path_factory.mktemp("commitments")
    with running(folder, catalogue) as service:
        with signed_in(service, "jobs") as department:
            token = department.hidden("/account")["form_token"]
            fields = {"form_token": token, "key": "k" * 20, "period": "2022:0", "progress": "late", "text": WORDS}
            answer = department.post(f"{_PAGE}/statement", fields, files={"files": ("表.pdf", PDF)})
            assert answer.status_code == 303, answer.text
        yield service


def ask(service: Service, route: str, who: str) -> Any:
    method, path = route.split(" ")
    asked = ASKED[route]
    if path.startswith("/v1/"):
        if method == "GET":
            return service.get(asked, who)
        return service.post(asked, f"{who}-{path}".replace("/", "-"), who, path)
    with signed_in(service, who) as visitor:
        if method == "GET":
            return visitor.get(asked)
        token = {"form_token": visitor.hidden("/account")["form_token"], "key": "x" * 20}
        sent = {str(name): str(value) for name, value in (STATEMENT | MILESTONE | DECISION).items()}
        files: Any = {"files": {"files": ("", b"")}} if path.endswith("statement") else {}
        return visitor.post(asked, token | sent, **files)


def test_every_route_of_commitments_is_asked_here() -> None:
    assert set(ASKED) == {route for route in RULES if "/commitments" in route and "/plans/" not in route}


@pytest.mark.parametrize("route", sorted(ASKED))
def test_a_stranger_is_refused_or_finds_nothing_and_changes_nothing(service: Service, route: str) -> None:
    before = len(service.events())
    for who in STRANGERS:
        answer = ask(service, route, who)
        assert WORDS not in answer.text, who
        assert _PAGE not in answer.text or route.startswith("POST"), who
        if answer.status_code in (200, 201) and route.startswith("POST"):
            assert [each["status"] for each in answer.json()["results"]] == ["refused"], who
        elif route not in ("GET /v1/commitments", "GET /commitments"):
            assert answer.status_code in (403, 404), who
    assert len(service.events()) == before


@pytest.mark.parametrize("route", [each for each in sorted(ASKED) if each.startswith("GET")])
def test_the_department_itself_and_the_area_s_reviewer_find_it(service: Service, route: str) -> None:
    for who in ("jobs", "reviewer", "auditor", "ops"):
        assert ask(service, route, who).status_code == 200, who
    assert ask(service, route, "500101").status_code == 403


def test_on_the_board_the_words_are_told_to_those_who_may_see_them(catalogue: Catalogue) -> None:
    access, plan = Access(catalogue), catalogue.plans[PLAN]

    def sight(role: Role, region: str, subject: str = "") -> CommitmentsSight:
        return sight_of(access, plan, Principal("who", role, region, subject))

    assert sight_of(access, plan, None) == CommitmentsSight()
    assert sight(Role.DEPARTMENT, CITY, JOBS) == CommitmentsSight(department=JOBS)
    assert sight(Role.DEPARTMENT, "510000", JOBS) == CommitmentsSight()
    assert sight(Role.REVIEWER, CITY).everybody and sight(Role.AUDITOR, "").everybody
    for role, region in (
        (Role.REVIEWER, "500107"),
        (Role.REPORTER, CITY),
        (Role.SIGNER, CITY),
        (Role.ENTERPRISE, CITY),
    ):
        assert sight(role, region) == CommitmentsSight(), role
