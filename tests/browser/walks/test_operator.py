"""The ops team's morning: can the figures be trusted, and did every message go out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.pictures import picture
from tests.browser.walks.whole_system import WholeSystem, whole_system
from tests.waiting import until

NOBODY = "550 5.1.1 no such user"


@pytest.fixture
def system(tmp_path: Path) -> Iterator[WholeSystem]:
    """The first mail was refused for good: its mailbox was not there yet."""
    with whole_system(tmp_path, refused=(NOBODY,)) as made:
        yield made


def test_ops_sees_that_the_figures_hold_finds_the_mail_that_was_refused_and_sends_it_again(
    system: WholeSystem, browser: Browser
) -> None:
    page = system.sign_in(browser, "ops", "/ops")
    navigation = page.locator("header nav").inner_text()
    assert "运行" in navigation and "外发" in navigation
    assert "待签" not in navigation, "ops signs nothing"
    readers = page.locator("table.readers tbody tr")
    assert readers.count() == 2
    assert all("0" in row.locator("td.figure").nth(1).inner_text() for row in readers.all()), "somebody lags behind"
    assert page.locator("table.chains tbody tr").count() == 3

    picture(page, "ops-1440")
    page.get_by_role("link", name="外发").first.click()
    picture(page, "outbox-1440")
    assert "发送失败 1 条" in page.locator("main").inner_text()
    assert "550" in page.locator("table.alerts").first.inner_text()
    assert system.mails == []
    page.get_by_role("button", name="重新发送").first.click()
    assert until(lambda: len(system.mails) == 1)
    page.reload()
    assert "发送失败" not in page.locator("main").inner_text()
