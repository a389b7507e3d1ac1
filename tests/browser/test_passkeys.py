"""Second factors in a real browser: a passkey of Chromium's own authenticator, a phone's code without any script."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from services.aggregator.board.pages import static_router
from services.intake.accounts import repository
from services.intake.accounts.account import Account, HeldRole
from services.intake.accounts.passwords import Hashing
from services.intake.main import Intake
from shared.observe import configure_logging
from shared.periods import SystemClock
from shared.process.application import application
from shared.process.runtime import Runtime
from shared.security.keys import KeyFile, Role, save_keys
from shared.settings import Settings
from tests.processes import serving

PASSWORD = "correct horse battery"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where intake answers, under a name that passkeys can be for; everybody has to have a second factor."""
    configure_logging("ERROR")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"http://localhost:{held.getsockname()[1]}"
        settings = Settings(data_dir=tmp_path_factory.mktemp("passkeys"), public_url=address)
        save_keys(settings.keys_path, KeyFile().keys)
        intake = Intake(Runtime(settings, clock=SystemClock()))
        app = application("序时", intake.runtime, [intake], intake.hot, intake.sessions)
        app.include_router(static_router())
        with serving(app, held=held):
            _open_accounts(intake, "wang", "li", "zhao")
            yield address


def _open_accounts(intake: Intake, *names: str) -> None:
    hashed, now = Hashing().hash_now(PASSWORD), SystemClock().now()
    role = HeldRole(Role.AUDITOR, "")
    with intake.database.write() as connection:
        for name in names:
            account = Account(id=name, name=name, opened_at=now, password=hashed, grants=(role,))
            repository.add(connection, account)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    yield made
    made.close()


def page_of(context: BrowserContext, faults: list[str]) -> Page:
    """A page; what its console complains of is kept in ``faults``, but that there is no board behind the way out."""
    page = context.new_page()
    page.on("console", lambda told: faults.append(told.text) if is_fault(told) else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page


def is_fault(told: ConsoleMessage) -> bool:
    return told.type == "error" and "(Not Found)" not in told.text


def with_authenticator(context: BrowserContext, page: Page) -> tuple[Any, str]:
    """A device in the browser that keeps passkeys and knows its owner: the connection to it, and its name."""
    connection = context.new_cdp_session(page)
    connection.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return connection, connection.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def sign_in(page: Page, address: str, account: str) -> None:
    """By account and password, up to the second factor."""
    page.goto(f"{address}/login?next=/reports")
    page.fill("#account", account)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/login/*")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="退出").click()
    page.wait_for_url(lambda url: not url.endswith("/reports"))


def fits(page: Page) -> bool:
    """Whether nothing of the page stands beside the telephone's screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_passkey_is_made_at_the_first_sign_in_and_then_signs_in_alone(context: BrowserContext, address: str) -> None:
    faults: list[str] = []
    page = page_of(context, faults)
    connection, authenticator = with_authenticator(context, page)
    sign_in(page, address, "wang")
    assert fits(page)
    page.get_by_role("button", name="用通行密钥").click()
    page.fill("#name", "手机")
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="已抄下，继续").wait_for()
    assert page.locator("main code").count() == 8
    assert fits(page)
    page.get_by_role("button", name="已抄下，继续").click()
    page.wait_for_url("**/reports")
    sign_out(page)
    for count in (2, 3):
        page.goto(f"{address}/login?next=/reports")
        page.get_by_role("button", name="用通行密钥登录").click()
        page.wait_for_url("**/reports")
        (kept,) = connection.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
        assert (kept["isResidentCredential"], kept["rpId"], kept["signCount"]) == (True, "localhost", count)
        sign_out(page)
    assert faults == []


def test_a_device_that_does_not_know_its_owner_signs_nobody_in(context: BrowserContext, address: str) -> None:
    page = page_of(context, [])
    connection, authenticator = with_authenticator(context, page)
    sign_in(page, address, "li")
    page.get_by_role("button", name="用通行密钥").click()
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="已抄下，继续").click()
    page.wait_for_url("**/reports")
    sign_out(page)
    connection.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto(f"{address}/login")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.get_by_text("没有确认，或已超时").wait_for()
    assert page.get_by_role("link", name="用别的方式").is_visible()
    page.goto(f"{address}/reports")
    assert "/login" in page.url


def test_a_phone_is_set_up_and_used_without_any_script(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, color_scheme="dark")  # type: ignore[arg-type]
    page = page_of(context, [])
    sign_in(page, address, "zhao")
    page.get_by_role("button", name="用手机验证码").click()
    assert page.locator("svg.qr").bounding_box()["width"] >= 150  # type: ignore[index]
    phone = pyotp.TOTP(page.locator("main code").inner_text().replace(" ", ""))
    page.fill("#code", phone.now())
    page.get_by_role("button", name="确认").click()
    recovery = page.locator("main code").first.inner_text()
    page.get_by_role("button", name="已抄下，继续").click()
    page.wait_for_url("**/reports")
    sign_out(page)
    sign_in(page, address, "zhao")
    page.fill("#code", recovery)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/reports")
    page.goto(f"{address}/account/factors")
    assert "还有 7 个可用" in page.locator("main").inner_text()
    context.close()
