"""Nothing on a page shuts anybody out, as far as axe sees: by day and by night, on a phone, in every role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import reporting_world
from tests.browser.axe import axe_source, weighty_findings
from tests.browser.conftest import OpenPage
from tests.browser.reporting_world import LAST, OPEN, UNIT, World
from tests.unit.aggregator.board.world import CHONGQING

BOARD = (
    "/",
    f"/plans/{CHONGQING}",
    f"/plans/{CHONGQING}/8",
    f"/plans/{CHONGQING}/8/units",
    f"/plans/{CHONGQING}/commitments",
    "/ops",
)
REPORT = f"/reports/{UNIT}/{LAST}"
SEEN = {
    UNIT: ("/reports", REPORT, f"/reports/{UNIT}/{OPEN}/form", f"{REPORT}/receipt", "/account", "/account/factors"),
    "reviewer": (
        "/reports",
        "/reviews",
        f"/reviews/{UNIT}/{LAST}",
        f"/reviews/closing?period={LAST}",
        f"/reviews/effect?period={LAST}",
        "/screens",
    ),
    "signer": ("/reports", REPORT, "/signatures"),
    "auditor": ("/reviews", "/security", "/commitments"),
    "department": ("/commitments", f"/commitments/{CHONGQING}/10", f"/commitments/{CHONGQING}/1"),
    "ops": ("/accounts", f"/accounts/{UNIT}", "/security"),
}


@pytest.fixture(scope="module")
def axe() -> str:
    return axe_source()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with reporting_world.running(tmp_path_factory.mktemp("axe")) as made:
        yield made


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_nothing_serious_is_found_on_the_board(open_page: OpenPage, axe: str, width: int, scheme: str) -> None:
    found = {path: weighty_findings(open_page(path, width, scheme=scheme), axe) for path in BOARD}
    assert {path: each for path, each in found.items() if each} == {}


@pytest.mark.parametrize("who", SEEN)
def test_nothing_serious_is_found_where_people_work(browser: Browser, world: World, axe: str, who: str) -> None:
    found = {}
    for scheme in ("light", "dark"):
        page = browser.new_context(color_scheme="dark" if scheme == "dark" else "light").new_page()
        page.goto(f"{world.address}/login?next=/account")
        found[scheme, "/login"] = weighty_findings(page, axe)
        page.fill("#account", who)
        page.fill("#password", world.secrets[who])
        page.click("main button")
        for path in SEEN[who]:
            answer = page.goto(world.address + path)
            assert answer is not None and answer.status == 200, path
            found[scheme, path] = weighty_findings(page, axe)
        page.context.close()
    assert {where: each for where, each in found.items() if each} == {}
