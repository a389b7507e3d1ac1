"""The pages over HTTP: who sees what, nothing twice, and every fault next to its field."""

from __future__ import annotations

import re

import pytest

from shared.catalogue import Catalogue
from shared.security.keys import Role
from shared.security.permissions import RULES
from shared.web.pages import LED_NOBODY, NAVIGATION
from tests.unit.intake.forms.support import a_form, fill, reshaped, row_of
from tests.unit.intake.pages.visitor import reasons, signed_in
from tests.unit.intake.support import CITY, SIBLING, SIGNER, UNIT, Service, line, report

MARCH = "2023-03"
JOBS = "urban_new_employment"
FORM = f"/reports/{UNIT}/{MARCH}/form"


def test_nobody_sees_a_page_without_signing_in(service: Service) -> None:
    for path in ("/reports", FORM, "/reviews", f"/reviews/{UNIT}/{MARCH}", "/screens"):
        answer = service.client.get(path, follow_redirects=False)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/login?next="), path


def test_a_page_says_who_is_signed_in_and_is_kept_by_nobody(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        answer = clerk.get("/reports")
        assert "万州区 · 填报" in answer.text
        assert "no-store" in answer.headers["cache-control"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]


_LEADS = re.compile(r'<nav aria-label="主导航">(.*?)</nav>', re.DOTALL)


def leads(page: str) -> list[tuple[str, str]]:
    """Where the navigation of a page leads: address and word."""
    found = _LEADS.search(page)
    assert found
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', found[1])


_OVERSEEING = {"/outbox", "/accounts", "/security"}
_PANEL = {"/panel"}
"""An enterprise's own."""
_UNITS = {"/reviews", "/commitments", "/comparisons"} | _OVERSEEING | _PANEL
"""What nobody of a unit is led to."""


@pytest.mark.parametrize(
    ("who", "role", "hidden"),
    [
        (UNIT, Role.REPORTER, _UNITS | {"/signatures", "/adjustments"}),
        (SIGNER, Role.SIGNER, _UNITS | {"/appraisals"}),
        ("reviewer", Role.REVIEWER, {"/signatures", "/accounts", "/security"} | _PANEL),
        ("auditor", Role.AUDITOR, {"/signatures", "/accounts"} | _PANEL),
        ("ops", Role.OPS, {"/signatures"} | _PANEL),
    ],
)
def test_the_navigation_leads_only_to_what_one_may_open(
    service: Service, who: str, role: Role, hidden: set[str]
) -> None:
    with signed_in(service, who) as visitor:
        led = leads(visitor.get("/reports").text)
    assert led == [each for each in NAVIGATION if each[0] not in hidden]
    assert ("/bulletins", "通报") in led
    for address, _ in led:
        assert RULES[f"GET {address}"].opens_to(role)


def test_nobody_is_led_to_the_board_and_to_where_one_signs_in(service: Service) -> None:
    assert leads(service.client.get("/login").text) == list(LED_NOBODY)
    rules = {each: RULES[f"GET {each[0]}"] for each in NAVIGATION}
    assert list(LED_NOBODY[:-1]) == [each for each, rule in rules.items() if rule.board or rule.open]
    assert LED_NOBODY[-1] == ("/login", "登录")


SEEN = {
    "/reports": {UNIT, "reviewer", "auditor", "ops"},
    f"/reports/{UNIT}/{MARCH}": {UNIT, "reviewer", "auditor", "ops"},
    f"/reports/{UNIT}/{MARCH}/receipt": {UNIT, "reviewer", "auditor", "ops"},
    f"/reports/{UNIT}/{MARCH}/receipt.pdf": {UNIT, "reviewer", "auditor", "ops"},
    FORM: {UNIT},
    "/reviews": {"reviewer", "auditor", "ops", "sichuan"},
    f"/reviews/{UNIT}/{MARCH}": {"reviewer", "auditor", "ops"},
    f"/reviews/closing?period={MARCH}": {"reviewer", "sichuan"},
    f"/reviews/effect?period={MARCH}": {"reviewer", "sichuan"},
    "/screens": {"reviewer", "auditor", "sichuan"},
    "/signatures": {SIGNER},
}


@pytest.mark.parametrize("who", [UNIT, SIBLING, "reviewer", "sichuan", "auditor", "ops"])
def test_each_role_sees_what_is_its_business_and_no_more(service: Service, who: str) -> None:
    service.post(report())
    expected = {path for path, seen in SEEN.items() if who in seen or (path == "/reports" and who != "nobody")}
    with signed_in(service, who) as visitor:
        statuses = {path: visitor.get(path).status_code for path in SEEN}
    assert {path for path, status in statuses.items() if status == 200} == expected
    assert set(statuses.values()) <= {200, 403}


@pytest.mark.parametrize("who", [SIBLING, "reviewer", "auditor", "ops"])
def test_only_the_unit_itself_sends_its_form(service: Service, who: str) -> None:
    with signed_in(service, who) as visitor:
        token = re.search(r'name="form_token" value="([^"]+)"', visitor.get("/reports").text)
        assert token is not None
        fields = {"form_token": token[1], "key": "k-1", f"value-{JOBS}": "1"}
        assert visitor.post(FORM, fields).status_code == 403
        for path in (f"/reviews/{UNIT}/{MARCH}", "/reviews", "/reviews/closing"):
            if who != "reviewer":
                assert visitor.post(path, fields | {"period": MARCH}).status_code == 403
    assert service.events() == []


def test_a_form_of_another_session_does_nothing(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        fields = clerk.hidden(FORM) | {f"value-{JOBS}": "5", "form_token": "0" * 64}
        assert clerk.post(FORM, fields).status_code == 403
    assert service.events() == []


def test_a_form_sent_twice_counts_once(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        fields = clerk.hidden(FORM) | reasons(service) | {f"value-{JOBS}": "1,234"}
        first, second = clerk.post(FORM, fields), clerk.post(FORM, fields)
        assert first.status_code == second.status_code == 303
        assert first.headers["location"] == second.headers["location"]
        page = clerk.get(first.headers["location"]).text
    assert len(service.events()) == 1
    assert "报送回执" in page
    assert "1,234" in page
    assert service.events()[0].hash in page


def test_what_was_typed_comes_back_with_every_fault_next_to_its_field(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        fields = clerk.hidden(FORM) | {
            f"value-{JOBS}": "约一千",
            "value-work_injury_insurance_insured": "-3",
            "numerator-mediation_success_rate": "5",
        }
        answer = clerk.post(FORM, fields)
    page = answer.text
    assert answer.status_code == 422
    assert 'value="约一千"' in page
    summary = page[page.index('id="errors"') : page.index("</div>", page.index('id="errors"'))]
    for name in (
        f"value-{JOBS}",
        "value-work_injury_insurance_insured",
        "denominator-mediation_success_rate",
    ):
        assert f'href="#{name}"' in summary
        assert f'id="{name}-fault-1"' in page
        assert re.search(rf'id="{name}"[^>]*aria-describedby="[^"]*{name}-fault-1[^"]*"[^>]*aria-invalid="true"', page)
    assert service.events() == []


def test_a_file_that_is_no_form_is_said_to_be_none(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        fields = clerk.hidden(FORM)
        answer = clerk.post(f"/reports/{UNIT}/{MARCH}/upload", fields, files={"file": ("表.xlsx", b"PK\x03\x04no")})
        assert answer.status_code in (400, 415, 422)
        assert 'id="file-fault-1"' in answer.text
    assert service.events() == []


def test_faults_of_a_form_with_moved_cells_stand_next_to_the_fields_that_they_are_of(
    service: Service, catalogue: Catalogue
) -> None:
    form = a_form(catalogue)
    ratio = row_of(form, "mediation_success_rate")
    cells = {f"E{row_of(form, JOBS)}": "1790①", f"F{ratio}": 9, f"G{ratio}": 8, form.note_cell: "初步"}
    raw = reshaped(fill(form, cells), rows={7: 2, form.last_row + 1: 1}, columns={3: 1, 8: 1})
    with signed_in(service, UNIT) as clerk:
        sent = {"file": ("表.xlsx", raw)}
        page = clerk.post(f"/reports/{UNIT}/{MARCH}/upload", clerk.hidden(FORM), files=sent).text
    for name in (f"value-{JOBS}", "numerator-mediation_success_rate"):
        assert f'id="{name}-fault-1"' in page
    assert 'value="9"' in page and "初步" in page
    assert service.events() == []


def test_a_unit_takes_its_report_back_with_a_reason(service: Service) -> None:
    service.post(report())
    path = f"/reports/{UNIT}/{MARCH}"
    with signed_in(service, UNIT) as clerk:
        refused = clerk.post(f"{path}/withdrawal", clerk.hidden(path) | {"reason": " "})
        assert refused.status_code == 422
        assert 'href="#reason"' in refused.text
        done = clerk.post(f"{path}/withdrawal", clerk.hidden(path) | {"reason": "填错月份"})
        assert done.status_code == 303
        assert "已撤回" in clerk.get(done.headers["location"]).text


def test_many_reports_are_decided_at_once_each_answered_for_itself(service: Service) -> None:
    service.post(report())
    service.post(report(SIBLING), "k2", SIBLING)
    with signed_in(service, "reviewer") as reviewer:
        queue = f"/reviews?period={MARCH}"
        hidden = reviewer.hidden(queue)
        assert reviewer.post("/reviews", hidden | {"decision": "accept"}).status_code == 422
        chosen = {"report": [f"{UNIT}:1", f"{SIBLING}:7"]}
        done = reviewer.post("/reviews", hidden | chosen | {"decision": "accept", "with_blanks": "1"})
        assert done.status_code == 303
        page = reviewer.get(done.headers["location"]).text
        assert "已通过 1 份，没有办成 1 份" in page
        assert "请重新查看" in page
        again = reviewer.post("/reviews", hidden | chosen | {"decision": "accept", "with_blanks": "1"})
        assert again.headers["location"] == done.headers["location"]
    assert [event.type for event in service.events()] == ["ReportSubmitted", "ReportSubmitted", "ReportAccepted"]


def test_what_says_neither_accept_nor_return_accepts_nothing(service: Service) -> None:
    service.post(report())
    with signed_in(service, "reviewer") as reviewer:
        fields = reviewer.hidden(f"/reviews?period={MARCH}") | {"report": f"{UNIT}:1"}
        assert reviewer.post("/reviews", fields).status_code == 422
    assert len(service.events()) == 1


def test_the_effect_on_the_totals_is_shown_before_the_decision(service: Service) -> None:
    service.post(report(lines=[line(value=12_345)]))
    with signed_in(service, "reviewer") as reviewer:
        page = reviewer.get(f"/reviews/{UNIT}/{MARCH}").text
    assert "通过后，重庆市的合计" in page
    assert "+12,345" in page
    assert "1.23 万人" in page
    assert "0 → 1 / 38" in page


def test_a_month_is_closed_only_after_what_is_open_was_seen(service: Service) -> None:
    path = f"/reviews/closing?period={MARCH}"
    with signed_in(service, "reviewer") as reviewer:
        assert "还没有报" in reviewer.get(path).text
        hidden = reviewer.hidden(path)
        assert reviewer.post("/reviews/closing", hidden).status_code == 422
        assert "应报日是" in reviewer.get(path).text
        early = reviewer.post("/reviews/closing", hidden | {"sure": "1"})
        assert early.status_code == 422 and "提前关账" in early.text
        done = reviewer.post("/reviews/closing", hidden | {"sure": "1", "early": "系统停机"})
        assert done.status_code == 303
        assert "2023年3月已关账" in reviewer.get(done.headers["location"]).text
        assert "提前关账的理由：系统停机" in reviewer.get(path).text
    assert [event.type for event in service.events()] == ["PeriodClosed"]


def test_a_screen_accuses_nobody(service: Service) -> None:
    with signed_in(service, "reviewer") as reviewer:
        page = reviewer.get(f"/screens?period={MARCH}").text
    assert "不说明数字有误" in page
    assert not re.search("造假|虚报|作假|嫌疑", page)


def test_simulated_reports_say_so(service: Service) -> None:
    service.post(report(simulated=True))
    with signed_in(service, "reviewer") as reviewer:
        for path in (
            f"/reports/{UNIT}/{MARCH}",
            f"/reports/{UNIT}/{MARCH}/receipt",
            f"/reviews?period={MARCH}",
            f"/reviews/{UNIT}/{MARCH}",
            f"/reviews/closing?period={MARCH}",
            f"/reviews/effect?period={MARCH}&report={UNIT}:1",
            f"/screens?period={MARCH}",
        ):
            assert "模拟数据" in reviewer.get(path).text, path
        assert "模拟数据" not in reviewer.get(f"/reports/{SIBLING}/{MARCH}").text


@pytest.mark.parametrize(
    "path", ["/reports/999999/2023-03", f"/reports/{UNIT}/2023-3", f"/reports/{UNIT}/2023-03/receipt"]
)
def test_what_does_not_exist_is_not_found(service: Service, path: str) -> None:
    with signed_in(service, "auditor") as visitor:
        assert visitor.get(path).status_code == 404


def test_the_auditor_chooses_an_area(service: Service) -> None:
    service.post(report())
    with signed_in(service, "auditor") as auditor:
        assert "万州区" in auditor.get(f"/reviews?period={MARCH}&area={CITY}").text
        assert "万州区" not in auditor.get(f"/reviews?period={MARCH}&area=510000&status=all").text


@pytest.mark.parametrize("february", ["year_to_date", "month"])
def test_a_year_to_date_counts_in_the_totals_as_its_month(service: Service, february: str) -> None:
    said = {"year_to_date": 2_000, "month": 1_500}[february]
    service.post(report(period="2023-01", lines=[line(value=500)]), "k1")
    service.post(report(period="2023-02", lines=[line(value=said, basis=february)]), "k2")
    service.post(report(lines=[line(value=3_100, basis="year_to_date")]), "k3")
    with signed_in(service, "reviewer") as reviewer:
        page = reviewer.get(f"/reviews/{UNIT}/{MARCH}").text
    assert "3,100<small>本年累计</small><small>当月 1,100</small>" in page
    assert "+1,100" in page
