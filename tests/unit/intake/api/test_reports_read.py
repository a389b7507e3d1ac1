from __future__ import annotations

from typing import Any

import pytest

from tests.unit.intake.support import (
    CITY,
    CORRECTION,
    SIBLING,
    UNIT,
    Service,
    line,
    ratio,
    report,
)


def test_the_standing_report_can_be_read(service: Service) -> None:
    service.post(report(lines=[line(value="0.12", unit="万人"), ratio()], note="说明", simulated=True))
    document = service.get(f"/v1/reports/{UNIT}/2023-03").json()
    assert document["lines"] == [
        {
            "indicator": "urban_new_employment",
            "name": "城镇新增就业人数",
            "unit": "人",
            "value": 1200,
            "basis": "month",
        },
        {
            "indicator": "mediation_success_rate",
            "name": "劳动人事争议调解成功率",
            "unit": "件",
            "numerator": 97,
            "denominator": 100,
            "basis": "month",
        },
    ]
    assert (document["status"], document["revision"], document["accepted_revision"]) == ("submitted", 1, None)
    assert (document["note"], document["simulated"], document["closed"]) == ("说明", True, False)


def test_a_report_that_has_not_changed_is_not_sent_again(service: Service) -> None:
    service.post(report())
    path = f"/v1/reports/{UNIT}/2023-03"
    tag = service.get(path).headers["etag"]
    assert service.get(path, **{"If-None-Match": tag}).status_code == 304
    assert service.get(path, **{"If-None-Match": f'"x", W/{tag}'}).status_code == 304
    service.close_month()
    changed = service.get(path, **{"If-None-Match": tag})
    assert (changed.status_code, changed.json()["closed"]) == (200, True)


def test_the_whole_course_of_a_report_can_be_read(service: Service) -> None:
    service.post(report())
    service.review({"region": UNIT, "period": "2023-03", "decision": "return", "reason": "请核对"})
    service.post(report(lines=[line(value=5)]), "k2")
    service.accept(key="r2")
    service.post(report(lines=[line(value=6)], correction=CORRECTION), "k3")
    found = service.get(f"/v1/reports/{UNIT}/2023-03/revisions", "auditor").json()["revisions"]
    assert [(each["type"], each["revision"], each["actor"]) for each in found] == [
        ("ReportSubmitted", 1, f"key-{UNIT}"),
        ("ReportReturned", 1, "key-reviewer"),
        ("ReportSubmitted", 2, f"key-{UNIT}"),
        ("ReportAccepted", 2, "key-reviewer"),
        ("ReportCorrected", 3, f"key-{UNIT}"),
    ]
    assert [each["hash"] for each in found] == [event.hash for event in service.events()]
    assert (found[1]["reason"], found[4]["second_signer"]) == ("请核对", "key-signer")
    assert found[4]["reason"] == "漏报两个街道"


def test_every_receipt_can_be_had_again(service: Service) -> None:
    first = service.post(report()).json()
    second = service.post(report(lines=[line(value=5)]), "k2").json()
    path = f"/v1/reports/{UNIT}/2023-03/receipt"
    assert service.get(path).json() == second
    assert service.get(f"{path}?revision=1").json() == first
    assert service.get(f"{path}?revision=2").json() == second
    for revision in (0, 3):
        assert service.get(f"{path}?revision={revision}").status_code == 404
    for wrong in ("-1", "x"):
        assert service.get(f"{path}?revision={wrong}").status_code == 422


@pytest.mark.parametrize("path", ["", "/revisions", "/receipt"])
def test_what_was_never_reported_is_not_found(service: Service, path: str) -> None:
    assert service.get(f"/v1/reports/{UNIT}/2023-03{path}").status_code == 404
    assert service.get(f"/v1/reports/{UNIT}/2023{path}").status_code == 422
    assert service.get(f"/v1/reports/999999/2023-03{path}", "ops").status_code == 404


@pytest.mark.parametrize("path", ["", "/revisions", "/receipt"])
@pytest.mark.parametrize(
    ("who", "status"),
    [(UNIT, 200), (SIBLING, 403), (CITY, 403), ("reviewer", 200), ("sichuan", 403), ("auditor", 200), ("ops", 200)],
)
def test_unreviewed_figures_are_seen_only_by_whom_they_concern(
    service: Service, path: str, who: str, status: int
) -> None:
    service.post(report())
    assert service.get(f"/v1/reports/{UNIT}/2023-03{path}", who).status_code == status


def test_a_listing_shows_what_its_reader_may_see(service: Service) -> None:
    service.post(report())
    service.post(report(SIBLING, "2023-02"), who=SIBLING)
    own, other = (
        {"region": UNIT, "period": "2023-03", "status": "submitted", "revision": 1},
        {"region": SIBLING, "period": "2023-02", "status": "submitted", "revision": 1},
    )

    def listed(query: str, who: str) -> Any:
        found = service.get(f"/v1/reports{query}", who).json()["reports"]
        return [{name: each[name] for name in own} for each in found]

    assert listed("", UNIT) == [own]
    assert listed("", "reviewer") == [own, other]
    assert listed("", "sichuan") == []
    assert listed("", "auditor") == [own, other]
    assert listed(f"?area={CITY}&from=2023-03&to=2023-03", "ops") == [own]
    assert listed(f"?area={SIBLING}", "reviewer") == [other]
    assert listed("?to=2023-01", "reviewer") == []
    assert service.get(f"/v1/reports?area={CITY}", UNIT).status_code == 403
    assert service.get(f"/v1/reports?area={CITY}", "sichuan").status_code == 403


@pytest.mark.parametrize("query", ["from=2023", "to=x", "from=2023-03&to=2023-02", "from=2001-01&to=2023-01"])
def test_a_listings_months_must_be_right(service: Service, query: str) -> None:
    assert service.get(f"/v1/reports?{query}").status_code == 422
