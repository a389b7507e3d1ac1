"""Who has signed in and does nothing is told before it ends, in a real browser; without scripts everything works."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import reporting_world
from tests.browser.reporting_world import UNIT, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with reporting_world.running(tmp_path_factory.mktemp("signed-in")) as made:
        yield made


def signed_in(browser: Browser, world: World, *, script: bool) -> Page:
    page = browser.new_context(java_script_enabled=script).new_page()
    if script:
        page.clock.install()
    page.goto(f"{world.address}/login?next=/account")
    page.fill("#account", UNIT)
    page.fill("#password", world.secrets[UNIT])
    page.click("main button")
    assert page.url == f"{world.address}/account"
    page.wait_for_load_state()  # the page's script runs before its clock is moved
    return page


def test_two_minutes_before_the_end_it_is_said_and_one_can_stay(browser: Browser, world: World) -> None:
    page = signed_in(browser, world, script=True)
    notice = page.locator(".idle")
    page.clock.fast_forward("27:50")
    expect(notice).to_be_hidden()
    page.clock.fast_forward("00:20")
    expect(notice).to_contain_text("2 分钟内将自动退出")
    page.get_by_role("button", name="继续使用").click()
    page.clock.fast_forward("00:10")
    expect(notice).to_be_hidden()
    page.clock.fast_forward("30:10")
    expect(notice).to_contain_text("已自动退出")
    page.context.close()


def test_without_scripts_a_person_sees_their_account_and_signs_out(browser: Browser, world: World) -> None:
    page = signed_in(browser, world, script=False)
    expect(page.locator("header")).to_contain_text(UNIT)
    page.click("header button")
    page.goto(f"{world.address}/account")
    assert "/login" in page.url
    page.context.close()
