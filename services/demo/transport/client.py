"""The player's HTTP: kept-alive connections, and errors that say what failed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from services.demo.transport.connection import Connection, HttpAnswer
from services.demo.transport.origin import Origin

ATTEMPTS = 3
"""A connection that breaks is tried this often; every write carries an idempotency key."""
TIMEOUT_SECONDS = 30.0
AWAY = frozenset({502, 503, 504})
"""What is answered when a service, or what it needs, is away for a moment."""
_PAUSE_SECONDS = 0.5


class PlayError(Exception):
    """The service answered otherwise than the demonstration expects, or not at all (status 0)."""

    def __init__(self, method: str, path: str, status: int, problem: str) -> None:
        super().__init__(f"{method} {path} 返回 {status or '无应答'}：{problem}")
        self.method = method
        self.path = path
        self.status = status
        self.problem = problem


class Client:
    """JSON over HTTP to one service. Use as ``async with Client(url) as client``.

    A service that is away is asked again for ``patience_seconds`` after the first try; each answer is waited for
    ``timeout_seconds``.

    Raises:
        ValueError: the base URL is no http address.
    """

    def __init__(self, base_url: str, patience_seconds: float = 0.0, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._origin = Origin.of(base_url)
        self._patience = patience_seconds
        self._timeout = timeout_seconds
        self._idle: list[Connection] = []

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        for connection in self._idle:
            connection.close()
        self._idle.clear()

    async def get(self, path: str, key: str, query: Mapping[str, str]) -> Any:
        """The answer's JSON.

        Raises:
            PlayError: any status but 200, or no answer.
        """
        return await self._send("GET", f"{path}?{urlencode(query)}", (200,), f"Authorization: Bearer {key}\r\n", b"")

    async def post(self, path: str, key: str, body: object, idempotency_key: str, signer: str = "") -> Any:
        """The answer's JSON. ``signer`` is the key of the second person who signs.

        Raises:
            PlayError: any status but 200 and 201, or no answer.
        """
        return await self._post(path, (200, 201), key, body, idempotency_key, signer)

    async def post_refused(self, path: str, key: str, body: object, idempotency_key: str, signer: str = "") -> Any:
        """The problem that a wrong body is answered with; nothing is stored.

        Raises:
            PlayError: any status but 422, or no answer.
        """
        return await self._post(path, (422,), key, body, idempotency_key, signer)

    async def _post(
        self, path: str, expected: tuple[int, ...], key: str, body: object, idempotency_key: str, signer: str
    ) -> Any:
        content = msgspec.json.encode(body)
        signed = f"Second-Signer: Bearer {signer}\r\n" if signer else ""
        headers = (
            f"Authorization: Bearer {key}\r\nIdempotency-Key: {idempotency_key}\r\n{signed}"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        )
        return await self._send("POST", path, expected, headers, content)

    async def _send(self, method: str, path: str, expected: tuple[int, ...], headers: str, content: bytes) -> Any:
        origin = self._origin
        head = f"{method} {origin.prefix}{path} HTTP/1.1\r\nHost: {origin.host}:{origin.port}\r\n{headers}\r\n"
        answer = await self._patiently(method, path, head.encode("ascii") + content)
        if answer.status not in expected:
            raise PlayError(method, path, answer.status, answer.body.decode("utf-8", "replace"))
        try:
            return msgspec.json.decode(answer.body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise PlayError(method, path, answer.status, "应答不是 JSON") from error

    async def _patiently(self, method: str, path: str, message: bytes) -> HttpAnswer:
        """The answer; one that says that the service is away only when patience is at its end."""
        deadline = time.monotonic() + self._patience
        while True:
            try:
                answer = await self._answered(method, path, message)
            except PlayError:
                if time.monotonic() >= deadline:
                    raise
            else:
                if answer.status not in AWAY or time.monotonic() >= deadline:
                    return answer
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _answered(self, method: str, path: str, message: bytes) -> HttpAnswer:
        """The answer, tried again when the connection broke: a kept one may have been closed meanwhile."""
        failure: Exception | None = None
        for _ in range(ATTEMPTS):
            try:
                async with asyncio.timeout(self._timeout):
                    return await self._over_a_connection(message)
            except (OSError, TimeoutError) as error:
                failure = error
        problem = str(failure) or type(failure).__name__
        raise PlayError(method, path, 0, problem) from failure

    async def _over_a_connection(self, message: bytes) -> HttpAnswer:
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                break
        else:
            connection = await Connection.open(self._origin)
        answer = await connection.request(message)
        if connection.usable:
            self._idle.append(connection)
        return answer
