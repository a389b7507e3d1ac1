"""A month without any plan in force: taken, and said so, by the interface, the form and the pages."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from services.intake.forms.arranging import form_of
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.periods import Month
from shared.security.sessions import COOKIE
from tests.unit.intake.forms.support import change, row_of
from tests.unit.intake.support import SIBLING, UNIT, Service, report

AFTER = "2026-02"
TOLD = "2026年2月没有在执行的规划"


@pytest.fixture(autouse=True)
def later(service: Service) -> None:
    """March 2026: every plan of the catalogue has ended."""
    service.clock.set(datetime(2026, 3, 4, 2, 0, tzinfo=UTC))


def page(service: Service, path: str, who: str = UNIT) -> Any:
    service.client.cookies.clear()
    signed = service.signed_in(who)
    return service.client.get(path, headers={"Cookie": f"{COOKIE}={signed}", "Accept": "text/html"})


def test_the_receipt_says_so_and_so_do_both_previews(service: Service) -> None:
    body = report(period=AFTER)
    headers = service.headers(UNIT) | {"Content-Type": "application/x-ndjson"}
    asked = service.client.post("/v1/reports/bulk?dry_run=true", content=json.dumps(body).encode(), headers=headers)
    findings = [
        json.loads(asked.text.splitlines()[0])["findings"],
        service.post(body).json()["receipt"]["findings"],
        service.get(f"/v1/reports/{UNIT}/{AFTER}/receipt").json()["receipt"]["findings"],
    ]
    for found in findings:
        assert [(each["code"], each["indicator"]) for each in found] == [("no-plan", "")]
        assert found[0]["message"].startswith(TOLD)


def test_the_form_keeps_what_was_owed_last_and_is_taken_back(service: Service, catalogue: Catalogue) -> None:
    path = f"/v1/forms/{UNIT}/{AFTER}"
    issued = service.get(f"{path}.xlsx")
    assert issued.status_code == 200
    form = form_of(Rulebook(catalogue), UNIT, Month.parse(AFTER))
    assert form is not None
    assert {row.rule.id for row in form.rows} == set(catalogue.owed(UNIT, Month(2025, 2))) != set()
    filled = change(issued.content, {f"E{row_of(form, 'urban_new_employment')}": "1200"})
    told = service.post(filled, "d", UNIT, f"{path}?dry_run=true").json()
    assert [each["code"] for each in told["findings"]] == ["no-plan"]
    assert service.post(filled, "x", UNIT, path).status_code == 201


def test_the_pages_say_so_before_and_after_a_report(service: Service) -> None:
    assert "2026年1月以来没有在执行的规划" in page(service, f"/reports?region={UNIT}").text
    for path in (f"/reports/{UNIT}/{AFTER}", f"/reports/{UNIT}/{AFTER}/form"):
        answer = page(service, path)
        assert answer.status_code == 200 and TOLD in answer.text
    service.post(report(period=AFTER))
    for path in ("", "/form", "/receipt?new=1"):
        answer = page(service, f"/reports/{UNIT}/{AFTER}{path}")
        assert answer.status_code == 200 and TOLD in answer.text
    assert "请知悉" in page(service, f"/reports/{UNIT}/{AFTER}/receipt").text


def test_the_reviewer_finds_what_was_reported_and_nobody_is_late(service: Service) -> None:
    service.clock.set(datetime(2026, 4, 20, 2, 0, tzinfo=UTC))
    service.post(report(period=AFTER))
    newest = page(service, "/reviews", "reviewer")
    assert newest.status_code == 200 and "2026-02" in newest.text and "2025年12月" in newest.text
    queue = page(service, f"/reviews?period={AFTER}", "reviewer").text
    assert f"/reviews/{UNIT}/{AFTER}" in queue and f"/reviews/{SIBLING}/{AFTER}" not in queue
    assert page(service, f"/reviews/{UNIT}/{AFTER}", "reviewer").status_code == 200
    assert "迟报 " not in page(service, f"/reports/{UNIT}/{AFTER}/receipt").text
    assert service.accept(period=AFTER).json()["results"][0]["status"] == "accepted"


def test_what_machines_list_and_count_of_it_is_owed_by_nobody(service: Service) -> None:
    service.clock.set(datetime(2026, 4, 20, 2, 0, tzinfo=UTC))
    service.post(report(period=AFTER))
    service.post(report(period="2025-12"), "k2")
    span = "from=2025-12&to=2026-03"
    listed = service.get(f"/v1/reports?{span}").json()["reports"]
    assert [(each["period"], each["due_day"], each["late"]) for each in listed] == [
        ("2025-12", "2026-01-08", True),
        (AFTER, None, False),
    ]
    counted = service.get(f"/v1/reports/summary?{span}").json()
    assert [(each["period"], each["expected"]) for each in counted["periods"]] == [
        ("2025-12", 1),
        ("2026-01", 0),
        (AFTER, 0),
        ("2026-03", 0),
    ]
    assert (counted["total"]["late"], counted["total"]["missing"]) == (1, 0)


def test_with_a_plan_in_force_nothing_is_said(service: Service) -> None:
    service.post(report(SIBLING, "2025-12"), who=SIBLING)
    service.post(report(period="2025-12"))
    for path in (f"/reports/{UNIT}/2025-12", f"/reports/{UNIT}/2025-12/form", f"/reports/{UNIT}/2025-12/receipt"):
        assert "没有在执行的规划" not in page(service, path).text
