"""An office with sample enterprises: the system over a folder with a ``panel.csv``, and keys for whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from services.standalone import Standalone
from shared.periods import SettableClock
from shared.security.keys import Role, load_keys, new_key, save_keys
from shared.security.sessions import COOKIE, form_token
from shared.settings import Settings
from tests.people.signing_in import session_of_key

HEAD = "enterprise,name,region,industry,size,frequency,from,until"
JLP, SPB, CITY = "500107", "500106", "500000"
"""九龙坡区, 沙坪坝区, 重庆市."""

SAMPLE = (
    "J-1,甲机械厂（虚构）,500107,C,large,month,2025-01,",
    "J-2,乙物流公司（虚构）,500107,G,medium,month,2025-01,",
    "J-Q,丙餐饮店（虚构）,500107,H,small,quarter,2025-01,",
    "S-1,丁制造厂（虚构）,500106,C,large,month,2025-01,",
)
FEBRUARY_DUE = datetime(2026, 3, 4, 4, tzinfo=UTC)
"""Noon in China, some days after February 2026."""


def a_body(enterprise: str = "J-1", period: str = "2026-02", **changes: Any) -> dict[str, Any]:
    """A period as it is posted: nobody came, ``left`` resigned."""
    left = changes.pop("left", 10)
    start = changes.get("start", 1_000)
    reasons = left if isinstance(left, dict) else {"resigned": left}
    fields = {
        "enterprise": enterprise,
        "period": period,
        "start": start,
        "end": start + changes.get("hired", 0) - sum(reasons.values()),
        "hired": 0,
        "left": reasons,
        "vacancies": 3,
        "expected": start,
        "simulated": True,
    }
    return fields | changes


class PanelOffice:
    """The three services in one process, and who asks them."""

    def __init__(self, client: TestClient, standalone: Standalone, clock: SettableClock) -> None:
        self.client, self.standalone, self.clock = client, standalone, clock
        self._secrets: dict[tuple[Role, str, str], str] = {}
        self._posts = 0

    def post(
        self, bodies: Sequence[Mapping[str, Any]], role: Role, region: str, subject: str = "", key: str = ""
    ) -> Response:
        """Reports over the interface; the idempotency key is a new one where none is named."""
        self._posts += 1
        self.client.cookies.clear()
        heads = self._bearer(role, region, subject) | {"Idempotency-Key": key or f"post-{self._posts}"}
        return self.client.post("/v1/panel/reports", json={"reports": list(bodies)}, headers=heads)

    def read(self, address: str, role: Role, region: str, subject: str = "") -> Response:
        """An answer of the interface."""
        self.client.cookies.clear()
        return self.client.get(address, headers=self._bearer(role, region, subject))

    def visit(self, address: str, role: Role, region: str, subject: str = "") -> Response:
        """A page in somebody's browser."""
        self._sign_in(role, region, subject)
        return self.client.get(address)

    def send(self, fields: Mapping[str, str], region: str, subject: str) -> Response:
        """An enterprise's form from its browser."""
        cookie = self._sign_in(Role.ENTERPRISE, region, subject)
        self._posts += 1
        data = {"form_token": form_token(cookie), "key": f"form-{self._posts}", "enterprise": subject, **fields}
        return self.client.post("/panel", data=data)

    def settle(self) -> None:
        """Wait until everything that was reported has been read everywhere."""
        self.standalone.settle()

    def messages(self) -> list[str]:
        """The texts of the mails that went out, the first one first."""
        folder = self.standalone.runtime.settings.outbox_path
        return [
            path.read_text("utf-8") for path in sorted(folder.glob("*.json"), key=lambda each: each.stat().st_mtime_ns)
        ]

    def _bearer(self, role: Role, region: str, subject: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._secret(role, region, subject)}"}

    def _secret(self, role: Role, region: str, subject: str) -> str:
        who = (role, region, subject)
        if who not in self._secrets:
            path = self.standalone.runtime.settings.keys_path
            name = f"{role}-{region or 'all'}-{subject or 'none'}".lower()
            key, self._secrets[who] = new_key(name, role, region, subject=subject)
            save_keys(path, [*(load_keys(path) if path.exists() else []), key])
        return self._secrets[who]

    def _sign_in(self, role: Role, region: str, subject: str) -> str:
        self.client.cookies.clear()
        cookie = session_of_key(self.standalone.intake, self._secret(role, region, subject))
        self.client.cookies.set(COOKIE, cookie)
        return cookie


@contextmanager
def panel_office(
    folder: Path, sample: Sequence[str] = SAMPLE, now: datetime = FEBRUARY_DUE, **files: str
) -> Iterator[PanelOffice]:
    """The system on ``folder``, for as long as the block lasts; ``files`` are others of the office's folder."""
    site = folder / "site"
    site.mkdir(parents=True)
    (site / "panel.csv").write_text("\n".join([HEAD, *sample]), "utf-8")
    for name, text in files.items():
        (site / name.replace("__", ".")).write_text(text, "utf-8")
    clock = SettableClock(now)
    standalone = Standalone(Settings(data_dir=folder, sweep_seconds=3_600.0), clock=clock)
    with TestClient(standalone.app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield PanelOffice(client, standalone, clock)
