"""An inspector long afterwards: what was known then, what it is now, who changed it and why."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.pictures import picture
from tests.browser.walks.whole_system import CORRECTED, FIRST, WholeSystem


def _between(page: Page) -> None:
    page.select_option("[name=region]", "500107")
    page.select_option("[name=indicator]", "urban_new_employment")
    page.select_option("[name=period]", "2025-09")
    page.fill("[name=from_day]", "2025-10-15")
    page.get_by_role("button", name="查看变动").click()


def test_an_inspector_finds_what_was_known_on_a_day_what_changed_and_who_signed(
    system: WholeSystem, browser: Browser
) -> None:
    page = system.sign_in(browser, "inspector", "/as-of")
    assert "周巡视" in page.locator("header").inner_text()
    page.fill("[name=at_day]", "2025-10-15")
    page.get_by_role("button", name="回到那时").click()
    assert "以下为 2025-10-15 24:00 时所知" in page.locator("body").inner_text()
    page.goto(f"{system.address}/as-of")
    _between(page)
    waterfall = page.locator("section[aria-labelledby=waterfall-title]")
    picture(page, "as-of-1440")
    said = waterfall.inner_text()
    assert f"{FIRST:,}" in said and f"{CORRECTED:,}" in said and f"{CORRECTED - FIRST:,}" in said
    assert "jiulongpo-hr" in said and "两位数字录入颠倒" in said
    waterfall.locator("ul.events a").first.click()
    page.wait_for_url("**/reports/500107/2025-09*")
    history = page.locator("main").inner_text()
    assert f"{FIRST:,}" in history and f"{CORRECTED:,}" in history
    assert "jiulongpo-sign" in history, "who signed the correction"
    assert "chongqing-review" in history, "who accepted it"


def test_an_inspector_sees_who_signed_in_and_their_own_export_of_it(system: WholeSystem, browser: Browser) -> None:
    system.sign_in(browser, "ops", "/ops").close()
    page = system.sign_in(browser, "inspector", "/security")
    picture(page, "security-1440")
    listed = page.locator("main table").inner_text()
    assert "陈值班" in listed and "周巡视" in listed
    with page.expect_download() as downloading:
        page.locator("main a[href*='security.csv']").first.click()
    assert "ops" in Path(downloading.value.path()).read_text("utf-8-sig")
    page.reload()
    assert "导出" in page.locator("main table").first.inner_text()
