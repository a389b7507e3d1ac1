"""A reviewer's month in a real browser: thirty-eight units, some with findings, in under sixty clicks and typings; then
the month is closed.

``XUSHI_PICTURES=docs/images`` keeps the pictures that the handbook shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import reporting_world
from tests.browser.pictures import picture
from tests.browser.reporting_world import CITY, OPEN, World

MOST = 60
"""Interactions that a month of thirty-eight units may take."""


class Hand:
    """Clicks and types on a page, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.done = 0

    def click(self, target: str) -> None:
        self.done += 1
        self.page.click(target)

    def fill(self, target: str, text: str) -> None:
        self.done += 1
        self.page.fill(target, text)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The city on the fourth of July, when everybody has reported June."""
    with reporting_world.running(tmp_path_factory.mktemp("reviewing")) as made:
        reported = {f"50010{number}" for number in range(2, 7)}
        for unit in made.catalogue.units_under(CITY, OPEN):
            if unit not in reported:
                made.report(unit, OPEN)
        yield made


@contextmanager
def opened(browser: Browser, *, script: bool) -> Iterator[Page]:
    """A window of its own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=script)
    yield context.new_page()
    context.close()


def _sign_in(hand: Hand, world: World, path: str) -> None:
    hand.page.goto(world.address + path)
    hand.fill("#account", "reviewer")
    hand.fill("#password", world.secrets["reviewer"])
    hand.click("main button")


def _waiting(page: Page) -> int:
    return page.locator(".queue tbody tr").count()


@pytest.mark.parametrize("script", [True, False])
def test_the_clean_reports_are_ticked_with_and_without_script(world: World, browser: Browser, script: bool) -> None:
    with opened(browser, script=script) as page:
        hand = Hand(page)
        _sign_in(hand, world, "/reviews")
        hand.click("text=选中全部无问题的")
        ticked = page.locator(".queue input:checked").count()
        assert ticked == page.locator(".queue input[data-clean]").count() > 30
        assert page.locator(".queue tr:has-text('须改正') input:checked").count() == 0


def test_a_month_of_thirty_eight_units_takes_fewer_than_sixty_interactions(world: World, browser: Browser) -> None:
    with opened(browser, script=True) as page:
        hand = Hand(page)
        _sign_in(hand, world, "/reviews")
        assert _waiting(page) == 38
        _accept_the_clean(hand)
        left = _waiting(page)
        assert 0 < left <= 12
        picture(page, "reviews-left-1440")
        _go_through(hand, left)
        _close_early(hand)
        assert hand.done < MOST, hand.done


def _accept_the_clean(hand: Hand) -> None:
    hand.click("text=选中全部无问题的")
    hand.click("text=先看对合计的影响")
    assert "无未结预警" in hand.page.locator(".effect").inner_text()
    hand.click("main button:has-text('通过这')")
    assert "没有办成" not in hand.page.locator(".done").inner_text()


def _go_through(hand: Hand, left: int) -> None:
    """Each report of the queue after the other, without going back to it in between."""
    hand.click(".queue tbody th a")
    for _ in range(left):
        if hand.page.locator("text=不能通过；请退回单位答复").count():
            hand.fill("#reason", "请核对后改正，或写明原因")
            hand.click("button:text-is('退回')")
        else:
            hand.click("button:has-text('通过第')")
        assert "1 份" in hand.page.locator(".done").inner_text(), "what was done stands above the next one"
    assert "没有待审核的报表" in hand.page.locator("main").inner_text()


def _close_early(hand: Hand) -> None:
    hand.click("text=关账…")
    hand.fill("#early", "各单位均已报齐")
    hand.click("#sure")
    hand.click("main button:text-is('关账')")
    assert "已关账" in hand.page.locator(".done").inner_text()
