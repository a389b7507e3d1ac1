"""How often the rules were right, in the service: in the read model, the API, the pages, the metric."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest
from prometheus_client import generate_latest

from services.intake.queries.month_track import COUNTED
from services.intake.reports import rebuilding
from services.intake.review.rules import RULES
from services.intake.tables import UNREAD
from shared.periods import Month
from shared.security.sessions import COOKIE
from tests.unit.intake.support import CITY, CORRECTION, SIBLING, UNIT, Service, line, report

MARCH = Month(2023, 3)
JOBS = "urban_new_employment"
SAID = [{"indicator": JOBS, "text": "两月恰好相同，已核对名册"}]


def asked(service: Service, region: str = UNIT, explained: bool = False) -> None:
    """February's and March's reports with the same figure: one question."""
    service.post(report(region, "2023-02"), f"feb-{region}", region)
    more: dict[str, Any] = {"explanations": SAID} if explained else {}
    service.post(report(region, **more), f"mar-{region}", region)


def rule(service: Service, name: str = "flow-copied", area: str = CITY) -> dict[str, Any]:
    found = service.get(f"/v1/reviews/{area}/2023-03", "reviewer").json()["rules"]
    return next(each for each in found if each["rule"] == name)


def counts(service: Service) -> tuple[int, int, int, int]:
    found = rule(service)
    return found["raised"], found["changed"], found["kept"], found["open"]


def rows(service: Service) -> list[tuple[Any, ...]]:
    with service.intake.database.read() as connection:
        query = "SELECT * FROM rule_findings ORDER BY region, period, rule, indicator"
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def test_a_question_is_open_then_changed_or_kept(service: Service) -> None:
    asked(service)
    asked(service, SIBLING, explained=True)
    assert counts(service) == (2, 0, 0, 2)
    service.post(report(lines=[line(value=1_321)]), "mar-2")
    service.review({"region": SIBLING, "period": "2023-03", "decision": "accept", "with_blanks": True}, key="r")
    assert counts(service) == (2, 1, 1, 0)
    service.post(report(SIBLING, lines=[line(value=1_199)], correction=CORRECTION), "mar-3", SIBLING)
    assert counts(service) == (2, 2, 0, 0)


def test_the_answer_names_every_rule_that_is_kept_and_says_when_it_is_too_few(service: Service) -> None:
    asked(service)
    found = service.get(f"/v1/reviews/{CITY}/2023-03", "reviewer").json()["rules"]
    assert [each["rule"] for each in found] == [
        each.name for each in RULES if not each.unrecorded or each.name in COUNTED
    ]
    mine = rule(service)
    assert (mine["title"], mine["action"], mine["months"], mine["enough"]) == ("与上月相同", "query", 12, False)
    assert mine["told"] == "近12个月提出1次，改数0次，未了1次（次数太少，还说明不了什么）"
    assert rule(service, "jump")["told"] == "近12个月没有提出过"


def test_a_year_is_told_and_only_of_the_area(service: Service) -> None:
    asked(service)
    assert counts(service)[0] == 1
    later = service.get(f"/v1/reviews/{CITY}/2024-02", "reviewer").json()["rules"]
    assert sum(each["raised"] for each in later) == 1
    gone = service.get(f"/v1/reviews/{CITY}/2024-03", "reviewer").json()["rules"]
    assert sum(each["raised"] for each in gone) == 0
    assert service.intake.months.records(SIBLING, MARCH) == {}
    assert service.intake.months.records("", MARCH) == service.intake.months.records(CITY, MARCH)


@pytest.mark.parametrize("chunk", [1, 2, 3, 1_000])
def test_it_is_the_same_made_anew_repeated_and_in_any_company(
    service: Service, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    asked(service)
    asked(service, SIBLING, explained=True)
    service.review({"region": SIBLING, "period": "2023-03", "decision": "accept", "with_blanks": True}, key="r")
    for turn, value in enumerate(Random(7).choices([1_200, 1_321], k=5)):
        service.post(report(lines=[line(value=value)]), f"mar-{turn}")
        service.post(report(lines=[line(value=value)]), f"mar-{turn}")
    kept = rows(service)
    assert len(kept) == 2
    monkeypatch.setattr(rebuilding, "_CHUNK", chunk)
    service.intake.rebuild_read_model()
    assert rows(service) == kept
    service.intake.rebuild_read_model()
    assert rows(service) == kept


def test_a_store_from_before_is_read_when_the_service_starts(service: Service) -> None:
    asked(service)
    kept = rows(service)
    with service.intake.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM rule_findings")
        connection.exec_driver_sql(f"INSERT INTO rule_findings VALUES ('', '', '{UNREAD}', '', 'open')")
    service.intake.catch_up()
    assert rows(service) == kept


def test_a_store_that_has_been_read_is_not_read_again(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(service)
    monkeypatch.setattr(service.intake, "rebuild_read_model", lambda: pytest.fail("read again"))
    service.intake.catch_up()


def test_the_reviewers_pages_say_it_beside_the_rule(service: Service) -> None:
    asked(service)
    service.client.cookies.set(COOKIE, service.signed_in("reviewer"))
    report_page = service.client.get(f"/reviews/{UNIT}/2023-03").text
    assert "近12个月提出1次，改数0次，未了1次（次数太少" in report_page
    samples = service.client.get("/screens?period=2023-03").text
    assert "各规则问得准不准" in samples
    assert "报送时即拒收，不入库，无从统计" in samples
    assert "近12个月没有提出过" in samples


def test_the_samples_page_says_of_every_rule_what_the_review_of_the_month_says(service: Service) -> None:
    asked(service)
    said = service.get(f"/v1/reviews/{CITY}/2023-03", "reviewer").json()["rules"]
    assert {each["rule"] for each in said} >= set(COUNTED)
    service.client.cookies.set(COOKIE, service.signed_in("reviewer"))
    page = service.client.get("/screens?period=2023-03").text
    rows = re.findall(r'<tr><th scope="row">(\S+) <small>.*?</td><td>([^<]*)</td></tr>', page)
    assert len(rows) == len(RULES)
    assert {(each["title"], each["told"]) for each in said} <= set(rows)


def test_the_gauge_counts_by_rule_and_outcome(service: Service) -> None:
    asked(service)
    service.post(report(lines=[line(value=1_321)]), "mar-2")
    service.intake.measure()
    told = generate_latest(service.intake.runtime.metrics.registry).decode()
    assert 'xushi_review_findings{outcome="changed",rule="flow-copied"} 1.0' in told
    assert 'xushi_review_findings{outcome="open",rule="flow-copied"} 0.0' in told
    assert "ten-thousand-slip" not in told
