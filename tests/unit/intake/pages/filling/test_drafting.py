"""Drafts over HTTP: kept for the unit, shown to whoever opens the form, and never lost to somebody else's."""

from __future__ import annotations

import re

import pytest

from tests.unit.intake.forms.support import a_form, fill, row_of
from tests.unit.intake.pages.visitor import fields_of_page, reasons, signed_in
from tests.unit.intake.support import UNIT, Service, line, report

MARCH = "2023-03"
JOBS = "urban_new_employment"
PAGE = f"/reports/{UNIT}/{MARCH}"
FORM, DRAFT, BOTH = f"{PAGE}/form", f"{PAGE}/draft", f"{PAGE}/both"


def test_a_draft_is_there_on_another_machine_and_nothing_is_reported(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        kept = clerk.post(DRAFT, clerk.hidden(FORM) | {f"value-{JOBS}": "1,2 3x", "note": "问过街道"})
        assert kept.headers["location"] == f"{FORM}?done=saved"
        clerk.post("/logout", clerk.hidden("/reports"))
    with signed_in(service, UNIT) as elsewhere:
        page = elsewhere.get(FORM).text
    assert 'value="1,2 3x"' in page and "问过街道" in page
    assert "暂存</strong>的数：2023-04-03 10:00 由 key-500101 暂存" in page
    assert service.events() == []


def test_a_draft_is_gone_once_it_was_reported_and_once_it_was_given_up(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        clerk.post(DRAFT, clerk.hidden(FORM) | {f"value-{JOBS}": "12"})
        assert clerk.post(FORM, reasons(service) | fields_of_page(clerk.get(FORM).text)).status_code == 303
        page = clerk.get(FORM).text
        assert "放弃暂存" not in page and 'value="12"' in page
        clerk.post(DRAFT, fields_of_page(page) | {f"value-{JOBS}": "77"})
        page = clerk.get(FORM).text
        assert 'value="77"' in page and "放弃暂存，回到第 1 版" in page
        clerk.post(f"{DRAFT}/giving-up", fields_of_page(page))
        assert 'value="12"' in clerk.get(FORM).text
    assert len(service.events()) == 1


def test_a_second_writer_sees_both_and_chooses_cell_by_cell(service: Service) -> None:
    insured = "work_injury_insurance_insured"
    with signed_in(service, UNIT) as clerk:
        first, second = clerk.hidden(FORM), clerk.hidden(FORM)
        clerk.post(DRAFT, first | {f"value-{JOBS}": "1,200", f"value-{insured}": "50", "note": "甲"})
        both = clerk.post(DRAFT, second | {f"value-{JOBS}": "1200", f"value-{insured}": "60", "note": "乙"})
        assert both.status_code == 409
        assert f'id="d-value-{JOBS}"' not in both.text, "two ways to write one number"
        assert "没有暂存" in both.text
        picked = fields_of_page(both.text) | {f"pick-value-{insured}": "theirs", "pick-note": "mine"}
        assert clerk.post(BOTH, picked).status_code == 303
        kept = fields_of_page(clerk.get(FORM).text)
    assert (kept[f"value-{insured}"], kept["note"], kept[f"value-{JOBS}"]) == ("50", "乙", "1200")


def test_a_script_is_answered_in_json(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        first, second = clerk.hidden(FORM), clerk.hidden(FORM)
        answer = clerk.post(DRAFT, first | {"note": "甲"}, accept="application/json")
        assert answer.json() == {"moved": False, "version": 1, "saved_by": "key-500101", "saved_at": "10:00"}
        moved = clerk.post(DRAFT, second | {"note": "乙"}, accept="application/json")
        assert (moved.status_code, moved.json()["moved"], moved.json()["version"]) == (409, True, 1)


def test_a_form_drawn_from_an_earlier_revision_reports_nothing_and_shows_both(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        old = clerk.hidden(FORM)
        service.post(report(lines=[line(value=500)]))
        both = clerk.post(FORM, old | reasons(service) | {f"value-{JOBS}": "700"})
        assert both.status_code == 409
        assert "没有报送：您打开这张表以后，key-500101 报了第1版（待审核）" in both.text
        assert ">700</label>" in both.text and ">500</label>" in both.text
        assert len(service.events()) == 1
        assert "两份对照着看" in clerk.get(FORM).text, "what was typed is kept while they choose"
        assert ">700</label>" in clerk.get(BOTH).text
        clerk.post(BOTH, fields_of_page(both.text) | {"choice": "mine"})
        page = clerk.get(FORM).text
        assert "两份对照着看" not in page
        assert clerk.post(FORM, reasons(service) | fields_of_page(page)).status_code == 303
    assert len(service.events()) == 2


def test_who_takes_what_stands_gives_up_their_own(service: Service) -> None:
    with signed_in(service, UNIT) as clerk:
        old = clerk.hidden(FORM)
        service.post(report(lines=[line(value=500)]))
        both = clerk.post(FORM, old | reasons(service) | {f"value-{JOBS}": "700"})
        clerk.post(BOTH, fields_of_page(both.text) | {"choice": "theirs"})
        page = clerk.get(FORM).text
    assert 'value="500"' in page and "放弃暂存" not in page


def test_a_file_on_a_page_of_an_earlier_revision_shows_both(service: Service) -> None:
    form = a_form(service.intake.runtime.catalogue)
    raw = fill(form, {f"E{row_of(form, JOBS)}": 1790})
    with signed_in(service, UNIT) as clerk:
        old = clerk.hidden(FORM)
        service.post(report(lines=[line(value=500)]))
        both = clerk.post(f"{PAGE}/upload", old, files={"file": ("表.xlsx", raw)})
        assert both.status_code == 409
        assert ">1790</label>" in both.text and ">500</label>" in both.text
        clerk.post(BOTH, fields_of_page(both.text) | {"choice": "theirs"})
        again = clerk.post(f"{PAGE}/upload", clerk.hidden(FORM), files={"file": ("表.xlsx", raw)})
        assert again.status_code == 200 and "还没有报送" in again.text, "a clerk mends one file again and again"
    assert len(service.events()) == 1


def test_the_same_once_more_says_so_and_stores_nothing(service: Service) -> None:
    form = a_form(service.intake.runtime.catalogue)
    raw = fill(form, {f"E{row_of(form, JOBS)}": 1790})
    service.post(report(lines=[line(value=1790)]))
    with signed_in(service, UNIT) as clerk:
        answer = clerk.post(f"{PAGE}/upload", clerk.hidden(FORM), files={"file": ("表.xlsx", raw)})
        assert answer.status_code == 409
        assert "与第1版完全一样，没有重复报送" in answer.text
        for path in (FORM, f"{PAGE}/check"):
            typed = clerk.post(path, fields_of_page(clerk.get(FORM).text))
            assert "没有改动，没有重复报送" in typed.text
        assert len(service.events()) == 1
        changed = reasons(service) | fields_of_page(clerk.get(FORM).text) | {"note": "另有说明"}
        assert clerk.post(FORM, changed).status_code == 303
    assert len(service.events()) == 2


def test_a_withdrawal_of_an_earlier_revision_takes_nothing_back(service: Service) -> None:
    service.post(report())
    with signed_in(service, UNIT) as clerk:
        old = clerk.hidden(PAGE)
        service.post(report(lines=[line(value=9)]), "k2")
        refused = clerk.post(f"{PAGE}/withdrawal", old | {"reason": "填错"})
        assert refused.status_code == 409
        assert "现为第2版，您看到的是第1版" in refused.text
        assert re.search("1,200 → <b>9</b>", refused.text), "what has changed since stands on the page"
    assert len(service.events()) == 2


@pytest.mark.parametrize(
    ("period", "status"), [("2019-01", 404), ("2099-01", 422), ("2023-06", 422), ("2023-04", 303), ("2021-01", 303)]
)
def test_nothing_is_kept_of_a_month_that_has_no_form_or_is_far_ahead(
    service: Service, period: str, status: int
) -> None:
    with signed_in(service, UNIT) as clerk:
        sent = clerk.hidden(FORM) | {"note": "x"}
        assert clerk.post(f"/reports/{UNIT}/{period}/draft", sent).status_code == status
        if status != 303:
            assert clerk.post(f"/reports/{UNIT}/{period}/check", sent).status_code == status
            assert clerk.get(f"/reports/{UNIT}/{period}/form").status_code == status
    with service.intake.database.read() as connection:
        kept = connection.exec_driver_sql("SELECT period FROM drafts").scalars().all()
    assert kept == ([period] if status == 303 else [])
