"""Review rules in the service: what a receipt says, what an acceptance waits for, what a month looks like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.intake.review.convenient import FigureAlert
from services.intake.review.outcomes import KnownAlerts, KnownProgress, assessed, open_alerts
from shared.codec import Codec
from shared.events import (
    AlertClosedByCorrection,
    AlertExpired,
    AlertOutcomeChanged,
    AlertRaised,
    AlertResolved,
    AlertSignedOff,
    Event,
    ProgressAssessed,
)
from shared.store import Recorded
from tests.builders import a_new, a_store, an_assessment
from tests.unit.intake.support import CITY, CORRECTION, EARLY, SIBLING, UNIT, Json, Service, line, ratio, report

JOBS = "urban_new_employment"
ACCEPT = {"region": UNIT, "period": "2023-03", "decision": "accept", "with_blanks": True}


def to_date(value: int) -> Json:
    return line(value=value, basis="year_to_date")


def rules_of(answer: Any) -> list[tuple[str, str, str]]:
    return [(each["rule"], each["action"], each["indicator"]) for each in answer.json()["receipt"]["review"]]


def copied(service: Service, **more: Any) -> Any:
    """February's and March's reports with the same figure."""
    service.post(report(period="2023-02"), "feb")
    return service.post(report(**more), "mar")


def test_a_year_to_date_that_falls_is_stored_and_cannot_be_accepted(service: Service) -> None:
    service.post(report(period="2023-02", lines=[to_date(900)]), "feb")
    answer = service.post(report(lines=[to_date(899)]), "mar")
    assert answer.status_code == 201
    assert rules_of(answer) == [("ytd-falls", "block", JOBS)]
    (result,) = service.review(ACCEPT).json()["results"]
    assert (result["status"], result["code"]) == ("refused", "findings-open")
    assert "899" in result["reason"]
    service.post(report(lines=[to_date(901)]), "mar-2")
    (result,) = service.review(ACCEPT, key="r2").json()["results"]
    assert result["status"] == "accepted"


def test_a_query_waits_for_an_explanation_of_its_own(service: Service) -> None:
    assert rules_of(copied(service)) == [("flow-copied", "query", JOBS)]
    assert service.accept().json()["results"][0]["code"] == "findings-open"
    other = [{"indicator": "mediation_success_rate", "text": "已核实"}]
    service.post(report(explanations=other), "mar-2")
    assert service.accept(key="r2").json()["results"][0]["code"] == "findings-open"
    said = [{"indicator": "城镇新增就业人数", "text": "两月恰好相同，已核对名册"}]
    service.post(report(explanations=said), "mar-3")
    found = service.get(f"/v1/reports/{UNIT}/2023-03").json()
    assert [(each["rule"], each["explained"]) for each in found["findings"]] == [("flow-copied", True)]
    assert found["explanations"] == [{"indicator": JOBS, "text": "两月恰好相同，已核对名册"}]
    assert service.accept(key="r3").json()["results"][0]["status"] == "accepted"


def test_a_lines_note_explains_the_line(service: Service) -> None:
    copied(service, lines=[line(note="已核对名册")])
    assert service.accept().json()["results"][0]["status"] == "accepted"


def test_an_explanation_of_nothing_is_a_fault(service: Service) -> None:
    wrong = [{"indicator": "没有的指标", "text": "x"}, {"indicator": "", "text": " ", "rule": "no-rule"}]
    faults = service.post(report(explanations=wrong)).json()["faults"]
    assert {(each["code"], each["pointer"]) for each in faults} == {
        ("unknown-indicator", "/explanations/0/indicator"),
        ("empty-text", "/explanations/1/text"),
        ("unknown-rule", "/explanations/1/rule"),
    }


def test_a_listing_counts_findings_and_a_rebuild_gives_the_same(service: Service) -> None:
    copied(service)
    row = service.get("/v1/reports?from=2023-03&to=2023-03").json()["reports"][0]
    assert row["findings"] == {"blocks": 0, "queries": 1, "screens": 0, "standing": 1}
    before = service.whole_read_model()
    service.intake.rebuild_read_model()
    assert service.whole_read_model() == before


def test_a_month_with_a_block_closes_only_with_a_reason_that_is_kept(service: Service) -> None:
    service.post(report(period="2023-02", lines=[to_date(900)]), "feb")
    service.post(report(lines=[to_date(899)]), "mar")
    refused = service.close_month()
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "findings-block")
    assert "万州区" in refused.json()["title"]
    body = {"area": CITY, "period": "2023-03", "despite": "系统切换，下月更正", "early": EARLY}
    assert service.post(body, "c2", "reviewer", "/v1/periods/closings").status_code == 201
    assert b'"reason":"\xe7\xb3\xbb' in service.events()[-1].data


def test_a_reason_for_closing_that_nobody_needed_is_not_kept(service: Service) -> None:
    service.post(report())
    body = {"area": CITY, "period": "2023-03", "despite": "无需理由", "early": EARLY}
    assert service.post(body, "c", "reviewer", "/v1/periods/closings").status_code == 201
    assert b"reason" not in service.events()[-1].data


def test_the_whole_month_shows_every_finding_and_whether_it_may_be_closed(service: Service) -> None:
    service.post(report(period="2023-02", lines=[to_date(900)]), "feb")
    service.post(report(lines=[to_date(899)]), "mar")
    service.post(report(SIBLING, lines=[line(value=5), ratio()]), "other", SIBLING)
    found = service.get(f"/v1/reviews/{CITY}/2023-03", "reviewer").json()
    assert (found["reports"], found["may_close"], found["blocked"]) == (2, False, ["万州区"])
    (finding,) = found["findings"]
    assert (finding["region"], finding["title"]) == (UNIT, "本年累计下降")
    assert (finding["recorded"], finding["present"], finding["explained"]) == (True, True, False)
    assert found["screens"] == []
    service.post(report(period="2023-02", lines=[to_date(800)]), "feb-2")
    found = service.get(f"/v1/reviews/{CITY}/2023-03", "auditor").json()
    assert [(each["recorded"], each["present"]) for each in found["findings"]] == [(True, False)]


def test_the_whole_month_is_for_reviewers_auditors_and_ops(service: Service) -> None:
    for who, status in (
        ("reviewer", 200),
        ("auditor", 200),
        ("ops", 200),
        (UNIT, 403),
        ("sichuan", 403),
        ("signer", 403),
    ):
        assert service.get(f"/v1/reviews/{CITY}/2023-03", who).status_code == status, who
    assert service.get("/v1/reviews/999999/2023-03", "ops").status_code == 404
    assert service.get(f"/v1/reviews/{CITY}/2023-13", "ops").status_code == 422


def recorded(folder: Path, *events: Event) -> list[Recorded]:
    """Events as they stand in another service's store, those of an alert in its stream."""
    database, store = a_store(folder)
    streams = [f"alert-{getattr(event, 'alert', number)}" for number, event in enumerate(events)]
    with database.write() as connection:
        store.append(connection, [a_new(event, stream) for event, stream in zip(events, streams, strict=True)])
        found = store.read(connection, 0, 100)
    database.dispose()
    return found


def raised(**changes: Any) -> AlertRaised:
    fields: dict[str, Any] = {"alert": "CQ-01", "episode": 1, "plan": "chongqing-2021-2025", "row": 1}
    fields |= {"indicator": JOBS, "region": CITY, "period": "2022-05", "level": "red", "reason": "red_at_once"}
    return AlertRaised(**fields | changes, assessment=an_assessment())


def test_a_correction_for_the_better_during_an_alert_needs_evidence_and_is_picked(
    service: Service, tmp_path: Path
) -> None:
    service.post(report())
    service.accept()
    with service.intake.database.write() as connection:
        KnownAlerts(Codec())(connection, recorded(tmp_path, raised()))
    better = report(lines=[line(value=1_500)], correction=CORRECTION)
    refused = service.post(better, "better")
    assert refused.status_code == 422
    assert [each["code"] for each in refused.json()["faults"]] == ["evidence-missing"]
    borne_out = report(lines=[line(value=1_500)], correction=CORRECTION | {"evidence": "就业台账第7号"})
    answer = service.post(borne_out, "borne-out")
    assert rules_of(answer) == [("convenient-fix", "screen", JOBS)]
    assert "CQ-01" in answer.json()["receipt"]["review"][0]["message"]
    assert service.accept(key="r2").json()["results"][0]["status"] == "accepted"
    assert service.post(report(lines=[line(value=900)], correction=CORRECTION), "worse").status_code == 201


OTHER = "work_injury_insurance_insured"


def test_what_a_revision_leaves_out_is_asked_about_by_name(service: Service) -> None:
    service.post(report(lines=[line(), line(OTHER, 180_000), ratio()]))
    answer = service.post(report(lines=[line(value=1_201), ratio()]), "second")
    assert rules_of(answer) == [("left-out", "query", "")]
    assert "前一版已报的1项" in answer.json()["receipt"]["review"][0]["message"]
    assert "工伤保险参保人数" in answer.json()["receipt"]["review"][0]["message"]
    again = service.post(report(lines=[line(value=1_201), ratio()], note="又报一次"), "again")
    assert rules_of(again) == [("left-out", "query", "")], "sending it twice is no explanation"
    whole = service.post(report(lines=[line(value=1_202), line(OTHER, 180_000), ratio()]), "third")
    assert rules_of(whole) == []


def test_a_figure_under_an_alert_may_not_be_left_out_without_evidence(service: Service, tmp_path: Path) -> None:
    both = [line(), line(OTHER, 180_000)]
    service.post(report(lines=both))
    with service.intake.database.write() as connection:
        KnownAlerts(Codec())(connection, recorded(tmp_path, raised()))
    without = [line(OTHER, 180_000)]
    answer = service.post(report(lines=without), "second")
    assert rules_of(answer) == [("left-out", "query", ""), ("left-out-alerted", "block", JOBS)]
    assert service.accept(key="r1").json()["results"][0]["code"] == "findings-open"
    service.post(report(lines=both), "third")
    assert service.accept(key="r2").json()["results"][0]["status"] == "accepted"
    unproven = service.post(report(lines=without, correction=CORRECTION), "fourth")
    assert rules_of(unproven) == [("left-out", "query", ""), ("left-out-alerted", "block", JOBS)]
    again = report(lines=without, correction=CORRECTION, explanations=[{"indicator": "", "text": "区划调整"}])
    assert rules_of(service.post(again, "again")) == [("left-out", "query", ""), ("left-out-alerted", "block", JOBS)]
    assert service.accept(key="r3").json()["results"][0]["code"] == "findings-open"
    proven = CORRECTION | {"evidence": "台账第9号"}
    answer = service.post(report(lines=without, correction=proven), "fifth")
    assert rules_of(answer) == [("left-out", "query", ""), ("convenient-fix", "screen", JOBS)]
    assert "预警CQ-01（自2022-05）未结；更正附有凭据" in answer.json()["receipt"]["review"][1]["message"]


def test_a_dry_run_in_bulk_says_what_the_rules_will_say(service: Service) -> None:
    service.post(report(period="2023-02", lines=[line(value=900, basis="year_to_date")]), "feb")
    body = json.dumps(report(lines=[line(value=9, basis="year_to_date")])).encode()
    headers = service.headers(UNIT, "b1") | {"Content-Type": "application/x-ndjson"}
    dry = service.client.post("/v1/reports/bulk?dry_run=true", content=body, headers=headers).text.splitlines()[0]
    real = service.client.post("/v1/reports/bulk", content=body, headers=headers).text.splitlines()[0]
    assert json.loads(dry)["review"] == json.loads(real)["receipt"]["review"] != []


def test_an_alert_is_open_from_its_raise_to_its_close(service: Service, tmp_path: Path) -> None:
    resolved = AlertResolved(alert="CQ-01", episode=1, period="2022-07", reason="x", assessment=an_assessment())
    corrected = AlertClosedByCorrection(
        alert="CQ-02", episode=2, period="2022-07", reason="x", old_actual=1, assessment=an_assessment()
    )
    events = recorded(tmp_path, raised(), raised(alert="CQ-02", episode=2), resolved, corrected)
    areas = (CITY,)
    with service.intake.database.write() as connection:
        KnownAlerts(Codec())(connection, events[:2])
        assert {each.number for each in open_alerts(connection, areas)} == {"CQ-01", "CQ-02"}
        assert open_alerts(connection, ("510000",)) == []
        KnownAlerts(Codec())(connection, events[2:3])
        assert open_alerts(connection, areas) == [FigureAlert("CQ-02", JOBS, CITY, "2022-05")]
        KnownAlerts(Codec())(connection, events)
        assert open_alerts(connection, areas) == []


def test_a_missed_target_asks_for_evidence_until_it_is_struck_off(service: Service, tmp_path: Path) -> None:
    ended: dict[str, Any] = {"alert": "CQ-01", "episode": 1, "period": "2025-12", "assessment": an_assessment()}
    missed = AlertExpired(**ended, reason="not_completed_unreviewed")
    signed_off = AlertSignedOff(alert="CQ-01", episode=1)
    events = recorded(tmp_path, raised(), missed, signed_off)
    with service.intake.database.write() as connection:
        KnownAlerts(Codec())(connection, events[:2])
        assert [each.number for each in open_alerts(connection, (CITY,))] == ["CQ-01"]
        KnownAlerts(Codec())(connection, events[2:])
        assert open_alerts(connection, (CITY,)) == []


@pytest.mark.parametrize("told", ["at once", "later"])
def test_a_target_that_was_reached_leaves_nothing_open(service: Service, tmp_path: Path, told: str) -> None:
    ended: dict[str, Any] = {"alert": "CQ-01", "episode": 1, "period": "2025-12", "assessment": an_assessment()}
    reached = AlertExpired(**ended, reason="completed")
    found = AlertOutcomeChanged(**ended, old_reason="unreported", reason="completed")
    ends = [reached] if told == "at once" else [AlertExpired(**ended, reason="unreported"), found]
    with service.intake.database.write() as connection:
        KnownAlerts(Codec())(connection, recorded(tmp_path, raised(), *ends))
        assert open_alerts(connection, (CITY,)) == []


def test_an_alert_that_shared_its_number_leaves_another_open_and_ends_under_its_own(
    service: Service, tmp_path: Path
) -> None:
    """As in the events of before numbers were kept: each is known by its stream."""
    database, store = a_store(tmp_path)
    other = raised(plan="other-2021-2025", region="510000")
    resolved = AlertResolved(alert="CQ2-01", episode=1, period="2022-07", reason="x", assessment=an_assessment())
    with database.write() as connection:
        store.append(connection, [a_new(raised(), "alert-1"), a_new(other, "alert-2"), a_new(resolved, "alert-2")])
        events = store.read(connection, 0, 100)
    database.dispose()
    areas = (CITY, "510000")
    with service.intake.database.write() as connection:
        KnownAlerts(Codec())(connection, events[:2])
        both = {(each.number, each.area) for each in open_alerts(connection, areas)}
        assert both == {("CQ-01", CITY), ("CQ-01", "510000")}
        KnownAlerts(Codec())(connection, events[2:])
        assert [(each.number, each.area) for each in open_alerts(connection, areas)] == [("CQ-01", CITY)]


def test_the_last_progress_of_a_target_and_month_is_known(service: Service, tmp_path: Path) -> None:
    def of(period: str, progress: int | None) -> ProgressAssessed:
        return ProgressAssessed(
            plan="chongqing-2021-2025",
            row=1,
            indicator=JOBS,
            region=CITY,
            period=period,
            binding=False,
            assessment=an_assessment(progress=progress),
        )

    events = recorded(tmp_path, of("2022-05", 9_000), of("2022-06", None), of("2022-05", 9_500), raised())
    with service.intake.database.write() as connection:
        KnownProgress(Codec())(connection, events)
        KnownProgress(Codec())(connection, events[3:])
        found = assessed(connection, (CITY,), "2022-01", "2022-12")
    assert [(each.period, each.progress) for each in found] == [("2022-05", 9_500)]
