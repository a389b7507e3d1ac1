"""The typed form of a month that is in, over HTTP: what it is filled with, what it says of it, and what it sends."""

from __future__ import annotations

import re

from shared.events import ReportSubmitted
from tests.narrowing import of
from tests.unit.intake.pages.visitor import fields_of_page, reasons, signed_in
from tests.unit.intake.support import CORRECTION, UNIT, Service, line, ratio, report

MARCH = "2023-03"
JOBS = "urban_new_employment"
FORM = f"/reports/{UNIT}/{MARCH}/form"
STANDS = [
    line(value=3_600, basis="本年累计"),
    line("work_injury_insurance_insured", "18.2345", unit="万人"),
    ratio(97, 120),
]


def test_the_typed_page_of_a_month_that_is_in_is_filled_and_sent_unchanged_is_the_same_report(
    service: Service,
) -> None:
    said = [{"indicator": JOBS, "text": "园区“集中”招工 <初步>"}, {"indicator": JOBS, "text": "已核对", "rule": "jump"}]
    service.post(report(lines=STANDS, note="初步数 & 待核", explanations=said), "json")
    with signed_in(service, UNIT) as clerk:
        page = clerk.get(FORM).text
        assert "表中已填的是第1版：已报送，待审核" in page and "（已填好第 1 版）" in page
        assert clerk.post(FORM, reasons(service) | fields_of_page(page)).status_code == 303
    first, second = (of(ReportSubmitted, service.intake.store.decode(each)) for each in service.events())
    assert {each.indicator: each for each in second.lines} == {each.indicator: each for each in first.lines}
    assert second.note == first.note == "初步数 & 待核"
    said_again = {each.indicator: each.text for each in second.explanations}
    assert {JOBS: said_again[JOBS]} == {JOBS: "园区“集中”招工 <初步>；已核对"}


def test_the_typed_page_says_whether_what_is_in_it_stands_and_why_it_came_back(service: Service) -> None:
    service.post(report(lines=STANDS), "json")
    service.accept()
    with signed_in(service, UNIT) as clerk:
        assert "表中已填的是第1版：已审核通过" in clerk.get(FORM).text
        service.client.cookies.clear()
        correcting = report(lines=STANDS, correction={"reason": "漏报两个街道", "evidence": "8号文"})
        assert service.post(correcting, "again").status_code == 201
        page = clerk.get(FORM).text
        assert "第2版：更正，待审核（已通过的是第1版）" in page
        assert "漏报两个街道</textarea>" in page and 'value="8号文"' in page
        service.client.cookies.clear()
        service.review({"region": UNIT, "period": MARCH, "decision": "return", "reason": "依据不足"}, key="r2")
        page = clerk.get(FORM).text
    assert "第2版：已退回，不计入任何合计，已通过的第1版仍然计入。退回理由：依据不足" in page
    assert 'value="3600"' in page and "漏报两个街道</textarea>" in page


def test_a_returned_month_is_sent_again_as_it_was_returned_and_nothing_else_happens(service: Service) -> None:
    service.post(report(lines=STANDS), "json")
    service.review({"region": UNIT, "period": MARCH, "decision": "return", "reason": "请核对"})
    with signed_in(service, UNIT) as clerk:
        page = clerk.get(FORM).text
        assert "第1版：已退回，不计入任何合计，须重新报送。退回理由：请核对" in page
        assert clerk.post(FORM, reasons(service) | fields_of_page(page)).status_code == 303
        assert "数字没有改动" in clerk.get(f"/reports/{UNIT}/{MARCH}").text


def test_last_months_year_to_date_stands_beside_the_field_as_the_month_alone(service: Service) -> None:
    service.post(report(period="2023-01", lines=[line(value=1_000)]), "jan")
    service.post(report(period="2023-02", lines=[line(value=2_234, basis="本年累计")]), "feb")
    with signed_in(service, UNIT) as clerk:
        page = clerk.get(FORM).text
    assert '<td class="figure muted" data-label="上月">1,234</td>' in page
    basis = re.search(rf'<select id="basis-{JOBS}".*?</select>', page)
    assert basis is not None and 'value="year_to_date" selected' in basis[0]


def test_a_month_after_a_hole_says_which_months_are_in_it_on_every_page(service: Service) -> None:
    service.post(report(period="2023-02", lines=[line(value=2_234, basis="本年累计")]), "feb")
    service.post(report(lines=[line(value=3_300)]), "mar")
    with signed_in(service, UNIT) as clerk:
        typed, shown = clerk.get(FORM).text, clerk.get(f"/reports/{UNIT}/{MARCH}").text
        february = clerk.get(f"/reports/{UNIT}/2023-02").text
    assert 'data-label="上月">2,234<wbr>（含1月）</td>' in typed
    assert 'data-label="上月">2,234<wbr>（含1月）</td>' in shown and 'data-label="较上月">–</td>' in shown
    assert "2,234<small>本年累计</small><small>当月 2,234（含1月）</small>" in february


def test_both_forms_of_a_closed_month_say_that_reporting_is_a_correction(service: Service) -> None:
    service.close_month()
    for stands in ("本月已关账，尚未报送。补报属于更正", "表中已填的是第1版：已报送，待审核；本月已关账。再报属于更正"):
        with signed_in(service, UNIT) as clerk:
            assert stands in clerk.get(FORM).text
        assert service.intake.forms.filled_form(UNIT, MARCH).standing.startswith(stands)
        service.post(report(lines=STANDS, correction=CORRECTION), "late")


def test_what_still_wants_an_answer_shows_over_all_units_as_on_the_unit_s_own_page(service: Service) -> None:
    service.post(report(period="2023-02", lines=[line(value=1_234)]), "feb")
    service.post(report(lines=[line(value=1_234)]), "mar")  # exactly as the month before: asked about
    service.accept(period="2023-02")
    with signed_in(service, "reviewer") as reviewer:
        page = reviewer.get("/reports").text
    month = re.search(rf'<a class="level ([\w-]+)" href="/reports/{UNIT}/{MARCH}" title="([^"]+)">.*?</a>', page)
    assert month is not None and month[1] == "level-orange"
    assert month[2] == "万州区 2023年3月：待答复（1 处）" and "◆" in month[0]
    before = re.search(rf'href="/reports/{UNIT}/2023-02" title="([^"]+)"', page)
    assert before is not None and before[1] == "万州区 2023年2月：已通过"
    with signed_in(service, UNIT) as clerk:
        assert "待答复" in clerk.get("/reports").text
