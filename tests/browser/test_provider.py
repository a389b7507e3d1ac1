"""Sign-in at somebody else's OpenID provider in a real browser: away to another site, back again, and out there."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from services.aggregator.board.pages import static_router
from services.intake.accounts import repository
from services.intake.accounts.account import Account, HeldRole
from services.intake.main import Intake
from shared.observe import configure_logging
from shared.periods import SystemClock
from shared.process.application import application
from shared.process.runtime import Runtime
from shared.security.keys import KeyFile, Role, save_keys
from shared.settings import Settings
from tests.oidc_provider import CLIENT, SECRET, NoNode, RunningProvider
from tests.processes import serving


@dataclass
class Office:
    """Where intake answers, and the provider at which its people sign in."""

    address: str
    provider: RunningProvider


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    configure_logging("ERROR")
    folder = tmp_path_factory.mktemp("provider")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"http://localhost:{held.getsockname()[1]}"
        try:
            provider = RunningProvider(f"{address}/login/provider/back")
        except NoNode as reason:
            pytest.skip(str(reason))
        secret = folder / "secret"
        secret.write_text(SECRET, "utf-8")
        settings = Settings(
            data_dir=folder,
            public_url=address,
            oidc_issuer=provider.issuer,
            oidc_client_id=CLIENT,
            oidc_client_secret_file=secret,
            oidc_claim="employee_number",
        )
        save_keys(settings.keys_path, KeyFile().keys)
        intake = Intake(Runtime(settings, clock=SystemClock()))
        app = application("序时", intake.runtime, [intake], intake.hot, intake.sessions)
        app.include_router(static_router())
        account = Account(id="wang", name="王敏", opened_at=SystemClock().now(), grants=(HeldRole(Role.AUDITOR, ""),))
        with serving(app, held=held):
            with intake.database.write() as connection:
                repository.add(connection, account)
            yield Office(address, provider)
        provider.stop()


def test_a_person_goes_there_comes_back_signed_in_and_ends_both_sessions(browser: Browser, office: Office) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{office.address}/login?next=/reports")
    page.get_by_role("link", name="用统一身份认证登录").click()
    assert page.url.startswith(office.provider.issuer)
    page.fill("[name=login]", "u-1001")
    page.fill("[name=password]", "any")
    page.click("button[type=submit]")
    page.click("button[type=submit]")
    page.wait_for_url(f"{office.address}/reports")
    assert "王敏" in page.locator("header").inner_text()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/logout/provider")
    page.get_by_role("link", name="退出统一身份认证").click()
    assert page.url.startswith(office.provider.issuer)
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url(f"{office.address}/login*")
    page.get_by_role("link", name="用统一身份认证登录").click()
    page.wait_for_selector("[name=login]")  # the provider knows nobody any more
    context.close()


def test_who_breaks_it_off_there_is_told_so_here(browser: Browser, office: Office) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{office.address}/login/provider")
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url(f"{office.address}/login/provider/back*")
    assert "没有同意登录" in page.locator("[role=alert]").inner_text()
    context.close()
