"""A new clerk reports a month, a reviewer sends it back and then accepts it: in a real browser, without scripts.

``XUSHI_PICTURES=docs/images`` keeps the pictures that the handbook shows.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page

from services.intake.forms.arranging import form_of
from services.intake.forms.layout import DENOMINATOR, NUMERATOR, VALUE
from services.intake.units.rulebook import Rulebook
from tests.browser.conftest import SignIn
from tests.browser.pictures import picture
from tests.browser.reporting_world import OPEN, UNIT, World, usual_line

_OFFICE = shutil.which("soffice")
_WORDY = "unemployment_insurance_insured"
_PART, _WHOLE = "migrant_worker_training", "subsidised_training"
_FORM = f"/reports/{UNIT}/{OPEN}/form"


def _sideways(page: Page) -> int:
    page.wait_for_load_state()  # between two pages there is no document to measure
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def _fill(world: World, path: Path) -> None:
    """Fill a downloaded form as a clerk does, with one mistake: a part that is larger than its whole."""
    book = load_workbook(path)
    sheet = next(sheet for sheet in book if sheet.sheet_state == "visible")
    form = form_of(Rulebook(world.catalogue), UNIT, OPEN)
    assert form is not None
    for row in form.rows:
        line = usual_line(world.catalogue.indicators[row.rule.id], UNIT, OPEN)
        if row.rule.ratio:
            sheet[row.cell(NUMERATOR)], sheet[row.cell(DENOMINATOR)] = line["numerator"], line["denominator"]
        else:
            sheet[row.cell(VALUE)] = line["value"] * (100 if row.rule.id == _PART else 1)
        if row.rule.id == _WORDY:
            sheet[row.cell(VALUE)] = "约10万"
    book.save(path)


def _confirm(clerk: Page) -> None:
    """Look at the check, and send."""
    clerk.click("button:text-is('核对')")
    assert "还没有报送" in clerk.locator("h1").inner_text()
    assert _sideways(clerk) <= 0
    clerk.click("button:text-is('确认报送')")


def _through_office(path: Path) -> Path:
    """The same file as LibreOffice writes it; as it is, where there is no LibreOffice."""
    if _OFFICE is None:
        return path
    out = path.parent / "office"
    command = [_OFFICE, f"-env:UserInstallation=file://{path.parent}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=180)
    return out / path.name


def test_a_month_goes_from_the_clerks_file_to_an_accepted_report(world: World, sign_in: SignIn, tmp_path: Path) -> None:
    clerk = sign_in(UNIT, "/reports")
    right = usual_line(world.catalogue.indicators[_PART], UNIT, OPEN)["value"]
    _upload_with_a_mistake(world, clerk, tmp_path)
    _mend_it_on_the_page(clerk, right)
    reviewer = sign_in("reviewer", f"/reviews/{UNIT}/{OPEN}")
    _send_it_back(reviewer)
    _report_again(world, clerk, right)
    reviewer.goto(f"{world.address}/reviews/{UNIT}/{OPEN}")
    assert f"上一版 {right:,}" in reviewer.locator("main").inner_text()
    reviewer.click("button:text-is('通过第 2 版')")
    assert "已通过 1 份" in reviewer.locator(".done").inner_text()
    clerk.goto(f"{world.address}/reports/{UNIT}/{OPEN}")
    history = clerk.locator(".timeline").inner_text()
    for text in ("审核通过", "重新报送", "退回", f"{right:,} → {right + 1:,}"):
        assert text in history


def _upload_with_a_mistake(world: World, clerk: Page, folder: Path) -> None:
    assert "待报" in clerk.locator(".month-strip li").last.inner_text()
    assert "迟报" in clerk.locator(".month-strip").inner_text()
    picture(clerk, "reports-1440")
    form = folder / "form.xlsx"
    form.write_bytes(clerk.request.get(f"{world.address}/v1/forms/{UNIT}/{OPEN}.xlsx").body())
    _fill(world, form)
    clerk.click(f"a[href='{_FORM}']")
    clerk.set_input_files("#file", _through_office(form))
    clerk.click("text=上传并报送")
    summary = clerk.locator("#errors")
    assert "其中≤总计" in summary.inner_text()
    assert "约10万" in summary.inner_text()
    field = f"#value-{_PART}"
    assert clerk.locator(field).get_attribute("aria-invalid") == "true"
    assert summary.locator("a").first.get_attribute("href") == field
    assert summary.locator("a").last.get_attribute("href") == f"#value-{_WORDY}"
    described = clerk.locator(field).get_attribute("aria-describedby") or ""
    assert "其中≤总计" in clerk.locator(f"#{described.split()[-1]}").inner_text()
    picture(clerk, "findings-1440")
    assert world.records(UNIT, OPEN) == 0, "nothing is half imported"
    with clerk.expect_download() as marked:
        clerk.click("text=下载标出错误的 Excel")
    marked.value.save_as(folder / "marked.xlsx")
    assert len(load_workbook(folder / "marked.xlsx").sheetnames) > 1


def _mend_it_on_the_page(clerk: Page, right: int) -> None:
    clerk.fill(f"#value-{_PART}", f"{right:,}")
    clerk.fill(f"#value-{_WORDY}", "101862")
    _confirm(clerk)
    assert "/receipt?revision=1&new=1" in clerk.url
    receipt = clerk.locator(".receipt").inner_text()
    assert "报送回执" in receipt
    assert f"{right:,}" in receipt
    picture(clerk, "receipt-1440")
    clerk.emulate_media(media="print")
    assert clerk.locator(".top nav").is_hidden()
    assert clerk.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    clerk.emulate_media(media="screen")


def _send_it_back(reviewer: Page) -> None:
    assert "通过后，重庆市的合计" in reviewer.locator("main").inner_text()
    reviewer.click("button:text-is('退回')")
    assert "退回须写明理由" in reviewer.locator("#errors").inner_text()
    reviewer.fill("#reason", "培训人次请与台账核对")
    reviewer.click("button:text-is('退回')")
    assert "已退回 1 份" in reviewer.locator(".done").inner_text()


def _report_again(world: World, clerk: Page, right: int) -> None:
    clerk.goto(f"{world.address}/reports/{UNIT}/{OPEN}")
    assert "培训人次请与台账核对" in clerk.locator(".alert-line").inner_text()
    clerk.goto(world.address + _FORM)
    clerk.fill(f"#value-{_PART}", str(right + 1))
    clerk.fill("#note", "已与台账核对")
    _confirm(clerk)
    assert "revision=2" in clerk.url


def test_a_correction_is_signed_at_the_second_signer_s_own_desk(world: World, sign_in: SignIn) -> None:
    clerk = sign_in(UNIT, f"/reports/{UNIT}/2025-05/form")
    typed = f"#value-{_WHOLE}"
    before = clerk.locator(typed).input_value()
    changed = int(before) + 5
    clerk.fill(typed, str(changed))
    clerk.fill("#reason", "漏报一个街道")
    clerk.click("button:text-is('核对')")
    assert f"上一版 {int(before):,}" in clerk.locator(f"#row-{_WHOLE}").inner_text()
    clerk.click("button:text-is('确认更正，送签')")
    assert "更正已送第二签字人" in clerk.locator(".done").inner_text()
    signer = sign_in("signer", "/signatures")
    assert f"{changed:,}" in signer.locator("table.beside").inner_text()
    signer.click("button:text-is('签字')")
    assert "已签字" in signer.locator(".done").inner_text()
    signer.goto(f"{world.address}/reports/{UNIT}/2025-05")
    assert "第二签字人：" in signer.locator(".timeline").inner_text()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_form_of_a_month_that_is_in_is_filled_and_says_what_stands(
    world: World, sign_in: SignIn, width: int
) -> None:
    unit = "500105"
    address = f"/reports/{unit}/{OPEN}/form"
    clerk = sign_in(unit, address, width)
    said = clerk.locator(".standing")
    assert "表中已填的是第1版：已报送，待审核" in said.inner_text() and "待审核" in said.locator(".level").inner_text()
    rules = Rulebook(world.catalogue)
    form = form_of(rules, unit, OPEN)
    assert form is not None
    for row in form.rows:
        usual = usual_line(world.catalogue.indicators[row.rule.id], unit, OPEN)
        if row.rule.ratio:
            typed = clerk.locator(f"#numerator-{row.rule.id}").input_value()
            assert int(typed) == usual["numerator"]
        elif not row.rule.surveyed:
            assert int(clerk.locator(f"#value-{row.rule.id}").input_value()) == usual["value"]
    assert _sideways(clerk) <= 0
    picture(clerk, f"filled-form-{width}")
    clerk.locator(".typed td.figure").evaluate_all(
        "cells => cells.forEach(c => c.append('97.41%（10,025,726/10,052,989）'))"
    )
    assert _sideways(clerk) <= 0, "the figures of a large unit widen the page"


def test_a_question_is_answered_next_to_the_finding(world: World, sign_in: SignIn) -> None:
    unit, explained = "500102", "#explanation-urban_new_employment"
    clerk = sign_in(unit, f"/reports/{unit}/{OPEN}/receipt")
    assert "还有 1 处要答复" in clerk.locator(".errors").inner_text()
    clerk.click("text=改正或补充说明")
    assert "与上月完全相同" in clerk.locator(f"tr:has({explained})").inner_text()
    clerk.fill(explained, "两个月确实相同，已核对台账")
    picture(clerk, "explanation-1440")
    _confirm(clerk)
    assert clerk.locator(".errors").count() == 0
    reviewer = sign_in("reviewer", f"/reviews/{unit}/{OPEN}")
    assert "单位说明：两个月确实相同" in reviewer.locator("main").inner_text()
    reviewer.click("button:text-is('通过第 2 版')")
    assert "已通过 1 份" in reviewer.locator(".done").inner_text()


def test_the_queue_puts_findings_first_and_accepts_many_at_once(world: World, sign_in: SignIn) -> None:
    reviewer = sign_in("reviewer", "/reviews")
    first = reviewer.locator(".queue tbody tr").first.inner_text()
    assert "须改正" in first
    picture(reviewer, "reviews-1440")
    for box in reviewer.locator(".queue input[type=checkbox]").all():
        box.check()
    reviewer.click("text=先看对合计的影响")
    assert "→" in reviewer.locator(".effect").inner_text()
    left_out = reviewer.locator("main .errors").inner_text()
    assert "不能通过，没有算在内" in left_out and "须改正" in left_out
    picture(reviewer, "effect-1440")
    reviewer.click("main button:has-text('通过这')")
    said = reviewer.locator(".done").inner_text()
    assert "已通过" in said
    assert "没有办成" not in said, "what has open findings was left out before"
    reviewer.reload()
    assert reviewer.locator(".done").inner_text() == said, "loading it again decides nothing anew"


def test_a_report_with_a_jump_shows_it_beside_its_history(world: World, sign_in: SignIn) -> None:
    reviewer = sign_in("reviewer", f"/reviews/500103/{OPEN}")
    assert "平常起伏" in reviewer.locator("#row-work_injury_insurance_insured + .under").inner_text()
    assert reviewer.locator(".held svg.spark").count() == len(world.catalogue.owed("500103"))
    picture(reviewer, "review-1440")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        (UNIT, "/reports"),
        (UNIT, _FORM),
        (UNIT, f"/reports/{UNIT}/2025-05"),
        (UNIT, f"/reports/{UNIT}/2025-05/receipt"),
        ("reviewer", "/reviews?status=all"),
        ("reviewer", f"/reviews/500103/{OPEN}"),
        ("reviewer", f"/reviews/closing?period={OPEN}"),
        ("reviewer", "/screens"),
        ("auditor", "/reports"),
        ("reviewer", "/reports"),
        ("reviewer", f"/reviews/effect?period={OPEN}&report=500103:1"),
        ("signer", "/signatures"),
        ("auditor", "/security"),
        ("ops", "/accounts"),
        ("ops", f"/accounts/{UNIT}"),
        (UNIT, "/account"),
        (UNIT, "/account/factors"),
    ],
)
def test_no_page_scrolls_sideways(sign_in: SignIn, who: str, path: str, width: int) -> None:
    page = sign_in(who, path, width, script=True)
    assert _sideways(page) <= 0
    if (who, path, width) == (UNIT, "/reports", 390):
        picture(page, "reports-390")


@pytest.mark.parametrize(
    ("who", "path"),
    [
        (UNIT, "/reports"),
        (UNIT, _FORM),
        (UNIT, f"/reports/{UNIT}/2025-05"),
        (UNIT, f"/reports/{UNIT}/2025-05/receipt"),
        ("reviewer", "/reviews?status=all"),
        ("reviewer", f"/reviews/500103/{OPEN}"),
        ("reviewer", f"/reviews/closing?period={OPEN}"),
        ("reviewer", f"/reviews/effect?period={OPEN}&report=500103:1"),
        ("reviewer", "/screens"),
        ("reviewer", "/reports"),
        ("signer", "/signatures"),
        ("auditor", "/reports"),
    ],
)
def test_on_paper_every_heading_has_something_under_it_and_nothing_is_cut(sign_in: SignIn, who: str, path: str) -> None:
    page = sign_in(who, path, 1040)  # as wide as A4 across, at 96 dots an inch
    page.emulate_media(media="print")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    assert _sideways(page) <= 0
    empty = page.evaluate(
        """() => [...document.querySelectorAll('main h2')].filter(head => head.offsetHeight).filter(head => {
            const section = head.closest('section') || head.parentElement;
            const rest = [...section.children].filter(each => each !== head && each.offsetHeight);
            return rest.length === 0;
        }).map(head => head.textContent)"""
    )
    assert empty == []


def test_the_unit_of_training_is_in_one_line_at_any_width(sign_in: SignIn) -> None:
    page = sign_in(UNIT, f"/reports/{UNIT}/2025-05/receipt", 390)
    units = page.locator("td.unit:text-is('人次')")
    assert units.count() > 0
    heights = units.evaluate_all(
        """cells => cells.map(cell => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return range.getClientRects().length;
        })"""
    )
    assert set(heights) == {1}
