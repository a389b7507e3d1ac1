from __future__ import annotations

import io
from typing import Any

from openpyxl import load_workbook
from structlog.testing import capture_logs

from services.intake.forms.layout import Form
from shared.catalogue import Catalogue
from tests.unit.intake.forms.support import GOLDEN, a_form, change, reshaped, rewrite, row_of
from tests.unit.intake.support import CORRECTION, JIULONGPO, SIBLING, SIGNER, UNIT, Service, line, ratio, report

PATH = f"/v1/forms/{UNIT}/2023-03"


def blank(service: Service, who: str = UNIT) -> bytes:
    answer = service.get(f"{PATH}.xlsx", who)
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def upload(service: Service, raw: bytes, key: str = "f1", who: str = UNIT, path: str = PATH) -> Any:
    return service.post(raw, key, who, path)


def filled(service: Service, form: Form, **values: object) -> bytes:
    return change(blank(service), {f"E{row_of(form, name)}": value for name, value in values.items()})


def test_a_form_goes_out_comes_back_filled_in_and_is_the_units_report(service: Service, catalogue: Catalogue) -> None:
    service.post(report(period="2023-02", lines=[line(value=900), ratio()]), "feb")
    form = a_form(catalogue)
    raw = filled(service, form, urban_new_employment=1234, work_injury_insurance_insured=182_345)
    assert load_workbook(io.BytesIO(raw))["月报表"][f"H{row_of(form, 'urban_new_employment')}"].value == 900
    answer = upload(service, raw)
    assert answer.status_code == 201, answer.text
    receipt = answer.json()["receipt"]
    assert receipt["revision"] == 1
    missing = {each["indicator"]: each["cell"] for each in receipt["findings"] if each["code"] == "missing"}
    assert missing["mediation_success_rate"] == f"F{row_of(form, 'mediation_success_rate')}"
    stands = service.get(f"/v1/reports/{UNIT}/2023-03").json()
    assert {each["indicator"]: each["value"] for each in stands["lines"]} == {
        "urban_new_employment": 1234,
        "work_injury_insurance_insured": 182_345,
    }
    again = upload(service, raw)
    assert again.status_code == 200 and again.json() == answer.json()


def test_every_fault_is_named_by_its_cell_and_nothing_is_stored(service: Service, catalogue: Catalogue) -> None:
    form = a_form(catalogue)
    training, part = row_of(form, "subsidised_training"), row_of(form, "migrant_worker_training")
    rate = row_of(form, "mediation_success_rate")
    cells = {f"E{training}": 100, f"E{part}": 120, f"F{rate}": 9, f"G{rate}": 8, "E7": "1.2万", "E12": -3, "E13": 2.5}
    answer = upload(service, change(blank(service), cells))
    assert answer.status_code == 422
    faults = {each["pointer"]: each["message"] for each in answer.json()["faults"]}
    assert faults[f"E{part}"] == f"E{part}：不能大于 E{training}（其中≤总计）"
    assert faults[f"F{rate}"] == f"F{rate}：分子不能大于分母 G{rate}"
    assert set(faults) == {f"E{part}", f"F{rate}", "E7", "E12", "E13"}
    assert service.events() == []


def test_the_marked_copy_holds_the_same_faults_and_stores_nothing(service: Service, catalogue: Catalogue) -> None:
    raw = filled(service, a_form(catalogue), urban_new_employment="1.2万")
    answer = service.client.post(f"{PATH}/marked", content=raw, headers=service.headers(UNIT))
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    cell = f"E{row_of(a_form(catalogue), 'urban_new_employment')}"
    comment = book["月报表"][cell].comment
    assert comment is not None and "带有“万”" in comment.text
    assert "错误清单" in book.sheetnames
    assert service.events() == []


def test_a_dry_run_tells_faults_and_findings_and_stores_nothing(service: Service, catalogue: Catalogue) -> None:
    raw = filled(service, a_form(catalogue), urban_new_employment=1234)
    answer = service.client.post(f"{PATH}?dry_run=true", content=raw, headers=service.headers(UNIT)).json()
    assert answer["faults"] == [] and answer["findings"]
    assert service.events() == []


def test_a_finding_that_wants_an_explanation_names_its_cell_and_the_one_to_explain_it_in(
    service: Service, catalogue: Catalogue
) -> None:
    service.post(report(period="2023-02", lines=[line(value=1234)]), "feb")
    form = a_form(catalogue)
    row = row_of(form, "urban_new_employment")
    raw = filled(service, form, urban_new_employment=1234)  # the same as last month
    asked = service.client.post(f"{PATH}?dry_run=true", content=raw, headers=service.headers(UNIT)).json()["findings"]
    (copied,) = [each for each in asked if each["cell"] == f"E{row}"]
    assert copied["message"].startswith(f"E{row}：") and f"J{row}" in copied["message"]
    explained = change(raw, {f"J{row}": "两个月各有一次专场招聘，数字核对无误"})
    again = service.client.post(f"{PATH}?dry_run=true", content=explained, headers=service.headers(UNIT)).json()
    assert [each for each in again["findings"] if each["cell"] == f"E{row}"] == []
    receipt = upload(service, raw).json()["receipt"]
    (finding,) = [each for each in receipt["review"] if each["indicator"] == "urban_new_employment"]
    assert (finding["cell"], finding["explain_in"]) == (f"E{row}", f"J{row}")
    receipt = upload(service, explained, "f2").json()["receipt"]
    assert [each["indicator"] for each in receipt["explanations"]] == ["urban_new_employment"]


def test_an_upload_may_be_a_browsers_form(service: Service, catalogue: Catalogue) -> None:
    raw = filled(service, a_form(catalogue), urban_new_employment=1234)
    answer = service.client.post(
        PATH, files={"file": ("表.xlsx", raw)}, data={"note": "补充说明"}, headers=service.headers(UNIT, "m1")
    )
    assert answer.status_code == 201, answer.text
    assert service.get(f"/v1/reports/{UNIT}/2023-03").json()["note"] == "补充说明"
    without = service.client.post(PATH, files={"other": ("x", b"1")}, headers=service.headers(UNIT, "m2"))
    assert without.json()["type"].endswith("upload-without-file")
    broken = service.headers(UNIT, "m3") | {"Content-Type": "multipart/form-data"}
    assert service.client.post(PATH, content=raw, headers=broken).json()["type"].endswith("upload-unreadable")


def test_files_of_other_programs_can_be_uploaded(service: Service) -> None:
    for key, file in (("a", "libreoffice.xlsx"), ("b", "wps.xlsx")):
        assert upload(service, (GOLDEN / file).read_bytes(), key).status_code == 201


def test_a_correction_is_filled_in_on_the_form_and_signed_by_another_key(
    service: Service, catalogue: Catalogue
) -> None:
    form = a_form(catalogue)
    assert upload(service, filled(service, form, urban_new_employment=1234)).status_code == 201
    service.accept()
    raw = filled(service, form, urban_new_employment=1300)
    assert upload(service, raw, "f2").status_code == 409
    marked = service.client.post(f"{PATH}/marked", content=raw, headers=service.headers(UNIT))
    assert load_workbook(io.BytesIO(marked.content))["月报表"][form.reason_cell].comment is not None
    raw = change(raw, {form.reason_cell: CORRECTION["reason"]})
    signed = service.post(raw, "f3", UNIT, PATH, signer=SIGNER)
    assert signed.status_code == 201, signed.text


def test_who_may_have_and_who_may_send_a_form(service: Service) -> None:
    allowed = {who: service.get(f"{PATH}.xlsx", who).status_code for who in service.secrets}
    assert {who for who, status in allowed.items() if status == 200} >= {UNIT, "reviewer", "auditor", "ops"}
    assert allowed[SIBLING] == allowed["sichuan"] == allowed[JIULONGPO] == 403
    raw = blank(service)
    for who in ("reviewer", "auditor", "ops", SIBLING):
        assert upload(service, raw, who=who).status_code == 403
        assert service.client.post(f"{PATH}/marked", content=raw, headers=service.headers(who)).status_code == 403
    assert service.client.get(f"{PATH}.xlsx").status_code == 401


def test_wrong_forms_and_wrong_addresses_are_refused_clearly(service: Service) -> None:
    raw = blank(service)
    assert upload(service, raw, path=f"/v1/forms/{UNIT}/2023-02").json()["type"].endswith("form-other-month")
    assert upload(service, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xls").status_code == 415
    assert upload(service, b"x" * 2_000_000).status_code == 413
    assert service.get(f"/v1/forms/{UNIT}/2023-13.xlsx").status_code == 422
    assert service.get("/v1/forms/500000-zc/2023-03.xlsx", "ops").status_code == 404
    assert upload(service, raw, "f9").json()["faults"][0]["code"] == "no-lines"


def test_a_moved_form_is_taken_and_every_answer_names_its_cells_as_they_lie(
    service: Service, catalogue: Catalogue
) -> None:
    form = a_form(catalogue)
    training, part = row_of(form, "subsidised_training"), row_of(form, "migrant_worker_training")
    flow = row_of(form, "urban_new_employment")
    cells = {f"E{training}": 100, f"E{part}": 120, f"E{flow}": "1790①"}
    raw = reshaped(change(blank(service), cells), rows={7: 2}, columns={3: 1})
    faults = {each["pointer"]: each["message"] for each in upload(service, raw).json()["faults"]}
    assert faults[f"F{part + 2}"] == f"F{part + 2}：不能大于 F{training + 2}（其中≤总计）"
    assert set(faults) == {f"F{part + 2}", f"F{flow + 2}"}
    marked = service.client.post(f"{PATH}/marked", content=raw, headers=service.headers(UNIT))
    assert load_workbook(io.BytesIO(marked.content))["月报表"][f"F{flow + 2}"].comment is not None
    mended = change(raw, {f"F{part + 2}": 20, f"F{flow + 2}": 1790})
    receipt = upload(service, mended, "f2").json()["receipt"]
    missing = {each["indicator"]: each["cell"] for each in receipt["findings"] if each["code"] == "missing"}
    assert missing["mediation_success_rate"] == f"G{row_of(form, 'mediation_success_rate') + 2}"
    stands = {line["indicator"]: line["value"] for line in service.get(f"/v1/reports/{UNIT}/2023-03").json()["lines"]}
    assert stands == {"urban_new_employment": 1790, "subsidised_training": 100, "migrant_worker_training": 20}


def test_a_file_that_cannot_be_read_is_refused_by_name_and_logged(service: Service, catalogue: Catalogue) -> None:
    raw = rewrite(blank(service), "xl/styles.xml", lambda text: text[:500])
    with capture_logs() as logged:
        for path in (PATH, f"{PATH}?dry_run=true", f"{PATH}/marked"):
            answer = upload(service, raw, path=path)
            assert answer.status_code == 422 and "xl/styles.xml" in answer.json()["detail"]
    (entry, *_) = [each for each in logged if each["event"] == "form not read"]
    assert (entry["code"], entry["region"], entry["period"]) == ("form-damaged", UNIT, "2023-03")
    assert "ParseError" in entry["cause"] and entry["sha256"] and entry["size"] == len(raw)


def test_what_is_sent_beside_the_file_holds_only_what_documents_can_hold(
    service: Service, catalogue: Catalogue
) -> None:
    raw = filled(service, a_form(catalogue), urban_new_employment=1234)
    for name in ("note", "reason", "evidence"):
        answer = service.client.post(
            PATH, files={"file": ("表.xlsx", raw)}, data={name: "初步\x0b数"}, headers=service.headers(UNIT, name)
        )
        codes = [each["code"] for each in answer.json()["faults"]]
        assert answer.status_code == 422 and "control-character" in codes
    assert service.events() == []


STANDS = [
    line(value=3_600, basis="本年累计"),
    line("work_injury_insurance_insured", "18.2345", unit="万人"),
    line("professional_personnel", 12_345),
    ratio(97, 120),
]


def _stored(service: Service) -> list[Any]:
    return [service.intake.store.decode(each) for each in service.events()]


def test_the_form_of_a_month_that_is_in_comes_filled_and_comes_back_unchanged_as_the_same_report(
    service: Service, catalogue: Catalogue
) -> None:
    explained = [
        {"indicator": "urban_new_employment", "text": "园区集中招工"},
        {"indicator": "urban_new_employment", "text": "与去年同期口径一致", "rule": "jump"},
        {"indicator": "", "text": "已逐项核对"},
    ]
    first = service.post(report(lines=STANDS, note="初步数", explanations=explained), "json")
    assert first.status_code == 201, first.text
    raw, form = blank(service), a_form(catalogue)
    sheet = load_workbook(io.BytesIO(raw))["月报表"]
    jobs = row_of(form, "urban_new_employment")
    assert (sheet[f"D{jobs}"].value, sheet[f"E{jobs}"].value) == ("本年累计", 3_600)
    assert sheet[f"E{row_of(form, 'work_injury_insurance_insured')}"].value == 182_345
    assert "第1版：已报送，待审核" in sheet["A4"].value
    checked = service.client.post(f"{PATH}?dry_run=true", content=raw, headers=service.headers(UNIT)).json()
    assert checked["faults"] == []
    answer = upload(service, raw)
    assert answer.status_code == 201, answer.text
    before, after = _stored(service)
    order = [row.rule.id for row in form.rows]
    assert after.lines == tuple(sorted(before.lines, key=lambda each: order.index(each.indicator)))
    assert (before.note, after.note) == ("初步数", "初步数；已逐项核对")
    assert {each.indicator: each.text for each in after.explanations} == {
        "urban_new_employment": "园区集中招工；与去年同期口径一致",
    }
    again = blank(service)
    assert "第2版" in load_workbook(io.BytesIO(again))["月报表"]["A4"].value
    assert upload(service, again, "f2").status_code == 201
    last = _stored(service)[-1]
    assert (last.lines, last.note, last.explanations) == (after.lines, after.note, after.explanations)


def test_a_figure_that_is_cleared_in_the_filled_form_is_asked_about_as_left_out(
    service: Service, catalogue: Catalogue
) -> None:
    service.post(report(lines=STANDS), "json")
    cleared = change(blank(service), {f"E{row_of(a_form(catalogue), 'professional_personnel')}": None})
    receipt = upload(service, cleared).json()["receipt"]
    assert [each["rule"] for each in receipt["review"] if each["indicator"] == ""] == ["left-out"]


def test_what_is_asked_of_the_whole_report_is_explained_in_its_note(service: Service, catalogue: Catalogue) -> None:
    service.post(report(lines=STANDS), "json")
    form = a_form(catalogue)
    cleared = change(blank(service), {f"E{row_of(form, 'professional_personnel')}": None})
    asked = service.client.post(f"{PATH}?dry_run=true", content=cleared, headers=service.headers(UNIT)).json()
    (told,) = [each["message"] for each in asked["findings"] if each["code"] == "left-out"]
    assert form.note_cell in told  # where the form says it is to be explained
    explained = change(cleared, {form.note_cell: "职称数不归本单位"})
    again = service.client.post(f"{PATH}?dry_run=true", content=explained, headers=service.headers(UNIT)).json()
    assert [each for each in again["findings"] if each["code"] == "left-out"] == []
    assert upload(service, explained).status_code == 201
    accepted = service.accept()
    assert accepted.json()["results"][0]["status"] == "accepted", accepted.text


def test_the_explanation_of_what_was_left_out_still_counts_when_the_form_is_sent_once_more(
    service: Service, catalogue: Catalogue
) -> None:
    service.post(report(lines=STANDS), "json")
    form = a_form(catalogue)
    professional = {f"E{row_of(form, 'professional_personnel')}": None, form.note_cell: "职称数不归本单位"}
    assert upload(service, change(blank(service), professional)).status_code == 201
    once_more = upload(service, blank(service), "f2")  # against the revision before, nothing is left out any more
    review = once_more.json()["receipt"]["review"]
    assert [each["rule"] for each in review if each["indicator"] == ""] == ["left-out"]
    assert [(each.indicator, each.text) for each in _stored(service)[-1].explanations] == [("", "职称数不归本单位")]
    accepted = service.accept()
    assert accepted.json()["results"][0]["status"] == "accepted", accepted.text


def test_a_returned_month_comes_with_what_was_returned_and_why(service: Service, catalogue: Catalogue) -> None:
    service.post(report(lines=STANDS), "json")
    service.review({"region": UNIT, "period": "2023-03", "decision": "return", "reason": "=请核对\n就业数"})
    sheet = load_workbook(io.BytesIO(blank(service)))["月报表"]
    assert "第1版：已退回，不计入任何合计，须重新报送。退回理由：=请核对\n就业数" in sheet["A4"].value
    assert sheet[f"E{row_of(a_form(catalogue), 'urban_new_employment')}"].value == 3_600
    assert upload(service, blank(service)).status_code == 201


def test_a_withdrawn_month_comes_with_what_was_withdrawn(service: Service, catalogue: Catalogue) -> None:
    service.post(report(lines=STANDS), "json")
    service.post({"reason": "单位填错"}, "w", UNIT, f"/v1/reports/{UNIT}/2023-03/withdrawal")
    sheet = load_workbook(io.BytesIO(blank(service)))["月报表"]
    assert "第1版：已撤回" in sheet["A4"].value and "单位填错" in sheet["A4"].value
    assert sheet[f"E{row_of(a_form(catalogue), 'urban_new_employment')}"].value == 3_600


def test_an_accepted_month_sent_again_unchanged_changes_nothing_without_a_reason(
    service: Service, catalogue: Catalogue
) -> None:
    service.post(report(lines=STANDS), "json")
    service.accept()
    raw = blank(service)
    assert "第1版：已审核通过" in load_workbook(io.BytesIO(raw))["月报表"]["A4"].value
    refused = service.post(raw, "f1", UNIT, PATH, signer=SIGNER)
    assert refused.status_code == 409 and refused.json()["type"].endswith("already-accepted")
    reason = change(raw, {a_form(catalogue).reason_cell: "补附依据", a_form(catalogue).evidence_cell: "8号文"})
    assert service.post(reason, "f2", UNIT, PATH, signer=SIGNER).status_code == 201
    pending = load_workbook(io.BytesIO(blank(service)))["月报表"]
    assert "第2版：更正，待审核（已通过的是第1版）" in pending["A4"].value
    form = a_form(catalogue)
    assert (pending[form.reason_cell].value, pending[form.evidence_cell].value) == ("补附依据", "8号文")
    service.accept(key="r2")
    done = load_workbook(io.BytesIO(blank(service)))["月报表"]
    assert done[form.reason_cell].value is None and done[form.evidence_cell].value is None


def test_real_figures_beside_simulated_ones_do_not_become_simulated(service: Service) -> None:
    service.post(report(period="2023-02", lines=STANDS, simulated=True), "feb")
    service.post(report(lines=STANDS), "json")
    assert upload(service, blank(service)).status_code == 201
    assert [each.simulated for each in _stored(service)] == [True, False, False]


def test_nobody_gets_the_figures_in_a_form_who_may_not_read_the_report(service: Service) -> None:
    service.post(report(lines=STANDS), "json")
    for who in service.secrets:
        form, read = service.get(f"{PATH}.xlsx", who), service.get(f"/v1/reports/{UNIT}/2023-03", who)
        assert form.status_code == read.status_code, who
        if form.status_code == 200:
            assert "no-store" in form.headers["Cache-Control"]


def test_a_marked_copy_of_a_filled_form_keeps_what_it_is_filled_with(service: Service, catalogue: Catalogue) -> None:
    service.post(report(lines=STANDS), "json")
    wrong = change(blank(service), {f"E{row_of(a_form(catalogue), 'professional_personnel')}": "1790①"})
    answer = service.client.post(f"{PATH}/marked", content=wrong, headers=service.headers(UNIT))
    sheet = load_workbook(io.BytesIO(answer.content))["月报表"]
    assert sheet[f"E{row_of(a_form(catalogue), 'urban_new_employment')}"].value == 3_600
    assert "第1版" in sheet["A4"].value
