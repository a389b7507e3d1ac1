"""Every page that the permissions name is looked over by axe, in the first role that may open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser

from services.standalone import Standalone
from shared.periods import Month, today_in_china
from shared.security.keys import Principal, Role, new_key, save_keys
from shared.security.sessions import COOKIE
from shared.settings import Settings
from tests.browser.axe import axe_source, weighty_findings
from tests.builders import a_clock
from tests.people.signing_in import session_for
from tests.processes import serving
from tests.unit.asking import CITY, UNIT
from tests.unit.reading.test_plain_language import pages

ROLES = (
    (Role.OPS, ""),
    (Role.REVIEWER, CITY),
    (Role.REPORTER, UNIT),
    (Role.SIGNER, UNIT),
    (Role.AUDITOR, ""),
    (None, ""),
)


class Served(NamedTuple):
    """The whole system behind a real server, and the month that its unit has reported."""

    address: str
    standalone: Standalone
    period: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("everywhere"), second_factor="optional")
    key, secret = new_key("system", Role.REPORTER, UNIT)
    save_keys(settings.keys_path, [key])
    standalone = Standalone(settings, clock=a_clock())
    period = str(Month.of(today_in_china(standalone.runtime.clock)).shift(-1))
    line = {"indicator": "unemployment_insurance_insured", "value": 8_812_345, "note": "试报，不是真数"}
    heads = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"}
    body = {"region": UNIT, "period": period, "lines": [line], "simulated": True}
    with serving(standalone.app) as address:
        answer = httpx.post(f"{address}/v1/reports", json=body, headers=heads, timeout=30)
        assert answer.status_code == 201, answer.text
        standalone.settle()
        yield Served(address, standalone, period)


def test_nothing_serious_is_found_on_any_page(browser: Browser, served: Served) -> None:
    axe = axe_source()
    left = dict.fromkeys(address for address in pages(served.period) if "period=x" not in address)
    found, seen = {}, 0
    for role, region in ROLES:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        if role is not None:
            cookie = session_for(served.standalone.intake, Principal(f"who-{role}", role, region))
            context.add_cookies([{"name": COOKIE, "value": cookie, "url": served.address}])
        page = context.new_page()
        for address in list(left):
            answer = context.request.get(served.address + address, max_redirects=0)
            if answer.status != 200 or not answer.headers["content-type"].startswith("text/html"):
                continue
            del left[address]
            page.goto(served.address + address)
            seen += 1
            if findings := weighty_findings(page, axe):
                found[f"{role}", address] = findings
        context.close()
    assert found == {}
    assert seen > 40, left
