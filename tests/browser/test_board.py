"""The board as somebody sees it: wide, narrow, without scripts, at night, on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.unit.aggregator.board.world import CHONGQING

INDICATOR = f"/plans/{CHONGQING}/8"
PAGES = ["/", INDICATOR, f"/plans/{CHONGQING}", "/ops"]


def _sideways(page: Page) -> int:
    """Pixels that the page is wider than its window."""
    page.wait_for_load_state()  # between two pages there is no document to measure
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(open_page: OpenPage, path: str, width: int) -> None:
    assert _sideways(open_page(path, width)) <= 0


def test_rows_become_cards_on_a_phone(open_page: OpenPage) -> None:
    row = ".targets tr.row"
    assert open_page("/").locator(row).first.evaluate("row => getComputedStyle(row).display") == "table-row"
    assert open_page("/", 390).locator(row).first.evaluate("row => getComputedStyle(row).display") == "grid"


def test_a_script_takes_the_drawn_chart_over(open_page: OpenPage) -> None:
    page = open_page(INDICATOR)
    assert page.locator(".chart .live svg path").count() > 10
    assert page.locator(".chart .drawn").is_hidden()


@pytest.mark.parametrize("path", [f"/plans/{CHONGQING}/{row}" for row in (1, 2, 13, 16)])
def test_every_kind_of_target_has_its_chart(open_page: OpenPage, path: str) -> None:
    assert open_page(path).locator(".chart .live svg").count() == 1


def test_without_scripts_the_page_is_complete(open_page: OpenPage) -> None:
    page = open_page(INDICATOR, script=False)
    assert page.locator(".chart svg.trajectory").is_visible()
    assert page.locator(".months tbody tr").count() == 51


def test_the_month_is_chosen_without_scripts(open_page: OpenPage) -> None:
    page = open_page("/", script=False)
    page.select_option("#period", "2023-03")
    page.click(".chooser button")
    assert "period=2023-03" in page.url
    assert page.locator("h1").inner_text().endswith("2023年3月")


def test_a_row_leads_to_its_target(open_page: OpenPage) -> None:
    page = open_page("/")
    page.click(".targets a:has-text('工伤保险参保人数')")
    assert "工伤保险参保人数" in page.locator("h1").inner_text()


def test_the_night_theme_is_dark(open_page: OpenPage) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    assert open_page("/", scheme="dark").evaluate(ground) == "rgb(18, 22, 26)"
    assert open_page("/").evaluate(ground) == "rgb(255, 255, 255)"


def test_paper_gets_the_drawn_chart_and_no_controls(open_page: OpenPage) -> None:
    page = open_page(INDICATOR)
    page.emulate_media(media="print")
    assert page.locator(".chart .drawn").is_visible()
    assert page.locator(".chart .live").is_hidden()
    assert page.locator(".chooser").is_hidden()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
