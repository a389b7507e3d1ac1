from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from services.demo.transport.at_once import CONNECTIONS, all_at_once
from services.demo.transport.client import Client, PlayError
from services.demo.transport.origin import Origin

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def with_server(handler: Handler, use: Callable[[Client], Awaitable[Any]]) -> Any:
    """What ``use`` gives, of a client to a server that answers so; every connection is closed on both sides."""
    writers: list[asyncio.StreamWriter] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await handler(reader, writer)

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        async with server, Client(f"http://127.0.0.1:{port}") as client:
            return await use(client)
    finally:
        for writer in writers:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


def answer(body: str, status: str = "200 OK", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body.encode())}\r\n{headers}\r\n{body}".encode()


async def read_request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next((int(line[15:]) for line in head.split("\r\n") if line.startswith("Content-Length:")), 0)
    return head, await reader.readexactly(length)


def test_a_kept_connection_that_the_service_closed_is_replaced() -> None:
    connections = 0

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await read_request(reader)
        writer.write(answer('{"ok": 1}'))
        await writer.drain()
        writer.close()

    async def use(client: Client) -> list[Any]:
        return [await client.get("/x", "k", {}) for _ in range(3)]

    assert asyncio.run(with_server(serve_one, use)) == [{"ok": 1}] * 3
    assert connections == 3


def test_one_connection_serves_one_request_after_another() -> None:
    heads: list[str] = []
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while not reader.at_eof():
            try:
                head, body = await read_request(reader)
            except asyncio.IncompleteReadError:
                break
            heads.append(head)
            writer.write(answer(body.decode()))
        writer.close()

    async def use(client: Client) -> list[Any]:
        return [await client.post("/v1/reports", "key", {"n": n}, f"demo-{n}") for n in range(3)]

    assert asyncio.run(with_server(serve, use)) == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert connections == 1
    assert heads[2].startswith("POST /v1/reports HTTP/1.1\r\n")
    assert "Authorization: Bearer key\r\n" in heads[2]
    assert "Idempotency-Key: demo-2\r\n" in heads[2]


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [('{"title": "月份已关账"}', "422 Unprocessable", "月份已关账"), ("<html>", "200 OK", "不是 JSON")],
)
def test_any_other_answer_is_a_play_error(body: str, status: str, problem: str) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(answer(body, status, "Connection: close\r\n"))
        writer.close()

    with pytest.raises(PlayError, match=problem):
        asyncio.run(with_server(serve, lambda client: client.post("/v1/reports", "k", {}, "i")))


def test_something_that_is_no_http_is_a_play_error() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    with pytest.raises(PlayError, match="not HTTP") as caught:
        asyncio.run(with_server(serve, lambda client: client.get("/x", "k", {})))
    assert caught.value.status == 0


def test_a_service_that_is_not_there_is_a_play_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def use() -> None:
        async with Client(f"http://127.0.0.1:{port}") as client:
            await client.get("/v1/reports", "k", {"area": "500000"})

    with pytest.raises(PlayError, match="无应答") as caught:
        asyncio.run(use())
    assert (caught.value.method, caught.value.status) == ("GET", 0)
    assert caught.value.path == "/v1/reports?area=500000"


def test_no_more_than_the_allowed_number_are_under_way_at_once() -> None:
    under_way, most = 0, 0

    async def do(_: int) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1

    asyncio.run(all_at_once(range(200), do))
    assert most == CONNECTIONS


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://127.0.0.1:8000/", Origin("127.0.0.1", 8000, False, "")),
        ("https://xushi.example/intake", Origin("xushi.example", 443, True, "/intake")),
    ],
)
def test_a_base_url_is_read(url: str, origin: Origin) -> None:
    assert Origin.of(url) == origin


def test_an_address_that_is_not_http_is_refused() -> None:
    with pytest.raises(ValueError, match="不是 http 地址"):
        Origin.of("ftp://xushi.example")


def test_a_service_that_is_away_is_asked_again_while_patience_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.demo.transport.client._PAUSE_SECONDS", 0.01)
    asked = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await read_request(reader)
        if asked != 1:  # the first one is not answered at all
            back = asked > 4
            writer.write(
                answer('{"ok": 1}' if back else "{}", "200 OK" if back else "503 Away", "Connection: close\r\n")
            )
        writer.close()

    async def use(patience_seconds: float) -> Any:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, Client(f"http://127.0.0.1:{port}", patience_seconds) as client:
            return await client.post("/v1/reports", "k", {}, "i")

    with pytest.raises(PlayError, match="503"):
        asyncio.run(use(0.0))
    asked = 0
    assert asyncio.run(use(30.0)) == {"ok": 1}
