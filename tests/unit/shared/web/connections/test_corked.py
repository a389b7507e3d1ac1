from __future__ import annotations

import asyncio
from contextlib import suppress

import uvicorn
from starlette.types import Receive, Scope, Send

from shared.web.connections.corked import Corked, CorkedProtocol


class Wire(asyncio.Transport):
    """A transport that keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def write_eof(self) -> None:
        self.sent.append(b"<eof>")

    def resume_reading(self) -> None:
        self.sent.append(b"<reads on>")

    def get_extra_info(self, name: str, default: object = None) -> str:
        return f"the {name}"


def test_what_is_written_in_one_turn_goes_out_in_one_piece_and_in_order() -> None:
    async def write() -> list[bytes]:
        wire = Wire()
        corked = Corked(wire, asyncio.get_running_loop())
        corked.write(b"head ")
        corked.write(b"body")
        assert wire.sent == []
        await asyncio.sleep(0)
        corked.write(b"next")
        await asyncio.sleep(0)
        return wire.sent

    assert asyncio.run(write()) == [b"head body", b"next"]


def test_closing_sends_what_is_left_first() -> None:
    async def close() -> Wire:
        wire = Wire()
        corked = Corked(wire, asyncio.get_running_loop())
        corked.write(b"last words")
        corked.close()
        await asyncio.sleep(0)
        return wire

    wire = asyncio.run(close())
    assert (wire.sent, wire.closed) == ([b"last words"], True)


def test_while_the_client_sends_it_is_closed_in_our_direction_first_and_for_good_when_its_time_is_over() -> None:
    async def close() -> tuple[Wire, bool, bool, bool]:
        wire = Wire()
        corked = Corked(wire, asyncio.get_running_loop(), lambda: True, seconds=0.01)
        corked.write(b"too large")
        corked.close()
        lingers, closing, closed = corked.lingering, corked.is_closing(), wire.closed
        await asyncio.sleep(0.1)
        return wire, lingers, closing, closed

    wire, lingers, closing, closed = asyncio.run(close())
    assert wire.sent == [b"too large", b"<eof>", b"<reads on>"]
    assert (lingers, closing, closed, wire.closed) == (True, True, False, True)


def test_a_second_call_closes_for_good() -> None:
    async def close() -> Wire:
        wire = Wire()
        corked = Corked(wire, asyncio.get_running_loop(), lambda: True)
        corked.close()
        corked.close()
        return wire

    assert asyncio.run(close()).closed


def test_nothing_is_written_to_a_client_that_is_gone() -> None:
    async def lose() -> Wire:
        wire = Wire()
        corked = Corked(wire, asyncio.get_running_loop())
        corked.write(b"too late")
        wire.close()
        await asyncio.sleep(0)
        return wire

    assert asyncio.run(lose()).sent == []


def test_all_else_is_the_transports_own() -> None:
    async def ask() -> str:
        return str(Corked(Wire(), asyncio.get_running_loop()).get_extra_info("peername"))

    assert asyncio.run(ask()) == "the peername"


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3000000")]})
    for _ in range(3):
        await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def test_a_server_with_it_answers_long_bodies_whole_and_closes_when_asked() -> None:
    async def ask() -> bytes:
        config = uvicorn.Config(_app, port=0, http=CorkedProtocol, lifespan="off", log_config=None, access_log=False)
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        server.should_exit = True
        await serving
        return answer

    answer = asyncio.run(ask())
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\n" + b"x" * 3_000_000)
