"""The system with something in it, served over HTTP, and everybody who may ask it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from services.standalone import Standalone
from shared.periods import SettableClock
from shared.process.serving import serving
from shared.security.keys import Role, new_key, save_keys
from shared.security.sessions import COOKIE, form_token
from shared.settings import Settings
from tests.cluster import quiet_ports
from tests.end_to_end.fuzz_http.doors import Ask, Sample
from tests.people.signing_in import session_of_key
from tests.unit.asking import CITY, EVERYBODY, UNIT, Somebody

NOW = datetime(2023, 4, 27, 4, tzinfo=UTC)
MONTHS = ("2023-01", "2023-02", "2023-03")
_START_SECONDS = 300.0
"""A busy machine may take its time."""
_ANSWER_SECONDS = 600.0
_KEEP_SECONDS = 2.0
"""How long an idle connection is used again: less than the server keeps one, which would close it under a request."""
PAGES = (
    "/reports",
    "/reviews",
    "/reviews/closing",
    "/screens",
    "/as-of",
    "/regions",
    "/bulletins",
    "/alerts",
    "/outbox",
)


class World:
    """What answers, and what is in it."""

    def __init__(self, standalone: Standalone, secrets: dict[str, str], client: httpx.Client) -> None:
        self._standalone = standalone
        self._secrets = secrets
        self._client = client
        self.document: dict[str, Any] = standalone.app.openapi()

    def send(self, ask: Ask, who: Somebody) -> httpx.Response:
        """The answer to somebody: pages are asked with a session, the rest with a key."""
        headers = {name.encode(): value.encode("utf-8", "surrogatepass") for name, value in ask.headers.items()}
        secret = self._secrets.get(who.name, "")
        if ask.address.startswith("/v1/"):
            headers |= {b"Authorization": f"Bearer {secret}".encode()} if secret else {}
            return self._client.request(ask.method, ask.address, content=ask.body, headers=headers)
        token = self._sign_in(secret)
        cookie = {b"Cookie": f"{COOKIE}={token[0]}".encode()} if secret else {}
        if ask.fields is None:
            return self._client.request(ask.method, ask.address, content=ask.body, headers=headers | cookie)
        fields = dict(ask.fields) | ({"form_token": token[1]} if secret and ask.signed else {})
        files = [(name, (file, content)) for name, file, content in ask.files]
        headers.pop(b"Content-Type", None)
        return self._client.request(ask.method, ask.address, data=fields, files=files or None, headers=headers | cookie)

    def sample(self) -> Sample:
        """What is found by looking around as everybody."""
        pages = [self.get(path, who).text for path in (*PAGES, *self._own_pages()) for who in EVERYBODY]
        text = "\n".join(pages)
        outbox = list(self._standalone.runtime.settings.outbox_path.glob("*.json"))
        mails = "\n".join(path.read_text("utf-8") for path in outbox)
        return Sample(
            fields=_found(r'name="([^"<>{}]+)"', text),
            form=self.get(f"/v1/forms/{UNIT}/{MONTHS[-1]}.xlsx", Somebody(Role.REPORTER)).content,
            tokens=_found(r"token=([\w.-]+)", mails),
            alerts=_found(r"/alerts/([\w-]+)", text + mails) or ("JLP-07",),
            notifications=tuple(sorted(path.stem for path in outbox)) or ("none",),
        )

    def get(self, address: str, who: Somebody) -> httpx.Response:
        return self.send(Ask("GET", address, {}), who)

    def _own_pages(self) -> list[str]:
        return [f"/reports/{UNIT}/{MONTHS[-1]}{rest}" for rest in ("", "/form")] + [f"/reviews/{UNIT}/{MONTHS[-1]}"]

    def _sign_in(self, secret: str) -> tuple[str, str]:
        """The cookie of a session and the token of its forms."""
        if not secret:
            return "", ""
        cookie = session_of_key(self._standalone.intake, secret)
        return cookie, form_token(cookie)

    def furnish(self) -> None:
        """A unit far behind in three months, which was accepted; so there is an alert with its messages."""
        for period in MONTHS:
            lines = [
                {"indicator": "medical_insurance_coverage_rate", "numerator": 5_000, "denominator": 10_000},
                {"indicator": "urban_new_employment", "value": 400},
            ]
            body = {"region": UNIT, "period": period, "lines": lines, "note": "试报"}
            self._post("/v1/reports", Somebody(Role.REPORTER), period, body)
            decision = {"region": UNIT, "period": period, "decision": "accept", "with_blanks": True}
            self._post("/v1/reviews", Somebody(Role.REVIEWER), period, {"decisions": [decision]})
        self._standalone.settle()
        self._post("/v1/bulletins", Somebody(Role.REVIEWER), "bulletin", {"region": CITY, "period": MONTHS[-1]})

    def _post(self, path: str, who: Somebody, key: str, body: object) -> None:
        headers = {"Authorization": f"Bearer {self._secrets[who.name]}", "Idempotency-Key": key}
        self._client.post(path, json=body, headers=headers).raise_for_status()


def _found(pattern: str, text: str) -> tuple[str, ...]:
    return tuple(sorted(set(re.findall(pattern, text))))


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """The three services in one process, for as long as the block lasts."""
    made = {
        who.name: new_key(who.name, who.role, who.region, subject=who.subject)
        for who in EVERYBODY
        if who.role is not None
    }
    settings = Settings(data_dir=folder, port=quiet_ports(1)[0], sweep_seconds=3_600)
    save_keys(settings.keys_path, [key for key, _ in made.values()])
    standalone = Standalone(settings, SettableClock(NOW))
    address = f"http://127.0.0.1:{settings.port}"
    limits = httpx.Limits(keepalive_expiry=_KEEP_SECONDS)
    with (
        serving(standalone.app, settings, _START_SECONDS),
        httpx.Client(base_url=address, timeout=_ANSWER_SECONDS, limits=limits, trust_env=False) as client,
    ):
        found = World(standalone, {name: secret for name, (_, secret) in made.items()}, client)
        found.furnish()
        yield found
