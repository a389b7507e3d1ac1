"""The board in a real browser: a server on a free port and the system's Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from shared.catalogue import load_catalogue
from tests.browser import reporting_world
from tests.browser.reporting_world import World
from tests.processes import serving
from tests.unit.aggregator.board import world as board_world

_NAMES = ("chromium", "chromium-browser", "google-chrome")

OpenPage = Callable[..., Page]
SignIn = Callable[..., Page]


def find_chromium() -> str | None:
    """The system's Chromium; None when there is none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="package")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the board answers, over a filled database."""
    catalogue = load_catalogue()
    database = board_world.make_database(tmp_path_factory.mktemp("browser"))
    board_world.fill(database, catalogue)
    with serving(board_world.make_app(database, catalogue)) as made:
        yield made
    database.dispose()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    path = find_chromium()
    if path is None:
        pytest.skip("NO CHROMIUM: the board was NOT looked at in a browser; install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, address: str, tmp_path: Path) -> Iterator[OpenPage]:
    """Opens an address of the board; the test fails on a script error, or a request to another host."""
    faults: list[str] = []
    contexts = []

    def open_it(path: str, width: int = 1440, *, script: bool = True, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda asked: None if asked.url.startswith(address) else faults.append(asked.url))
        page.goto(address + path, wait_until="load")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with reporting_world.running(tmp_path_factory.mktemp("reporting")) as made:
        yield made


@pytest.fixture
def sign_in(browser: Browser, world: World) -> Iterator[SignIn]:
    """Opens a page as somebody, through the login page; fails on a request to another host."""
    contexts: list[BrowserContext] = []
    elsewhere: list[str] = []

    def open_it(who: str, path: str, width: int = 1440, *, script: bool = False) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda asked: None if asked.url.startswith(world.address) else elsewhere.append(asked.url))
        page.goto(world.address + path)
        assert "/login" in page.url
        page.fill("#account", who)
        page.fill("#password", world.secrets[who])
        page.click("main button")
        page.wait_for_url(world.address + path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert elsewhere == []
