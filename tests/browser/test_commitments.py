"""A department's own desk in a real browser, without a script: on a screen, on a phone, and on paper.

``XUSHI_PICTURES=`` a folder keeps a picture of each.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SignIn
from tests.browser.pictures import picture

PAGE = "/commitments/chongqing-2021-2025/10"


def fits(page: Page, width: int) -> bool:
    """Whether nothing stands beside the screen: measured without the page's own scripts."""
    return int(page.evaluate("document.documentElement.scrollWidth")) <= width


@pytest.mark.parametrize("width", [1440, 390])
def test_the_desk_and_a_commitment_fit_the_screen_and_the_paper(sign_in: SignIn, width: int) -> None:
    page = sign_in("department", "/commitments", width)
    assert "待填报" in page.locator("main").inner_text()
    assert fits(page, width)
    picture(page, f"commitment-desk-{width}")
    page.goto(page.url.replace("/commitments", PAGE))
    assert fits(page, width)
    picture(page, f"commitment-{width}")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1_050, "height": 700})  # A4 across, within its margins
    assert fits(page, 1_050)
    assert not page.locator("header.top nav").is_visible()


def test_a_department_states_with_a_file_is_told_what_is_wrong_and_the_reviewer_returns_it(
    sign_in: SignIn, tmp_path: Path
) -> None:
    file = tmp_path / "验收表.pdf"
    file.write_bytes(b"%PDF-1.7 1")
    page = sign_in("department", "/commitments")
    page.click(f"a[href='{PAGE}'] >> nth=0")
    page.select_option("#s-period", label="2024年（未填报）")
    page.fill("#s-text", "已建成3个，第4个在建。")
    page.fill("#s-value", "三")
    page.click("button:has-text('填报')")
    told = page.locator("[role=alert]").inner_text()
    assert "请选择进展情况" in told and "应为数字" in told and "佐证" in told
    assert page.locator("#s-text").input_value() == "已建成3个，第4个在建。"
    assert "2024年" in page.locator("#s-period option:checked").inner_text()
    page.check("#s-progress-late")
    page.fill("#s-value", "3")
    page.set_input_files("#s-files", str(file))
    page.click("button:has-text('填报')")
    assert "已填报，待审核" in page.locator("[role=status]").inner_text()
    reviewer = sign_in("reviewer", "/commitments")
    reviewer.click(f"a[href='{PAGE}'] >> nth=0")
    assert "验收表.pdf" in reviewer.locator("main").inner_text()
    reviewer.fill("#r-reason", "缺少验收结论")
    reviewer.click("button:has-text('退回')")
    assert "已退回" in reviewer.locator("[role=status]").inner_text()
    page.goto(page.url.partition("/commitments/")[0] + "/commitments")
    assert "退回理由：缺少验收结论" in page.locator("main").inner_text()
