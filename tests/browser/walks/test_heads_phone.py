"""A department head on a phone: from the mail to an answer that is kept, without an account and without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.pictures import picture
from tests.browser.walks.whole_system import WholeSystem, html_of

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False)
    yield context.new_page()
    context.close()


def fits(page: Page) -> bool:
    """Whether nothing stands beside the screen: measured without the page's own scripts."""
    return int(page.evaluate("document.documentElement.scrollWidth")) <= PHONE["width"]


def test_a_head_reads_the_mail_signs_for_it_and_answers_and_a_wrong_month_costs_no_word(
    system: WholeSystem, phone: Page
) -> None:
    (mail,) = system.mails
    phone.set_content(html_of(mail))
    text = phone.locator("body").inner_text()
    for said in ("基本医疗保险参保率", "90.00", "95.00", "已连续 2 期", "相差 5.00 个百分点", "2025年12月11日前签收"):
        assert said in text, f"the mail does not say {said}"
    assert fits(phone)
    phone.get_by_role("link", name="签收").first.tap()
    phone.wait_for_url("**/answer?token=*")
    picture(phone, "answer-390")
    answering = phone.locator("main").inner_text()
    assert "实际 90.00" in answering and "差距 −5.00 个百分点" in answering
    assert "落后" not in answering.split("签收人姓名")[0], "a floor has no months that it is behind"
    assert fits(phone)
    phone.fill("#signer-a", "王处长")
    phone.get_by_role("button", name="签收", exact=True).tap()
    assert "已签收" in phone.locator("[role=status]").inner_text()

    phone.fill("#signer", "王处长")
    phone.fill("#cause", "灵活就业人员断缴")
    phone.fill("#measures", "逐户上门，十二月底前续保 3,000 人")
    phone.fill("#expected", "2025-11")
    phone.locator("button", has_text="提交反馈").evaluate("button => { button.form.noValidate = true; }")
    phone.get_by_role("button", name="提交反馈").tap()
    assert phone.locator("[role=alert]").inner_text().startswith("没有提交，请改正")
    assert phone.locator("#expected").get_attribute("aria-invalid") == "true"
    assert phone.locator("#measures").input_value() == "逐户上门，十二月底前续保 3,000 人"
    phone.fill("#expected", "2025-12")
    phone.get_by_role("button", name="提交反馈").tap()
    assert "反馈已收到" in phone.locator("[role=status]").inner_text()
    picture(phone, "answered-390")
    assert fits(phone)
    assert [each for each in system.running.events() if each == "AlertAnswered"] == ["AlertAnswered"]


def test_a_head_sees_from_the_answer_page_where_the_gap_comes_from(system: WholeSystem, phone: Page) -> None:
    (mail,) = system.mails
    phone.set_content(html_of(mail))
    phone.get_by_role("link", name="签收").first.tap()
    phone.wait_for_url("**/answer?token=*")
    phone.get_by_role("link", name="看指标轨迹").tap()
    phone.wait_for_url("**/plans/jiulongpo-2021-2025/7*")
    assert "基本医疗保险参保率" in phone.locator("h1").inner_text()
    assert phone.locator(".chart svg").first.is_visible()
    assert fits(phone)
