"""Asks every route of the system as somebody: what of an address and a body is needed so that only the
question "may they?" is left open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

from services.intake.security_log.events import DataExported
from services.standalone import Standalone
from shared.periods import Clock, Month, today_in_china
from shared.security.keys import Role, load_keys, new_key, save_keys
from shared.security.sessions import COOKIE, form_token
from shared.settings import Settings
from tests.builders import a_clock
from tests.people.signing_in import session_of_key

UNIT, CITY, PERIOD = "500107", "500000", "2023-02"
PLACES = {
    "region": UNIT,
    "code": UNIT,
    "area": CITY,
    "period": PERIOD,
    "plan": "jiulongpo-2021-2025",
    "row": "1",
    "number": "JLP-01",
    "notification": "none",
    "name": "xushi.css",
    "sha256": "0" * 64,
    "kind": "notice",
    "account": "ops",
    "evaluation": "final",
    "adjustment": "jiulongpo-2021-2025-1",
    "evidence": "0" * 64,
    "enterprise": "E-0001",
}
_UPLOADS = ("/upload", "/answer")
_TARGET = {"plan": "chongqing-2021-2025", "row": 1, "document": "通知"}
_YEAR = {
    "plan": "chongqing-2021-2025",
    "year": 2023,
    "targets": [{"row": 1, "value": "60", "unit": "万人"}],
    "document": "通知",
}
_ADJUSTMENT = {
    "plan": "chongqing-2021-2025",
    "rows": [{"row": 1, "value": "1", "unit": "万人"}],
    "effective": PERIOD,
    "reason": "中期调整",
    "proposed_by": "人力社保局",
    "document": "请示",
}
_REPORT = {"region": UNIT, "period": PERIOD, "lines": []}
_BODIES: dict[str, object] = {
    "/v1/panel/reports": {"reports": []},
    "/v1/reports": _REPORT,
    "/v1/reports/{region}/{period}/withdrawal": {"reason": "误报"},
    "/v1/reviews": {"decisions": [{"region": UNIT, "period": PERIOD, "decision": "accept", "with_blanks": True}]},
    "/v1/periods/closings": {"area": CITY, "period": PERIOD},
    "/v1/bulletins": {"region": CITY, "period": PERIOD},
    "/v1/adjustments": _ADJUSTMENT,
    "/v1/adjustments/{adjustment}/approval": {"approved_by": "区人大", "approved_on": "2023-03-01", "document": "决定"},
    "/v1/adjustments/{adjustment}/rejection": {"rejected_by": "区人大", "reason": "不予调整"},
    "/v1/appraisals/{region}/{period}/false-reports": {"revision": 1, "document": "决定书", "text": "多报"},
    "/v1/appraisals/{region}/{period}/revocations": {"record": 1, "document": "决定书", "text": "撤销"},
    "/v1/comparisons/explanations": {"region": CITY, "quarter": "2022-Q4", "rule": "registered_new", "text": "核实"},
    "/v1/evaluations": {"plan": "jiulongpo-2021-2025", "kind": "final"},
    "/v1/targets/annual": _YEAR,
    "/v1/targets/allocations": _TARGET,
}
QUERIES = {
    "/v1/appraisals": f"region={CITY}",
    "/v1/comparisons": f"region={CITY}",
    "/v1/coverage": f"region={UNIT}",
    "/v1/figures": f"region={UNIT}",
    "/v1/figures.csv": f"region={UNIT}",
    "/v1/figures/changes": f"region={CITY}&indicator=urban_new_employment&period={PERIOD}&from=1",
    "/v1/forecasts": "plan=jiulongpo-2021-2025&row=1",
    "/bulletins/preview": f"region={CITY}&period={PERIOD}",
    "/evaluations/preview": "plan=jiulongpo-2021-2025&kind=final",
}


class Somebody(NamedTuple):
    """Who asks: a role (None: nobody has signed in), at home in 重庆 or somewhere else."""

    role: Role | None
    foreign: bool = False

    @property
    def region(self) -> str:
        """The region of their key: a unit's, or the area's that it lies in; ops and auditors everywhere."""
        at_home = {
            Role.REPORTER: UNIT,
            Role.SIGNER: UNIT,
            Role.REVIEWER: CITY,
            Role.DEPARTMENT: CITY,
            Role.ENTERPRISE: UNIT,
        }
        abroad = {Role.REPORTER: "510104", Role.SIGNER: "510000", Role.REVIEWER: "510000", Role.AUDITOR: "510000"}
        return (abroad if self.foreign else at_home).get(self.role, "") if self.role is not None else ""

    @property
    def subject(self) -> str:
        """The department or the enterprise that their key is for."""
        return {Role.DEPARTMENT: "就业处", Role.ENTERPRISE: "E-0001"}.get(self.role, "") if self.role else ""

    @property
    def name(self) -> str:
        return "nobody" if self.role is None else f"{'foreign-' if self.foreign else ''}{self.role}"


EVERYBODY = (
    Somebody(None),
    *(Somebody(role) for role in Role),
    *(Somebody(role, foreign=True) for role in (Role.REPORTER, Role.SIGNER, Role.REVIEWER, Role.AUDITOR)),
)


class Asker(NamedTuple):
    """Who asks, in which role and for which region."""

    name: str
    role: Role
    region: str


def address_of(path: str, places: Mapping[str, str]) -> str:
    """The path of a route with what stands in these places."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: places[found[1]], path)


class Building:
    """The three services in one application, with a key for everybody."""

    def __init__(self, client: TestClient, standalone: Standalone, secrets: dict[str, str]) -> None:
        self._client = client
        self._standalone = standalone
        self._secrets = secrets
        self.routes = sorted(
            f"{method} {route.path}"
            for route in iter_route_contexts(standalone.app.routes)
            for method in route.methods or ()
            if method != "HEAD"
        )

    @property
    def period(self) -> str:
        """The latest month that can be reported."""
        today = today_in_china(self._standalone.runtime.clock)
        return str(Month.of(today).shift(-1))

    def report(self, body: dict[str, Any]) -> None:
        """A unit's report, sent with a key of its own."""
        region = str(body["region"])
        secret = self._secrets.get(Somebody(Role.REPORTER).name) if region == UNIT else self._extra_key(region)
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": f"report-{region}-{body['period']}"}
        answer = self._client.post("/v1/reports", json=body, headers=headers)
        assert answer.status_code == 201, answer.text

    def accept(self, region: str, period: str = "") -> None:
        """The area's reviewer accepts the unit's report of a month, the latest where none is named."""
        period = period or self.period
        headers = {
            "Authorization": f"Bearer {self._secrets[Somebody(Role.REVIEWER).name]}",
            "Idempotency-Key": f"accept-{region}-{period}",
        }
        decision = {"region": region, "period": period, "decision": "accept", "with_blanks": True}
        answer = self._client.post("/v1/reviews", json={"decisions": [decision]}, headers=headers)
        assert answer.json()["results"][0]["status"] == "accepted", answer.text

    def settle(self) -> None:
        """Wait until everything that was reported is in the figures."""
        self._standalone.settle()

    def gauges(self) -> str:
        """What ``/metrics`` says once its gauges are set."""
        self._standalone.aggregator.refresh_metrics()
        return self.get("/metrics", Somebody(None)).text

    def get(self, address: str, who: Somebody, **heads: str) -> Response:
        """A page or an answer, to somebody; ``heads`` are sent as well."""
        self._client.cookies.clear()
        secret = self._secrets.get(who.name)
        headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
        return self._client.get(address, headers=headers | heads)

    def visit(self, address: str, who: Somebody) -> Response:
        """What an address answers to somebody's browser, in which they have signed in."""
        self._client.cookies.clear()
        self._client.cookies.set(COOKIE, self._sign_in(self._secrets[who.name]))
        return self._client.get(address)

    def taken_along(self) -> list[str]:
        """The addresses of the files of which it is written down that somebody took them along, the latest first."""
        intake = self._standalone.intake
        with intake.database.read() as connection:
            found = intake.security_log.read(
                connection, before=None, month="", account="", kind="DataExported", limit=1_000
            )
        return [event.what for _, event in found if isinstance(event, DataExported)]

    def _extra_key(self, region: str) -> str:
        path = self._standalone.runtime.settings.keys_path
        key, secret = new_key(f"unit-{region}", Role.REPORTER, region)
        save_keys(path, [*load_keys(path), key])
        return secret

    def let_in(self, who: Asker) -> None:
        """A key for somebody more."""
        path = self._standalone.runtime.settings.keys_path
        key, self._secrets[who.name] = new_key(who.name, who.role, who.region)
        save_keys(path, [*load_keys(path), key])

    @property
    def openapi(self) -> dict[str, Any]:
        """The interface of the three services as it is described."""
        return self._standalone.app.openapi()

    @property
    def messages(self) -> list[str]:
        """The names of the messages in the outbox."""
        return sorted(path.stem for path in self._standalone.runtime.settings.outbox_path.glob("*.json"))

    def ask(self, route: str, who: Somebody, **heads: str) -> Response:
        """The answer to somebody: pages are asked with a session, the rest with a key; ``heads`` are sent as well."""
        return self._asked(route, who, PLACES, heads)

    def ask_for(self, route: str, who: Asker, places: Mapping[str, str]) -> Response:
        """The same of what has these ids."""
        return self._asked(route, who, places, {})

    def _asked(self, route: str, who: Somebody | Asker, places: Mapping[str, str], heads: dict[str, str]) -> Response:
        method, path = route.split(" ")
        address = address_of(path, places)
        self._client.cookies.clear()
        headers = heads | {"Idempotency-Key": f"{who.name}-{route}".encode().hex()[:100]}
        secret = self._secrets.get(who.name)
        if path.startswith("/v1/"):
            body = json.dumps(_BODIES.get(path, {}))
            if secret is not None:
                headers["Authorization"] = f"Bearer {secret}"
            content: dict[str, Any] = {"content": body} if method == "POST" else {}
            return self._client.request(method, f"{address}?{QUERIES.get(path, '')}", headers=headers, **content)
        asked = f"?{QUERIES[path]}" if path in QUERIES else ""
        return self._client.request(method, address + asked, headers=headers, **self._form(method, path, secret))

    def _sign_in(self, secret: str) -> str:
        return session_of_key(self._standalone.intake, secret)

    def _form(self, method: str, path: str, secret: str | None) -> dict[str, Any]:
        token = ""
        if secret is not None:
            cookie = self._sign_in(secret)
            self._client.cookies.set(COOKIE, cookie)
            token = form_token(cookie)
        fields = {"form_token": token, "region": CITY, "area": CITY, "period": PERIOD, "plan": PLACES["plan"]}
        if method == "POST" and path.endswith(_UPLOADS):
            return {"data": fields, "files": {"file": ("form.xlsx", b"")}}
        return {"data": fields} if method == "POST" else {}


@contextmanager
def building(folder: Path, clock: Clock | None = None, **settings: Any) -> Iterator[Building]:
    """The system on ``folder``, for as long as the block lasts."""
    chosen = Settings(data_dir=folder, **settings)
    made = {
        who.name: new_key(who.name, who.role, who.region, subject=who.subject)
        for who in EVERYBODY
        if who.role is not None
    }
    save_keys(chosen.keys_path, [key for key, _ in made.values()])
    standalone = Standalone(chosen, clock=clock or a_clock())
    with TestClient(standalone.app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield Building(client, standalone, {name: secret for name, (_, secret) in made.items()})
