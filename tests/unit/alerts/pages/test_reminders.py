"""The page 催报: who sees which reminders, and what of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from services.alerts.pages import alerts as pages
from services.alerts.pages import reminders as reminders_pages
from services.alerts.reminders.reading import RemindersReading
from shared.events import ReportAccepted
from shared.observe import Health
from shared.security.access import Access
from shared.security.keys import Keyring, Role, new_key, save_keys
from shared.web.install import install
from tests.builders import a_report, an_authentication
from tests.unit.alerts.pages.test_api import a_client
from tests.unit.alerts.reminding import UNIT, Reminding
from tests.unit.alerts.setting import Setting

ADDRESS = "reports@hrss-500107.example"


@pytest.fixture
def reminding(setting: Setting) -> Reminding:
    made = Reminding(setting)
    made.everybody_reports("2025-02")
    made.at(2025, 3, 10, 16, 0)
    made.everybody_reports("2025-03")
    made.at(2025, 4, 9, 16, 0)
    setting.deliver()
    return made


def a_page(reminding: Reminding, role: Role | None, region: str = "", address: str = "/reminders") -> Response:
    setting = reminding.setting
    path: Path = setting.folder / "keys.json"
    app = FastAPI()
    install(app, setting.metrics, Health())
    reading = RemindersReading(setting.database, setting.catalogue)
    authentication = an_authentication(Keyring(path), setting.clock)
    renderer = pages.AlertsRenderer(setting.clock, setting.catalogue.calendar)
    app.include_router(reminders_pages.router(reading, renderer, Access(setting.catalogue), authentication))
    headers = {}
    if role is not None:
        key, secret = new_key("asker", role, region)
        save_keys(path, [key])
        headers = {"Authorization": f"Bearer {secret}"}
    return TestClient(app, follow_redirects=False).get(address, headers=headers)


def test_ops_sees_the_newest_month_with_addresses_and_delivery(reminding: Reminding) -> None:
    page = a_page(reminding, Role.OPS).text
    assert "催报<small>2025年3月" in page
    assert "重庆市九龙坡区" in page
    assert "逾期催报 <b>1</b>" in page
    assert "/outbox/CB-500107-2025-03-e1.1-outbox-" in page
    assert ADDRESS in page
    assert "已送达" in page
    assert 'data-label="现在">未报</td>' in page


def test_an_earlier_month_shows_what_became_of_the_report(reminding: Reminding) -> None:
    reminding.report(a_report(UNIT, "2025-02"), ReportAccepted(region=UNIT, period="2025-02", revision=1))
    page = a_page(reminding, Role.AUDITOR, address="/reminders?period=2025-02").text
    assert "催报<small>2025年2月" in page
    assert 'data-label="现在">已通过</td>' in page


def test_a_reviewer_sees_its_area_and_a_unit_itself_without_addresses(reminding: Reminding) -> None:
    assert ADDRESS in a_page(reminding, Role.REVIEWER, "500000").text
    assert "九龙坡区" not in a_page(reminding, Role.REVIEWER, "510000").text
    mine = a_page(reminding, Role.REPORTER, UNIT).text
    assert "九龙坡区" in mine
    assert ADDRESS not in mine
    other = a_page(reminding, Role.REPORTER, "500103").text
    assert "没有您可以查看的催报" in other
    assert "九龙坡区" not in other


def test_others_are_turned_away(reminding: Reminding) -> None:
    assert a_page(reminding, Role.SIGNER, "500000").status_code == 403
    assert a_page(reminding, None).status_code == 303


def test_without_reminders_the_page_says_so(setting: Setting) -> None:
    assert "还没有催报" in a_page(Reminding(setting), Role.OPS).text


def test_an_odd_month_shows_the_newest(reminding: Reminding) -> None:
    assert "催报<small>2025年3月" in a_page(reminding, Role.OPS, address="/reminders?period=%01x").text


def test_the_outbox_leads_from_a_reminder_to_the_page_and_shows_it_to_its_area_only(reminding: Reminding) -> None:
    client = a_client(reminding.setting)
    page = client.get("/outbox").text
    assert 'href="/reminders?period=2025-03">CB-500107-2025-03</a>' in page
    name = page.split('href="/outbox/CB-500107-2025-03')[1].split('"')[0]
    message = client.get(f"/outbox/CB-500107-2025-03{name}").text
    assert "/reminders?period=2025-03" in message
    assert "应于2025年4月8日前报送" in message
