"""The levels of review, the second signer, what is late and what was revised, and who did what: over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.intake.support import CITY, CORRECTION, JIULONGPO, UNIT, Service, line, report


def review(service: Service, who: str, decision: str, key: str, region: str = JIULONGPO, **more: Any) -> Any:
    with_blanks = {"with_blanks": True} if decision == "accept" else {}  # the report holds a few of what is owed
    body = {"region": region, "period": "2023-03", "decision": decision, **with_blanks, **more}
    return service.review(body, who=who, key=key).json()["results"][0]


def standing(service: Service, region: str = JIULONGPO) -> Any:
    return service.get(f"/v1/reports/{region}/2023-03", "auditor").json()


def test_a_report_climbs_from_level_to_level(service: Service) -> None:
    service.post(report(JIULONGPO), who=JIULONGPO)
    assert review(service, "own-reviewer", "accept", "r1")["status"] == "accepted"
    found = standing(service)
    assert (found["status"], found["accepted_area"], found["accepted_level"]) == ("accepted", JIULONGPO, "county")
    assert review(service, "reviewer", "accept", "r2")["status"] == "accepted"
    assert standing(service)["accepted_level"] == "province"
    assert review(service, "own-reviewer", "return", "r3", reason="有误")["code"] == "accepted-above"
    assert review(service, "reviewer", "return", "r4", reason="有误")["code"] == "already-accepted"


def test_a_level_above_returns_what_one_below_accepted_and_the_unit_reports_anew(service: Service) -> None:
    service.post(report(JIULONGPO), who=JIULONGPO)
    review(service, "own-reviewer", "accept", "r1")
    assert review(service, "reviewer", "return", "r2", reason="与台账不符")["status"] == "returned"
    found = standing(service)
    assert (found["status"], found["accepted_revision"], found["accepted_area"]) == ("returned", None, None)
    assert service.post(report(JIULONGPO, lines=[line(value=9)]), "k2", who=JIULONGPO).status_code == 201
    assert [event.type for event in service.events()][-1] == "ReportSubmitted"


def test_a_level_above_accepts_over_the_heads_of_those_below(service: Service) -> None:
    service.post(report(JIULONGPO), who=JIULONGPO)
    assert review(service, "reviewer", "accept", "r1")["status"] == "accepted"
    assert review(service, "own-reviewer", "accept", "r2")["code"] == "accepted-above"


def test_the_second_signers_key_stands_in_the_event(service: Service) -> None:
    service.post(report())
    service.accept()
    for number, signer in enumerate(("signer", "unit-signer")):
        answer = service.post(report(lines=[line(value=number)], correction=CORRECTION), f"c{number}", signer=signer)
        assert answer.status_code == 201
    trail = service.get(f"/v1/reports/{UNIT}/2023-03/revisions").json()["revisions"]
    assert [each["second_signer"] for each in trail[2:]] == ["key-signer", "key-unit-signer"]


def test_a_signer_signs_and_neither_reports_nor_reviews(service: Service) -> None:
    assert service.post(report(), who="unit-signer").status_code == 403
    assert service.review(key="r", who="unit-signer").status_code == 403
    service.post(report())
    assert service.get(f"/v1/reports/{UNIT}/2023-03", "unit-signer").status_code == 200
    assert service.get(f"/v1/reports/{UNIT}/2023-03", "far-signer").status_code == 403


def test_a_signers_key_that_is_unknown_is_told(service: Service) -> None:
    service.secrets["wrong"] = "xs_wrong"
    answer = service.post(report(correction=CORRECTION), signer="wrong")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (401, "signer-key-invalid")


def test_late_missing_and_revised_reports_are_counted(service: Service) -> None:
    service.post(report(period="2023-02", lines=[line(value=900)]), "late")  # on 3 April, due on 7 March
    service.post(report(), "in-time")
    service.accept()
    service.post(report(lines=[line(value=7)], correction=CORRECTION), "again")
    found = service.get(f"/v1/reports/summary?area={UNIT}&from=2023-01&to=2023-03", "reviewer").json()
    by_period = {each.pop("period"): each for each in found["periods"]}
    assert by_period["2023-01"]["missing"] == by_period["2023-02"]["late"] == by_period["2023-03"]["on_time"] == 1
    assert by_period["2023-03"]["revised"] == 1
    assert by_period["2023-02"]["due_day"] == "2023-03-07"
    assert found["total"]["expected"] == 3
    (unit,) = found["units"]
    assert (unit["late"], unit["missing"], unit["on_time"], unit["revised"]) == (1, 1, 1, 1)
    listed = service.get("/v1/reports").json()["reports"]
    assert [(each["period"], each["late"], each["revised"]) for each in listed] == [
        ("2023-02", True, 0),
        ("2023-03", False, 1),
    ]


def test_what_is_not_due_yet_is_pending_and_becomes_missing(service: Service) -> None:
    def counts() -> Any:
        return service.get(f"/v1/reports/summary?area={CITY}&from=2023-03&to=2023-03", "reviewer").json()["total"]

    before = counts()
    assert (before["missing"], before["pending"]) == (0, before["expected"])
    service.clock.set(datetime(2023, 6, 1, tzinfo=UTC))
    assert counts()["missing"] == before["expected"]


def test_the_summary_of_another_area_is_not_given(service: Service) -> None:
    assert service.get(f"/v1/reports/summary?area={CITY}", UNIT).status_code == 403
    assert service.get(f"/v1/reports/summary?area={CITY}", "sichuan").status_code == 403


def test_one_view_says_who_did_what_and_what_changed(service: Service) -> None:
    service.post(report(lines=[line(value=1200)]))
    service.accept()
    service.post(report(lines=[line(value=1300)], correction=CORRECTION), "k2")
    first, accepted, corrected = service.get(f"/v1/reports/{UNIT}/2023-03/revisions", "auditor").json()["revisions"]
    assert (first["what"], first["revision"], first["changes"]) == ("报送", 1, [])
    assert (accepted["what"], accepted["actor"], accepted["area"], accepted["level"]) == (
        "审核通过",
        "key-reviewer",
        CITY,
        "province",
    )
    assert (corrected["what"], corrected["reason"], corrected["second_signer"]) == (
        "更正",
        CORRECTION["reason"],
        "key-signer",
    )
    (change,) = corrected["changes"]
    assert (change["indicator"], change["old"]["value"], change["new"]["value"]) == ("urban_new_employment", 1200, 1300)
    assert corrected["previous_hash"] == accepted["hash"]
    assert accepted["previous_hash"] == first["hash"]


@pytest.mark.parametrize("who", ["510100", "sichuan"])
def test_the_view_is_closed_to_other_regions(service: Service, who: str) -> None:
    service.post(report())
    assert service.get(f"/v1/reports/{UNIT}/2023-03/revisions", who).status_code == 403
