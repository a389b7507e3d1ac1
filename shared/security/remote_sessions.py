"""Sessions as a service apart from intake finds them: intake is asked over HTTP, with the cookie itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

import msgspec

from shared.later import Later
from shared.security.remembered import RememberedSessions
from shared.security.sessions import COOKIE, Session, SessionsAway, is_cookie
from shared.web.kept_forms.form import KeptForm, KeptId

if TYPE_CHECKING:
    import httpx
else:
    httpx = Later("httpx")

_TIMEOUT_SECONDS = 3.0
_JSON = {"Content-Type": "application/json"}
_NOBODY, _NOTHING = 401, 404

Answer = TypeVar("Answer")


def _read(answer: httpx.Response, kind: type[Answer]) -> Answer:
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise SessionsAway from error


class TakenAlong(msgspec.Struct, frozen=True):
    """What intake is told of a file that is taken along: the address it was asked at."""

    what: str


class RemoteSessions:
    """Asks ``/v1/session`` of the intake at ``url``. ``transport`` is another way there than the network's."""

    def __init__(
        self,
        url: str,
        seconds: Callable[[], float] = time.monotonic,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._address = f"{url.rstrip('/')}/v1/session"
        self._transport = transport
        self._remembered = RememberedSessions(seconds)
        self._http: httpx.AsyncClient | None = None

    async def find(self, cookie: str) -> Session | None:
        """As :class:`shared.security.sessions.SessionLookup`."""
        return await self._remembered.find(cookie, partial(self._ask, cookie))

    async def took_along(self, cookie: str, what: str) -> None:
        """As :class:`shared.security.sessions.SessionLookup`."""
        told, headers = msgspec.json.encode(TakenAlong(what)), {"Cookie": f"{COOKIE}={cookie}", **_JSON}
        try:
            answer = await self._client().post(f"{self._address}/exports", content=told, headers=headers)
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise SessionsAway from error

    async def knows(self, cookie: str) -> bool:
        """As :class:`shared.security.sessions.SessionLookup`."""
        return await self._request("GET", cookie, "/known") is not None

    async def keep(self, cookie: str, form: KeptForm) -> str:
        """As :class:`shared.security.sessions.SessionLookup`."""
        answer = await self._request("POST", cookie, "/kept", msgspec.json.encode(form))
        return _read(answer, KeptId).id if answer is not None else ""

    async def kept(self, cookie: str, wanted: str) -> KeptForm | None:
        """As :class:`shared.security.sessions.SessionLookup`."""
        answer = await self._request("GET", cookie, f"/kept?form={quote(wanted, safe='')}")
        return _read(answer, KeptForm) if answer is not None else None

    async def close(self) -> None:
        """Close the connections to intake."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    async def _ask(self, cookie: str) -> Session | None:
        answer = await self._request("GET", cookie)
        return _read(answer, Session) if answer is not None else None

    async def _request(self, method: str, cookie: str, path: str = "", body: bytes = b"") -> httpx.Response | None:
        """What intake answers; None where it knows nobody, or nothing, of the kind."""
        if not is_cookie(cookie):
            return None
        headers = {"Cookie": f"{COOKIE}={cookie}"} | (_JSON if body else {})
        try:
            answer = await self._client().request(method, f"{self._address}{path}", headers=headers, content=body)
            if answer.status_code == _NOBODY or (path and answer.status_code == _NOTHING):
                return None
            return answer.raise_for_status()
        except httpx.HTTPError as error:
            raise SessionsAway from error

    def _client(self) -> httpx.AsyncClient:
        """Made where it is first used: its connections belong to one event loop."""
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False, transport=self._transport)
        return self._http
