"""The web server of a process: for its whole life, or in a thread for as long as it is needed."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import uvicorn
from fastapi import FastAPI

from shared.settings import Settings
from shared.web.connections.bounded import BoundedProtocol
from shared.web.connections.limits import ConnectionLimits

_START_SECONDS = 30.0


class _Server(uvicorn.Server):
    """Says when it listens: not before the port is its own."""

    def __init__(self, config: uvicorn.Config, listens: Callable[[], object]) -> None:
        super().__init__(config)
        self._listens = listens

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's; it ends the process where the port is somebody else's."""
        await super().startup(sockets)
        if self.started:
            self._listens()


def server(app: FastAPI, settings: Settings, listens: Callable[[], object] = lambda: None) -> uvicorn.Server:
    """The web server for ``app``; the caller runs it. ``listens`` is called once it takes connections."""
    return _Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            http=partial(BoundedProtocol, _limits(settings), straight=getattr(app.state, "straight", None)),  # type: ignore[arg-type]  # called as a class would be
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),  # X-Forwarded-For is what anybody writes into it
            forwarded_allow_ips=[str(each) for each in settings.trusted_proxies],
            timeout_graceful_shutdown=10,
        ),
        listens,
    )


def _limits(settings: Settings) -> ConnectionLimits:
    return ConnectionLimits(
        settings.max_connections,
        settings.max_head_bytes,
        settings.head_seconds,
        settings.body_seconds,
        settings.body_bytes_per_second,
    )


@contextmanager
def serving(app: FastAPI, settings: Settings, seconds: float = _START_SECONDS) -> Iterator[threading.Event]:
    """The web server in a thread of its own, for as long as the block lasts; the event is set when it has ended.

    Raises:
        RuntimeError: it did not start within that many seconds.
    """
    web = server(app, settings)
    ended = threading.Event()

    def serve() -> None:
        try:
            web.run()
        finally:
            ended.set()

    thread = threading.Thread(target=serve, name="web")
    thread.start()
    try:
        _await_start(web, ended, seconds)
        yield ended
    finally:
        web.should_exit = True
        thread.join()


def _await_start(web: uvicorn.Server, ended: threading.Event, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not web.started:
        if ended.wait(0.02) or time.monotonic() > deadline:
            raise RuntimeError("the web server did not start")
