"""A client that takes its time, over a real socket: it is answered or left, and others go on."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from structlog.testing import capture_logs

from shared.observe import Health, Metrics
from shared.process.serving import serving
from shared.settings import Settings
from shared.web.install import install
from shared.web.requests import read_body
from tests.processes import free_ports

HEAD = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n"


def an_app() -> FastAPI:
    app = FastAPI()

    @app.post("/read")
    async def read(request: Request) -> Response:
        return Response(str(len(await read_body(request, 1_000_000))))

    @app.post("/read-later")
    async def read_later(request: Request) -> Response:
        await asyncio.sleep(0.6)
        return Response(str(len(await read_body(request, 1_000_000))))

    @app.get("/later")
    async def later() -> Response:
        await asyncio.sleep(0.6)
        return Response("later")

    @app.post("/refuse")
    async def refuse() -> Response:
        return Response("no", 403)

    install(app, Metrics(), Health())
    return app


@contextmanager
def server(folder: Path, **limits: Any) -> Iterator[int]:
    (port,) = free_ports(1)
    with serving(an_app(), Settings(data_dir=folder, host="127.0.0.1", port=port, **limits)):
        yield port


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        yield connection


def rest_of(connection: socket.socket) -> bytes:
    """What comes until the server closes."""
    found = b""
    while piece := connection.recv(65_536):
        found += piece
    return found


def drip(connection: socket.socket, content: bytes) -> bytes:
    """Send a byte at a time until the server answers or closes; what it said."""
    connection.settimeout(0.02)
    for each in content:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(bytes([each]))
        with contextlib.suppress(TimeoutError):
            first = connection.recv(65_536)
            connection.settimeout(10)
            return first + (rest_of(connection) if first else b"")
    pytest.fail("the server has waited for all of it")


def test_a_head_that_drips_is_answered_408_and_the_server_goes_on(tmp_path: Path) -> None:
    with server(tmp_path, head_seconds=0.3) as port, connected(port) as slow, capture_logs() as told:
        said = drip(slow, b"GET /livez HTTP/1.1\r\nHost: " + b"x" * 1_000)
        assert said.startswith(b"HTTP/1.1 408 ")
        assert "请求头传得太慢".encode() in said
        assert httpx.get(f"http://127.0.0.1:{port}/livez").status_code == 200
    assert [(each["event"], each["part"], each["client"]) for each in told] == [
        ("client too slow", "head", "127.0.0.1")
    ]


def test_a_body_that_drips_is_answered_408_and_counted_as_a_client_that_left(tmp_path: Path) -> None:
    with server(tmp_path, body_seconds=0.3) as port, connected(port) as slow, capture_logs() as told:
        slow.sendall(HEAD)
        said = drip(slow, b"x" * 1_000)
        assert said.startswith(b"HTTP/1.1 408 ")
        assert "不少于 1000 字节".encode() in said
        counted = httpx.get(f"http://127.0.0.1:{port}/metrics").text
        assert 'method="POST",route="/read",status="499"} 1.0' in counted
    assert [(each["event"], each["part"]) for each in told] == [("client too slow", "body")]


def test_a_body_that_comes_slowly_and_steadily_is_read(tmp_path: Path) -> None:
    with server(tmp_path, body_seconds=0.3) as port, connected(port) as steady:
        steady.sendall(HEAD)
        for _ in range(30):
            steady.sendall(b"x" * 10_000)
            time.sleep(0.03)
        assert steady.recv(65_536).endswith(b"300000")


def test_nobody_is_blamed_for_the_time_in_which_the_server_does_not_read(tmp_path: Path) -> None:
    with server(tmp_path, body_seconds=0.3) as port:
        answer = httpx.post(f"http://127.0.0.1:{port}/read-later", content=b"x" * 900_000)
        assert (answer.status_code, answer.text) == (200, "900000")


def test_who_says_nothing_is_left_without_a_word(tmp_path: Path) -> None:
    with server(tmp_path, head_seconds=0.1) as port, connected(port) as silent:
        assert rest_of(silent) == b""


def test_a_head_that_is_too_large_is_refused_whole_or_in_pieces(tmp_path: Path) -> None:
    whole = b"GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 40_000
    with server(tmp_path) as port:
        for sent in (whole, whole + b"\r\n\r\n", whole.replace(b"x" * 40_000, b"x: y\r\n" * 8_000)):
            with connected(port) as large:
                large.sendall(sent)
                assert b"HTTP/1.1 431 " in large.recv(65_536)
        fits = httpx.get(f"http://127.0.0.1:{port}/livez", headers={"X-Long": "x" * 20_000})
        assert fits.status_code == 200


def test_a_large_body_is_no_large_head(tmp_path: Path) -> None:
    with server(tmp_path) as port, connected(port) as connection:
        for _ in range(2):
            connection.sendall(HEAD + b"x" * 300_000 + b"GET /livez HTTP/1.1\r\n")  # the next head begins behind it
            connection.sendall(b"Host: x\r\n\r\n")
            said = b""
            while said.count(b"HTTP/1.1 200 ") < 2:
                said += connection.recv(65_536)


def test_what_is_left_of_a_refused_body_is_passed_over_and_of_a_long_one_not_taken(tmp_path: Path) -> None:
    with server(tmp_path) as port:
        with connected(port) as short:
            for _ in range(2):  # the connection stays open
                short.sendall(b"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n")
                assert short.recv(65_536).startswith(b"HTTP/1.1 403 ")
                short.sendall(b"x" * 50_000)
        with connected(port) as long:
            long.sendall(b"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 90000000\r\n\r\n" + b"x" * 70_000)
            assert rest_of(long).startswith(b"HTTP/1.1 403 ")  # and the server closes in its direction


def test_connections_beyond_the_most_are_refused_in_words_until_one_is_over(tmp_path: Path) -> None:
    with server(tmp_path, max_connections=2) as port:
        with connected(port) as first, connected(port) as second:
            for each in (first, second):
                each.sendall(b"GET /livez HTTP/1.1\r\n")
            time.sleep(0.1)
            with connected(port) as third:
                said = rest_of(third)
                assert said.startswith(b"HTTP/1.1 503 ")
                assert b"retry-after: 2" in said
                assert "连接数已达上限".encode() in said
        assert httpx.get(f"http://127.0.0.1:{port}/livez").status_code == 200


def test_what_is_no_http_is_answered_as_any_other_problem(tmp_path: Path) -> None:
    with server(tmp_path) as port, connected(port) as strange:
        strange.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
        said = rest_of(strange)
        assert said.startswith(b"HTTP/1.1 400 ")
        assert b"application/problem+json" in said


def test_a_second_head_that_drips_has_no_more_time_than_the_first(tmp_path: Path) -> None:
    with server(tmp_path, head_seconds=0.3) as port, connected(port) as slow:
        slow.sendall(b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcGET /livez HTTP/1.1\r\n")
        said = rest_of(slow)  # together with the body before it, and then nothing more
        assert said.startswith(b"HTTP/1.1 200 ") and said.count(b"HTTP/1.1 408 ") == 1


def test_a_second_head_is_as_long_as_it_is_whatever_came_before_it_in_the_same_piece(tmp_path: Path) -> None:
    head = b"GET /livez HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 20_000
    body = b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\n\r\n" + b"x" * 30_000
    chunked = b"POST /read HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 9_000
    for before in (head + b"\r\n\r\n", body, chunked + b"0\r\n\r\n"):
        with server(tmp_path) as port, connected(port) as fits, connected(port) as large:
            fits.sendall(before + head)
            fits.sendall(b"\r\n\r\n")
            said = b""
            while said.count(b"HTTP/1.1 ") < 2:
                said += fits.recv(65_536)
            assert said.count(b"HTTP/1.1 200 ") == 2
            large.sendall(before + head)
            large.sendall(b"x" * 33_000)
            assert b"HTTP/1.1 431 " in rest_of(large)


def test_a_request_behind_one_that_takes_long_is_not_blamed_for_not_being_read(tmp_path: Path) -> None:
    with server(tmp_path, body_seconds=0.2) as port, connected(port) as patient:
        patient.sendall(b"GET /later HTTP/1.1\r\nHost: x\r\n\r\n" + HEAD)
        said = patient.recv(65_536)
        assert said.startswith(b"HTTP/1.1 200 ")
        patient.sendall(b"x" * 300_000)
        while b"300000" not in said:
            said += patient.recv(65_536)
        assert b"HTTP/1.1 408 " not in said


def test_what_is_wrong_with_a_second_request_is_not_said_in_answer_to_the_first(tmp_path: Path) -> None:
    with server(tmp_path, head_seconds=0.2) as port:
        for second in (b"GET /livez HTTP/1.1\r\n", b"\x16\x03\x01\r\n\r\n"):
            with connected(port) as both:
                both.sendall(b"GET /later HTTP/1.1\r\nHost: x\r\n\r\n" + second)
                assert rest_of(both) == b""
