"""The straight way over a real socket: what ends as usual, what does not, and what becomes of the connection."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi import FastAPI, Request, Response

from shared.observe import Health, Metrics
from shared.process.serving import serving
from shared.settings import Settings
from shared.web.connections.straight_way import StraightWay, begun_of
from shared.web.install import install
from shared.web.requests import correlation_id, read_body
from tests.processes import free_ports

PATIENCE = 10.0


class Things:
    """A route that begins what its body says; ``ended`` ends what was held."""

    def __init__(self) -> None:
        self.held: list[asyncio.Future[str]] = []
        self.begun = threading.Event()
        self.bound: list[Any] = []

    def begin(self, request: Request, body: bytes) -> asyncio.Future[str] | None:
        self.bound.append(structlog.contextvars.get_contextvars()["correlation_id"])
        begun: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        match body.decode():
            case "no":
                return None
            case "crash":
                raise RuntimeError("nobody foresaw this")
            case "fail":
                begun.set_exception(ValueError("refused"))
            case "late":
                begun.cancel()
            case "hold":
                self.held.append(begun)
            case said:
                begun.set_result(said)
        self.begun.set()
        return begun

    def taken(self, result: str) -> bytes | None:
        return None if result == "odd" else f'{{"straight":"{result}"}}'.encode()

    def end(self, result: str) -> None:
        for each in self.held:
            each.get_loop().call_soon_threadsafe(each.set_result, result)
        self.held.clear()


def an_app(things: Things) -> FastAPI:
    app, metrics = FastAPI(), Metrics()

    async def endpoint(request: Request) -> Response:
        begun = begun_of(request)
        told = (
            "nothing" if begun is None else "late" if begun.cancelled() else repr(begun.exception() or begun.result())
        )
        return Response(f"{told}, {(await read_body(request, 1_000)).decode()}, {correlation_id(request)}", 202)

    install(app, metrics, Health(), {("POST", "/things"): endpoint})
    app.state.straight = StraightWay({b"/things": things}, metrics)
    return app


@pytest.fixture
def things() -> Things:
    return Things()


@pytest.fixture
def port(tmp_path: Path, things: Things) -> Iterator[int]:
    (free,) = free_ports(1)
    with serving(an_app(things), Settings(data_dir=tmp_path, host="127.0.0.1", port=free, body_seconds=1)):
        yield free


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        yield connection


def asked(body: str, length: int | None = None) -> bytes:
    head = f"POST /things HTTP/1.1\r\nHost: x\r\nX-Correlation-ID: c-1\r\nContent-Length: {length or len(body)}"
    return f"{head}\r\n\r\n{body}".encode()


def until(connection: socket.socket, wanted: bytes) -> bytes:
    """What comes until ``wanted`` has come."""
    heard = b""
    while wanted not in heard:
        piece = connection.recv(65_536)
        assert piece, heard
        heard += piece
    return heard


def answer(port: int, body: str, end: bytes = b"c-1") -> bytes:
    with connected(port) as connection:
        connection.sendall(asked(body))
        return until(connection, end)


def test_what_ends_as_usual_is_answered_at_once_with_its_id(port: int, things: Things) -> None:
    heard = answer(port, "fine", b"}")
    head, _, body = heard.partition(b"\r\n\r\n")
    assert (head[:21], body) == (b"HTTP/1.1 201 Created\r", b'{"straight":"fine"}')
    assert b"\r\ncontent-length: 19\r\ncontent-type: application/json\r\nx-correlation-id: c-1" in head
    assert things.bound == ["c-1"], "what is logged meanwhile bears it"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("no", "nothing"),
        ("crash", "nothing"),
        ("fail", "ValueError('refused')"),
        ("odd", "'odd'"),
        ("late", "late"),
    ],
)
def test_whatever_ends_otherwise_is_told_by_the_endpoint(port: int, body: str, told: str) -> None:
    heard = answer(port, body, b", c-1")
    assert heard.startswith(b"HTTP/1.1 202") and heard.endswith(f"{told}, {body}, c-1".encode())


def test_what_comes_behind_waits_and_is_answered_in_its_order(port: int, things: Things) -> None:
    with connected(port) as connection:
        connection.sendall(asked("hold") + asked("fine") + asked("no"))
        assert things.begun.wait(PATIENCE)
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(PATIENCE)
        things.end("held")
        heard = until(connection, b"nothing, no, c-1")
    assert heard.index(b'"straight":"held"') < heard.index(b"nothing, fine, c-1") < heard.index(b"nothing, no")


def test_a_body_that_comes_later_is_awaited_as_any_other(port: int, things: Things) -> None:
    with connected(port) as connection:
        connection.sendall(asked("fi", length=4))
        time.sleep(0.1)
        connection.sendall(b"ne")
        assert b"nothing, fine" in until(connection, b", c-1")
    with connected(port) as connection:
        connection.sendall(asked("fi", length=4))
        assert b"408" in until(connection, b"body-too-slow")
    assert things.bound == []


def test_the_next_request_on_the_connection_goes_straight_again(port: int) -> None:
    with connected(port) as connection:
        for body, end in (("fine", b"}"), ("odd", b", c-1"), ("fine", b"}"), ("no", b", c-1"), ("fine", b"}")):
            connection.sendall(asked(body))
            assert until(connection, end)


def test_who_leaves_is_not_written_to_and_others_are_answered(port: int, things: Things) -> None:
    with connected(port) as connection:
        connection.sendall(asked("hold"))
        assert things.begun.wait(PATIENCE)
    things.end("held")
    assert b"201" in answer(port, "fine", b"}")


@pytest.mark.parametrize(("result", "status"), [("held", b"HTTP/1.1 201"), ("odd", b"HTTP/1.1 202")])
def test_a_server_that_ends_answers_what_was_begun_and_closes(
    tmp_path: Path, things: Things, result: str, status: bytes
) -> None:
    (free,) = free_ports(1)
    ending = serving(an_app(things), Settings(data_dir=tmp_path, host="127.0.0.1", port=free))
    ending.__enter__()
    leave: Callable[..., Any] = ending.__exit__
    stopping = threading.Thread(target=leave, args=(None, None, None))
    with connected(free) as connection:
        connection.sendall(asked("hold"))
        assert things.begun.wait(PATIENCE)
        stopping.start()
        time.sleep(0.3)
        things.end(result)
        heard = b""
        while piece := connection.recv(65_536):
            heard += piece
    stopping.join(PATIENCE)
    assert heard.startswith(status) and b"connection: close" in heard


def test_without_a_straight_way_all_goes_through_the_application(tmp_path: Path, things: Things) -> None:
    (free,) = free_ports(1)
    app = an_app(things)
    app.state.straight = None
    with serving(app, Settings(data_dir=tmp_path, host="127.0.0.1", port=free)):
        assert b"nothing, fine, c-1" in answer(free, "fine")
    assert things.bound == []
