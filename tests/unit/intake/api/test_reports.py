from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from shared.catalogue import Catalogue
from tests.unit.intake.support import (
    CORRECTION,
    JIULONGPO,
    SIBLING,
    UNIT,
    Service,
    line,
    ratio,
    report,
    running,
)


def test_a_report_is_answered_with_its_receipt(service: Service) -> None:
    body = json.dumps(report(lines=[line(), ratio()])).encode()
    answer = service.post(body)
    assert answer.status_code == 201
    receipt = answer.json()["receipt"]
    (event,) = service.events()
    assert receipt | {"findings": []} == {
        "region": UNIT,
        "period": "2023-03",
        "revision": 1,
        "position": 1,
        "hash": event.hash,
        "recorded_at": "2023-04-03T02:00:00.000000Z",
        "status": "submitted",
        "digest": hashlib.sha256(body).hexdigest(),
        "findings": [],
        "review": [],
        "explanations": [],
        "totals": [
            {"region": "500000-db", "name": "渝东北三峡库区城镇群", "indicators": 2},
            {"region": "500000", "name": "重庆市", "indicators": 2},
        ],
    }
    assert {"code": "missing", "indicator": "professional_personnel", "message": "未报：专业技术人才总量"} in receipt[
        "findings"
    ]
    assert (event.actor, event.stream) == (f"key-{UNIT}", f"report-{UNIT}-2023-03")
    assert event.correlation_id == answer.headers["x-correlation-id"]


def test_the_same_key_and_body_give_the_same_receipt_and_one_event(service: Service) -> None:
    first = service.post(report())
    service.post(report(lines=[line(value=5)]), "k2")
    second = service.post(report())
    assert (second.status_code, second.content) == (200, first.content)
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert len(service.events()) == 2


def test_a_different_body_under_a_used_key_is_refused(service: Service) -> None:
    service.post(report())
    for body in (report(lines=[line(value=5)]), report(lines=[line(value="x")])):
        answer = service.post(body)
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "idempotency-key-reused")
    assert len(service.events()) == 1


def test_two_units_may_use_the_same_key(service: Service) -> None:
    assert service.post(report()).status_code == 201
    assert service.post(report(SIBLING), who=SIBLING).status_code == 201


def test_a_repetition_gets_its_receipt_though_its_content_would_now_be_refused(service: Service) -> None:
    late = report(period="2022-04", lines=[line(value=10_000)])
    first = service.post(late, "late")
    for month in ("2022-01", "2022-02", "2022-03"):
        assert service.post(report(period=month, lines=[line(value=1)]), month).status_code == 201
    assert service.post(late, "again").json()["faults"][0]["code"] == "ten-thousand-slip"
    assert service.post(late, "late").content == first.content


BAD: list[tuple[str, Any, int, str]] = [
    ("unknown indicator", report(lines=[line("不存在的指标")]), 422, "unknown-indicator"),
    ("wrong unit", report(lines=[line(unit="亿元")]), 422, "wrong-unit"),
    ("text for a number", report(lines=[line(value="很多")]), 422, "not-a-number"),
    ("NaN", b'{"region":"500101","period":"2023-03","lines":[{"indicator":"a","value":NaN}]}', 400, "body-not-json"),
    ("NaN as text", report(lines=[line(value="NaN")]), 422, "not-a-number"),
    ("future month", report(period="2023-04"), 422, "future-month"),
    ("wrong region", report(SIBLING), 403, "region-not-yours"),
    ("unknown region", report("999999"), 403, "region-not-yours"),
    ("5 MB body", b" " * 5_000_000, 413, "body-too-large"),
    ("broken JSON", b'{"region":', 400, "body-not-json"),
    ("wrong encoding", json.dumps(report(note="说明"), ensure_ascii=False).encode("gbk"), 400, "body-not-utf8"),
    ("no object", [], 422, "wrong-type"),
    ("empty", b"", 400, "body-not-json"),
]


@pytest.mark.parametrize(("body", "status", "code"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_bad_input_is_told_clearly_and_nothing_is_stored(service: Service, body: Any, status: int, code: str) -> None:
    answer = service.post(body)
    problem = answer.json()
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert code in [problem["type"].rsplit("/", 1)[1], *(fault["code"] for fault in problem.get("faults", []))]
    assert service.events() == []


def report_late_2022(service: Service) -> None:
    for month in (10, 11, 12):
        assert service.post(report(period=f"2022-{month}"), f"k{month}").status_code == 201


def test_a_slip_of_ten_thousand_is_refused(service: Service) -> None:
    report_late_2022(service)
    answer = service.post(report(lines=[line(value=1200, unit="万人")]), "slip")
    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (422, "ten-thousand-slip")
    assert len(service.events()) == 3


def test_the_slip_is_seen_by_a_process_that_has_just_started(
    service: Service, tmp_path: Path, catalogue: Catalogue
) -> None:
    report_late_2022(service)
    with running(tmp_path, catalogue) as other:
        answer = other.post(report(lines=[line(value=1200, unit="万人")]), "slip")
        assert answer.json()["faults"][0]["code"] == "ten-thousand-slip"


def test_a_returned_report_no_longer_counts_for_the_slip(service: Service) -> None:
    report_late_2022(service)
    service.review({"region": UNIT, "period": "2022-11", "decision": "return", "reason": "有误"})
    assert service.post(report(lines=[line(value=1200, unit="万人")]), "slip").status_code == 201


@pytest.mark.parametrize(
    ("key", "code"), [(None, "missing"), ("有中文", "invalid"), ("x" * 129, "invalid"), ("a b", "invalid")]
)
def test_every_write_needs_a_proper_idempotency_key(service: Service, key: str | None, code: str) -> None:
    for path, who in (("/v1/reports", UNIT), ("/v1/reviews", "reviewer"), ("/v1/periods/closings", "reviewer")):
        headers: dict[str, Any] = service.headers(who)
        if key is not None:
            headers["Idempotency-Key"] = key.encode()
        answer = service.client.post(path, json=report(), headers=headers)
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (400, f"idempotency-key-{code}")


def test_keys_are_needed_and_roles_are_kept_apart(service: Service) -> None:
    assert service.client.post("/v1/reports", json=report()).status_code == 401
    assert service.client.get(f"/v1/reports/{UNIT}/2023-03").status_code == 401
    assert service.client.get("/v1/reports").status_code == 401
    assert service.post(report(), who="reviewer").status_code == 403
    assert service.post(report(), who="auditor").status_code == 403
    assert service.review(key="k", who=UNIT).status_code == 403
    assert service.close_month(who="ops").status_code == 403


def test_a_closed_month_takes_only_corrections(service: Service) -> None:
    assert service.close_month().status_code == 201
    head = len(service.events())
    answer = service.post(report())
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "month-closed")
    assert "correction" in answer.json()["title"]
    assert len(service.events()) == head
    assert service.post(report(period="2023-02"), "k2").status_code == 201
    assert service.post(report(correction=CORRECTION), "k3").status_code == 201
    assert [event.type for event in service.events()] == ["PeriodClosed", "ReportSubmitted", "ReportCorrected"]


def test_a_month_closed_by_the_units_own_area_is_closed_for_it_alone(service: Service) -> None:
    assert service.close_month(area=JIULONGPO, who="own-reviewer").status_code == 201
    assert service.post(report(JIULONGPO), who=JIULONGPO).status_code == 409
    assert service.post(report()).status_code == 201


def test_an_accepted_report_takes_only_corrections_by_two(service: Service) -> None:
    service.post(report())
    assert service.accept().json()["results"][0]["status"] == "accepted"
    answer = service.post(report(lines=[line(value=5)]), "k2")
    assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (409, "already-accepted")
    answer = service.post(report(correction=CORRECTION), "k3", signer="")
    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (422, "signer-missing")
    for signer in (UNIT, "reviewer", "far-signer"):
        answer = service.post(report(correction=CORRECTION), "k3", signer=signer)
        assert (answer.status_code, answer.json()["type"].rsplit("/", 1)[1]) == (403, "signer-not-allowed")
    named = {"reason": "漏报", "second_signer": "王五"}
    assert service.post(report(correction=named), "k3").json()["faults"][0]["code"] == "unknown-field"
    corrected = service.post(report(lines=[line(value=5)], correction=CORRECTION), "k4")
    assert (corrected.status_code, corrected.json()["receipt"]["revision"]) == (201, 2)
    standing = service.get(f"/v1/reports/{UNIT}/2023-03").json()
    assert (standing["status"], standing["revision"], standing["accepted_revision"]) == ("submitted", 2, 1)


def test_a_body_of_nothing_but_faults_gets_an_answer_of_readable_length(service: Service) -> None:
    problem = service.post(report(lines=[{} for _ in range(900)])).json()
    assert len(problem["faults"]) == 200
    assert problem["detail"].startswith("问题不止200处，以下是前200处")


def test_what_became_of_reports_is_counted(service: Service) -> None:
    service.post(report())
    service.post(report())
    service.post(b"x", "k2")
    service.post(report(lines=[]), "k3")
    service.post(report(SIBLING), "k4")
    text = service.client.get("/metrics").text
    for outcome, count in (("accepted", 1), ("replayed", 1), ("malformed", 1), ("invalid", 1), ("forbidden", 1)):
        assert f'xushi_reports_total{{outcome="{outcome}"}} {count}.0' in text
    assert 'xushi_store_position{service="intake"} 1.0' in text
    assert "xushi_append_size_count 1.0" in text


def test_the_service_tells_its_health_and_its_interface(service: Service) -> None:
    checks = {each["name"]: each["detail"] for each in service.client.get("/healthz").json()["checks"]}
    assert checks["intake-store"] == "末位序号 0"
    paths = service.client.get("/openapi.json").json()["paths"]
    schema = paths["/v1/reports"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["region", "period", "lines"]


def test_a_body_above_the_limit_is_not_read(tmp_path: Path, catalogue: Catalogue) -> None:
    with running(tmp_path, catalogue, max_body_bytes=1_000) as service:
        assert service.post(report(note="x" * 1_000)).status_code == 413
        assert service.post(report()).status_code == 201


def test_a_database_that_is_away_is_told_as_such(tmp_path: Path, catalogue: Catalogue) -> None:
    with running(tmp_path, catalogue) as service:
        with service.intake.database.write() as connection:
            connection.exec_driver_sql("DROP TABLE events")
        for answer in (service.post(report()), service.close_month()):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
