"""The pages of alerts as a person uses them: a link opened, a form filled in, signed in by account and password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

import httpx

from services.demo.transport.client import PlayError
from shared.security.sessions import COOKIE

Alert = Mapping[str, Any]
"""An episode as ``GET /v1/alerts`` tells it."""


class Credentials(Protocol):
    """What somebody signs in with."""

    @property
    def account(self) -> str: ...
    @property
    def password(self) -> str: ...


_FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
_TIMEOUT_SECONDS = 30.0


class AlertPages:
    """Opens pages and sends their forms. Use as ``async with``.

    ``login_url`` is where people sign in, ``alerts_url`` where the pages are; ``reviewers`` are the reviewers'
    accounts and passwords by region, ``ops_key`` is the key of the operator's system, which looks at what there is.

    Every method raises PlayError when a page answers otherwise than expected, or not at all.
    """

    def __init__(self, login_url: str, alerts_url: str, reviewers: Mapping[str, Credentials], ops_key: str) -> None:
        self._login_url = login_url.rstrip("/")
        self._url = alerts_url.rstrip("/")
        self._reviewers = reviewers
        self._ops = ops_key
        self._cookies: dict[str, str] = {}
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False)

    async def __aenter__(self) -> AlertPages:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def read(self, path: str) -> Any:
        """The JSON that the operator sees there."""
        answer = await self._send("GET", f"{self._url}{path}", 200, headers={"Authorization": f"Bearer {self._ops}"})
        return answer.json()

    async def send_by_link(self, alert: Alert, token: str, form: str, fields: Mapping[str, str], today: date) -> None:
        """Open the link of a mail, whose ``token`` it is, and send a form of its page."""
        page = f"/alerts/{alert['number']}"
        await self._send("GET", f"{self._url}{page}/answer?token={token}", 200)
        values = {**fields, "token": token, "key": _key(alert, form, today)}
        sent: dict[str, Any] = {"data": values}
        if form == "answer":
            sent = {"files": {name: (None, value) for name, value in values.items()}}
        await self._send("POST", f"{self._url}{page}/{form}", 303, **sent)

    async def send_as_reviewer(self, alert: Alert, form: str, fields: Mapping[str, str], today: date) -> None:
        """Sign in as the area's reviewer, open the alert's page, and send a form of it."""
        address = f"{self._url}/alerts/{alert['number']}"
        region = alert["region"]
        if region not in self._cookies or not await self._is_signed_in(region):
            self._cookies[region] = await self._sign_in(region)
        cookie = {"Cookie": f"{COOKIE}={self._cookies[region]}"}
        page = await self._send("GET", address, 200, headers=cookie)
        token = _FORM_TOKEN.search(page.text)
        if token is None:
            raise PlayError("GET", address, 200, "页面上没有办理的表单")
        values = {
            **fields,
            "form_token": token[1],
            "episode": str(alert["episode"]),
            "key": _key(alert, form, today),
        }
        await self._send("POST", f"{address}/{form}", 303, data=values, headers=cookie)

    async def _is_signed_in(self, region: str) -> bool:
        """Whether the session of the area's reviewer holds: a long play outlasts one."""
        headers = {"Cookie": f"{COOKIE}={self._cookies[region]}"}
        answer = await self._http.get(f"{self._login_url}/v1/session", headers=headers)
        return answer.status_code == 200

    async def _sign_in(self, region: str) -> str:
        person = self._reviewers[region]
        fields = {"account": person.account, "password": person.password, "next": "/alerts"}
        answer = await self._send("POST", f"{self._login_url}/login", 303, data=fields)
        return str(answer.cookies[COOKIE])

    async def _send(self, method: str, url: str, expected: int, **rest: Any) -> httpx.Response:
        try:
            answer = await self._http.request(method, url, **rest)
        except httpx.HTTPError as error:
            raise PlayError(method, url, 0, str(error) or type(error).__name__) from error
        self._http.cookies.clear()  # whoever acts next is somebody else
        if answer.status_code != expected:
            raise PlayError(method, url, answer.status_code, answer.text[:500])
        return answer


def _key(alert: Alert, form: str, today: date) -> str:
    return f"demo-{form}-{alert['number']}-{alert['episode']}-{today.isoformat()}"
