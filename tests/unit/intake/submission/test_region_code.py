"""A region's code that a program rewrote is told apart from a code without rights, at every door."""

from __future__ import annotations

import json

import pytest

from tests.unit.intake.support import UNIT, Service, report

SPOILT = [f"{UNIT}.0", f"{UNIT}.00", "5.00101E+5"]


@pytest.mark.parametrize("code", SPOILT)
def test_a_rewritten_code_is_named_before_anybody_is_asked_for_rights(service: Service, code: str) -> None:
    answer = service.post(report(code))
    assert answer.status_code == 422
    assert [(each["code"], each["pointer"]) for each in answer.json()["faults"]] == [("code-rewritten", "/region")]
    headers = service.headers(UNIT, "b") | {"Content-Type": "application/x-ndjson"}
    told = service.client.post("/v1/reports/bulk", content=json.dumps(report(code)), headers=headers).text
    assert json.loads(told.splitlines()[0])["faults"][0]["code"] == "code-rewritten"


@pytest.mark.parametrize("code", ["500102", "50010", "x", ""])
def test_any_other_code_is_a_question_of_rights(service: Service, code: str) -> None:
    assert service.post(report(code)).status_code == 403
