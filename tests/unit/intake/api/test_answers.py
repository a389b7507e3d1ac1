"""What intake answers is what its OpenAPI document says."""

from __future__ import annotations

from shared.catalogue import Catalogue
from tests.described import as_described
from tests.unit.intake.forms.support import a_form, change, row_of
from tests.unit.intake.support import CORRECTION, UNIT, Json, Service, line, ratio, report

REPORT = f"/v1/reports/{UNIT}/2023-03"
ROUTE = "/v1/reports/{region}/{period}"


def test_what_writes_answers_as_described(service: Service) -> None:
    said = [{"indicator": "urban_new_employment", "text": "招聘会"}]
    body = report(lines=[line(), ratio()], explanations=said)
    assert as_described(service.client, "POST /v1/reports", service.post(body))
    assert as_described(service.client, "POST /v1/reports", service.post(body)), "the repetition as well"
    withdrawal = service.post({"reason": "错"}, "w", path=f"{REPORT}/withdrawal")
    assert as_described(service.client, f"POST {ROUTE}/withdrawal", withdrawal)
    assert as_described(service.client, "POST /v1/reviews", service.accept())
    assert as_described(service.client, "POST /v1/periods/closings", service.close_month())


def test_what_amends_a_target_answers_as_described(service: Service) -> None:
    target = {"plan": "chongqing-2021-2025", "row": 8, "document": "中期评估", "number": "1"}
    rows = [{"row": 1, "value": "60", "unit": "万人"}, {"row": 2, "value": "5.5", "unit": "%"}]
    year = {"plan": "chongqing-2021-2025", "year": 2023, "document": "政府工作报告", "targets": rows}
    for kind, body in (("annual", year), ("allocations", {**target, "reason": "分解"})):
        path = f"/v1/targets/{kind}"
        answer = service.post(body, kind, "reviewer", path, signer="signer")
        assert answer.status_code == 201, answer.text
        assert as_described(service.client, f"POST {path}", answer)
    assert as_described(service.client, "GET /v1/targets", service.get("/v1/targets?plan=chongqing-2021-2025"))


def test_an_adjustment_answers_as_described(service: Service) -> None:
    row = {"row": 8, "value": "760", "unit": "万人"}
    paper = {"effective": "2023-03", "reason": "中期调整", "proposed_by": "人社局", "document": "请示"}
    plan = "chongqing-2021-2025"
    approval = {"approved_by": "市政府", "approved_on": "2023-04-03", "document": "批复"}
    root, numbered = "/v1/adjustments", "/v1/adjustments/{adjustment}"
    steps: list[tuple[str, str, Json, str]] = [
        (root, root, {"plan": plan, "rows": [row], **paper}, "reviewer"),
        (f"{numbered}/approval", f"{root}/{plan}-1/approval", approval, "signer"),
        (root, root, {"plan": plan, "rows": [row | {"value": "770"}], **paper}, "reviewer"),
        (f"{numbered}/rejection", f"{root}/{plan}-2/rejection", {"rejected_by": "市政府", "reason": "否"}, "signer"),
    ]
    for key, (route, path, body, who) in enumerate(steps):
        answer = service.post(body, f"a{key}", who, path)
        assert answer.status_code == 201, answer.text
        assert as_described(service.client, f"POST {route}", answer)
    assert as_described(service.client, f"GET {root}", service.get(root, "reviewer"))


def test_a_form_is_answered_as_described(service: Service, catalogue: Catalogue) -> None:
    path, route = f"/v1/forms/{UNIT}/2023-03", "POST /v1/forms/{region}/{period}"
    cell = f"E{row_of(a_form(catalogue), 'urban_new_employment')}"
    raw = change(service.get(f"{path}.xlsx").content, {cell: "100000"})
    for key, query in (("d", "?dry_run=true"), ("x", ""), ("x", "")):
        assert as_described(service.client, route, service.post(raw, key, UNIT, path + query))


def test_what_is_read_answers_as_described(service: Service) -> None:
    service.post(report(lines=[line(value=10_000), ratio()], note="说明"))
    service.accept()
    service.post(report(lines=[line()], correction=CORRECTION), "k2")
    for path in (REPORT, f"{REPORT}?as_of=1", "/v1/reports?area=500000&from=2023-01&to=2023-03"):
        route = "GET /v1/reports" if "area" in path else f"GET {ROUTE}"
        answer = service.get(path, "reviewer")
        assert answer.status_code == 200, answer.text
        assert as_described(service.client, route, answer)
    assert as_described(service.client, f"GET {ROUTE}/receipt", service.get(f"{REPORT}/receipt?revision=1"))
    trail = service.get(f"{REPORT}/revisions", "auditor")
    assert [each["type"] for each in trail.json()["revisions"]] == [
        "ReportSubmitted",
        "ReportAccepted",
        "ReportCorrected",
    ]
    assert as_described(service.client, f"GET {ROUTE}/revisions", trail)
    month = service.get("/v1/reviews/500000/2023-03", "reviewer")
    assert month.json()["findings"]
    assert as_described(service.client, "GET /v1/reviews/{area}/{period}", month)
    summary = service.get("/v1/reports/summary?area=500000&from=2023-01&to=2023-03", "reviewer")
    assert as_described(service.client, "GET /v1/reports/summary", summary)
    assert as_described(service.client, "GET /v1/operations/intake", service.get("/v1/operations/intake", "ops"))
    assert as_described(service.client, "GET /healthz", service.get("/healthz"))
