"""The check before a form is sent, over HTTP: nothing is stored before it is confirmed, nothing blank goes unseen."""

from __future__ import annotations

import re

from shared.events import ReportSubmitted
from tests.narrowing import of
from tests.unit.intake.forms.support import a_form, fill, row_of
from tests.unit.intake.pages.visitor import fields_of_page, reasons, signed_in
from tests.unit.intake.support import UNIT, Service, line, report

MARCH = "2023-03"
JOBS, TRAINED, PART = "urban_new_employment", "subsidised_training", "migrant_worker_training"
PAGE = f"/reports/{UNIT}/{MARCH}"
FORM, CHECK = f"{PAGE}/form", f"{PAGE}/check"


def reported(service: Service) -> ReportSubmitted:
    return of(ReportSubmitted, service.intake.store.decode(service.events()[-1]))


def test_the_check_says_what_is_filled_what_is_blank_and_how_it_compares(service: Service) -> None:
    service.post(report(period="2023-02", lines=[line(value=1_000)]), "feb")
    with signed_in(service, UNIT) as clerk:
        sent = clerk.hidden(FORM) | {f"value-{JOBS}": "1,250", f"value-{TRAINED}": "400", f"value-{PART}": "100"}
        page = clerk.post(CHECK, sent).text
        assert "已填 <b>3</b> 项，共 <b>18</b> 项" in page
        assert "<small>15 项应报而没有填" in page and f'id="blank-{JOBS}"' not in page
        assert 'data-label="较上月">+25.0%' in page
        assert "占总计 25.00%" in page
        assert len(service.events()) == 1, "nothing is stored before it is confirmed"
        assert 'value="1,250"' in clerk.get(FORM).text, "what was checked is kept"


def test_a_blank_that_nobody_answered_for_is_not_reported_and_one_with_a_reason_is(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        checked = fields_of_page(clerk.post(CHECK, clerk.hidden(FORM) | {f"value-{JOBS}": "12"}).text)
        refused = clerk.post(FORM, checked | {f"blank-{TRAINED}": "人社局月底才汇总"})
        assert refused.status_code == 422
        assert 'href="#blank-work_injury_insurance_insured"' in refused.text
        assert f'id="blank-{TRAINED}-fault-1"' not in refused.text and "人社局月底才汇总" in refused.text
        assert service.events() == []
        answered = reasons(service) | {each: text for each, text in fields_of_page(refused.text).items() if text}
        assert clerk.post(FORM, answered).status_code == 303
        assert {each.indicator: each.text for each in reported(service).explanations}[TRAINED] == "人社局月底才汇总"
        page = clerk.get(f"{PAGE}/receipt").text
        assert "未填</span> 未报：" in page and "单位说明：人社局月底才汇总" in page
        again = clerk.post(CHECK, fields_of_page(clerk.get(FORM).text) | {"note": "改"})
    assert 'value="人社局月底才汇总"' in again.text, "the reason is kept with the report"


def test_a_reason_is_only_for_what_is_blank(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        clerk.post(FORM, clerk.hidden(FORM) | reasons(service) | {f"value-{JOBS}": "12"})
    assert JOBS not in {each.indicator for each in reported(service).explanations}


def test_what_the_rules_question_is_answered_on_the_check_page(service: Service) -> None:
    service.post(report(period="2023-02", lines=[line(value=1_234)]), "feb")
    with signed_in(service, UNIT) as clerk:
        page = clerk.post(CHECK, clerk.hidden(FORM) | {f"value-{JOBS}": "1234"}).text
        assert "须说明" in page
        sent = fields_of_page(page) | reasons(service) | {f"explanation-{JOBS}": "两月恰好相同，已核对台账"}
        assert clerk.post(FORM, {name: text for name, text in sent.items() if text}).status_code == 303
    assert "两月恰好相同，已核对台账" in {each.text for each in reported(service).explanations}


def test_a_whole_file_goes_straight_and_one_with_a_blank_over_the_check(service: Service) -> None:
    form = a_form(service.intake.runtime.catalogue)
    cells: dict[str, object] = {f"F{row.row}": 96 for row in form.rows if row.rule.ratio}
    cells |= {f"G{row.row}": 100 for row in form.rows if row.rule.ratio}
    plain = [row for row in form.rows if not row.rule.ratio]
    cells |= {f"E{row.row}": (4_000 if row.whole_row is None else 900) + 137 * row.row for row in plain}
    cells |= {f"E{row.row}": 5.4 for row in plain if row.rule.surveyed}
    lacking = fill(form, {cell: value for cell, value in cells.items() if cell != f"E{row_of(form, JOBS)}"})
    with signed_in(service, UNIT) as clerk:
        asked = clerk.post(f"{PAGE}/upload", clerk.hidden(FORM), files={"file": ("表.xlsx", lacking)})
        assert asked.status_code == 200, asked.text[asked.text.index('id="errors"') :][:900]
        assert f'id="blank-{JOBS}"' in asked.text
        assert service.events() == []
        said = {f"blank-{JOBS}": "招聘会推迟"}
        sent = {name: text for name, text in (fields_of_page(asked.text) | said).items() if text}
        assert clerk.post(FORM, sent).status_code == 303
    assert len(reported(service).lines) == 17


def test_a_correction_that_was_checked_goes_to_the_second_signer_and_asks_for_no_key(service: Service) -> None:
    service.post(report())
    service.accept()
    with signed_in(service, UNIT) as clerk:
        sent = fields_of_page(clerk.get(FORM).text) | {f"value-{JOBS}": "9", "reason": "漏报"}
        page = clerk.post(CHECK, sent | reasons(service)).text
        assert "更正的理由：漏报" in page and "上一版 1,200" in page and "password" not in page
        checked = {name: text for name, text in fields_of_page(page).items() if text}
        first, second = clerk.post(FORM, checked), clerk.post(FORM, checked)
        assert first.headers["location"] == second.headers["location"] == f"{PAGE}?done=proposed"
        assert "更正待签" in clerk.get(first.headers["location"]).text
    assert [event.type for event in service.events()][2:] == ["CorrectionProposed"]


def test_two_clicks_report_once(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        page = clerk.post(CHECK, clerk.hidden(FORM) | reasons(service) | {f"value-{JOBS}": "12"}).text
        checked = {name: text for name, text in fields_of_page(page).items() if text}
        first, second = clerk.post(FORM, checked), clerk.post(FORM, checked)
    assert first.headers["location"] == second.headers["location"]
    assert len(service.events()) == 1
    assert re.search("revision=1&new=1", first.headers["location"])
