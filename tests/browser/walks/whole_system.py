"""The three services behind a real server and a real mail server, with people who sign in: 九龙坡 reported jobs on the
10th of October, put them right on the 20th, and its insured fell below their floor two months in a row."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page

from services.demo.player.stage import Login
from services.intake.accounts.played import open_played
from shared.observe import configure_logging
from shared.security.keys import Role, new_key, save_keys
from tests.end_to_end.plans.running import UNIT
from tests.end_to_end.plans.test_late_and_over import NUMBER, Floor
from tests.narrowing import of, there
from tests.processes import free_ports, serving
from tests.unit.alerts.mail_server import MailServer

JOBS = "urban_new_employment"
FIRST, CORRECTED = 3_816, 3_861
"""New jobs to September, with two figures swapped and as they are."""
PASSWORDS = {"ops": "zhi-ban-2025-cyyb", "inspector": "xun-shi-2025-dqpk"}
_PEOPLE = (
    Login("ops", PASSWORDS["ops"], "陈值班", "信息中心", Role.OPS, ""),
    Login("inspector", PASSWORDS["inspector"], "周巡视", "审计处", Role.AUDITOR, ""),
)


@dataclass(frozen=True)
class WholeSystem:
    """Where it answers, who takes its mails, and the story's clock."""

    address: str
    mail_server: MailServer
    running: Floor

    @property
    def mails(self) -> list[EmailMessage]:
        """What the mail server took, oldest first."""
        parsed = (
            email.message_from_bytes(each.content, policy=email.policy.default) for each in self.mail_server.received
        )
        return [of(EmailMessage, each) for each in parsed]

    def sign_in(self, browser: Browser, who: str, path: str, width: int = 1440) -> Page:
        """A page of a browser of somebody's own, who signed in on the way to ``path``."""
        page = browser.new_page(viewport={"width": width, "height": 900}, accept_downloads=True)
        page.goto(f"{self.address}/login?next={path}")
        page.fill("#account", who)
        page.fill("#password", PASSWORDS[who])
        page.click("main button")
        page.wait_for_url(self.address + path)
        return page


def html_of(mail: EmailMessage) -> str:
    """What a mail program shows of a mail."""
    part = there(mail.get_body(("html",)))
    return str(part.get_content())


@contextmanager
def whole_system(folder: Path, *, refused: tuple[str, ...] = ()) -> Iterator[WholeSystem]:
    """The story up to 9 December 2025; what the mail server answers to the first recipients is ``refused``."""
    configure_logging("ERROR")
    mail_server = MailServer(folder)
    mail_server.to_recipient = list(refused)
    mail_server.start()
    (port,) = free_ports(1)
    address = f"http://127.0.0.1:{port}"
    smtp: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": mail_server.port,
        "smtp_ca_file": mail_server.ca_file,
    }
    running = Floor(folder / "data", public_url=address, second_factor="optional", **smtp)
    secrets = _keys(folder / "data")
    try:
        with serving(running.standalone.app, port=port):
            open_played(running.standalone.intake.database, _PEOPLE, running.standalone.runtime.clock.now())
            _play(running, address, secrets)
            yield WholeSystem(address, mail_server, running)
    finally:
        running.standalone.runtime.close()
        mail_server.stop()


def _keys(folder: Path) -> dict[str, str]:
    keys, secrets = [], {}
    roles = {"jiulongpo-hr": Role.REPORTER, "jiulongpo-sign": Role.SIGNER, "chongqing-review": Role.REVIEWER}
    for name, role in roles.items():
        region = "500000" if role is Role.REVIEWER else UNIT
        key, secrets[name] = new_key(name, role, region)
        keys.append(key)
    save_keys(folder / "keys.json", keys)
    return secrets


def _play(running: Floor, address: str, secrets: dict[str, str]) -> None:
    running.on(2025, 10, 10)
    _post(address, secrets["jiulongpo-hr"], "/v1/reports", _jobs(FIRST), "first")
    _accept(address, secrets["chongqing-review"], "first")
    running.on(2025, 10, 20)
    _post(
        address,
        secrets["jiulongpo-hr"],
        "/v1/reports",
        _jobs(CORRECTED) | {"correction": {"reason": "两位数字录入颠倒"}},
        "corrected",
        secrets["jiulongpo-sign"],
    )
    _accept(address, secrets["chongqing-review"], "corrected")
    running.covered("2025-10", 90)
    running.on(2025, 11, 12)
    running.covered("2025-11", 90)
    running.on(2025, 12, 9)
    numbers = [each["number"] for each in httpx.get(f"{address}/v1/alerts").json()["alerts"]]
    assert numbers == [NUMBER]


def _jobs(value: int) -> dict[str, Any]:
    line = {"indicator": JOBS, "value": value, "basis": "year_to_date"}
    return {"region": UNIT, "period": "2025-09", "lines": [line]}


def _accept(address: str, secret: str, key: str) -> None:
    decision = {"region": UNIT, "period": "2025-09", "decision": "accept", "with_blanks": True}
    _post(address, secret, "/v1/reviews", {"decisions": [decision]}, key)


def _post(address: str, secret: str, path: str, body: dict[str, Any], key: str, signer: str = "") -> None:
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
    if signer:
        headers["Second-Signer"] = f"Bearer {signer}"
    answer = httpx.post(address + path, json=body, headers=headers, timeout=30)
    assert answer.status_code in (200, 201), answer.text
    assert '"refused"' not in answer.text, answer.text
