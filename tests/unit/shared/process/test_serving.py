from __future__ import annotations

import asyncio
import http.client
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from shared.observe import Health, Metrics
from shared.process.serving import serving
from shared.security.wrong_keys import client_address
from shared.settings import Settings
from shared.web.install import install
from shared.web.requests import read_body
from tests.processes import free_ports


def an_app() -> FastAPI:
    app = FastAPI()

    @app.get("/here")
    def here() -> dict[str, bool]:
        return {"here": True}

    @app.post("/small")
    async def small(request: Request) -> Response:
        return Response(str(len(await read_body(request, 1_000_000))))

    install(app, Metrics(), Health())
    return app


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (port,) = free_ports(1)
    return Settings(data_dir=tmp_path, host="127.0.0.1", port=port)


def test_it_answers_as_long_as_the_block_lasts(settings: Settings) -> None:
    address = f"http://127.0.0.1:{settings.port}/here"
    with serving(an_app(), settings) as ended:
        assert httpx.get(address).json() == {"here": True}
        assert not ended.is_set()
    assert ended.is_set()
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


# uvicorn ends its thread with SystemExit where the port is taken
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_does_not_start_is_said(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.port))
        taken.listen()
        with pytest.raises(RuntimeError, match="did not start"), serving(an_app(), settings):
            pytest.fail("it has started")


def test_what_does_not_start_in_time_is_said(settings: Settings) -> None:
    @asynccontextmanager
    async def slow(_: FastAPI) -> AsyncIterator[None]:
        await asyncio.sleep(0.3)
        yield

    app = FastAPI(lifespan=slow)
    with pytest.raises(RuntimeError, match="did not start"), serving(app, settings, seconds=0.01):
        pytest.fail("it has started")
    with serving(app, settings, seconds=30.0) as ended:
        assert not ended.is_set()


TOO_LARGE = b"x" * 5_000_000


def in_parts() -> Iterator[bytes]:
    for _ in range(50):
        yield TOO_LARGE[:100_000]


def by_httpx(address: str, content: bytes | Iterator[bytes]) -> tuple[int, str]:
    answer = httpx.post(address, content=content)
    return answer.status_code, answer.text


def by_urllib(address: str, content: bytes | Iterator[bytes]) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data=content, method="POST"), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def by_curl(address: str, content: bytes | Iterator[bytes]) -> tuple[int, str]:
    whole = isinstance(content, bytes)
    heads = ["Expect:", *([] if whole else ["Transfer-Encoding: chunked"])]
    command = ["curl", "-s", "-m", "10", "--data-binary", "@-", "-w", "%{http_code}", address]
    done = subprocess.run(
        [*command, *(part for head in heads for part in ("-H", head))],
        input=content if isinstance(content, bytes) else b"".join(content),
        capture_output=True,
        check=True,
    )
    text = done.stdout.decode()
    return int(text[-3:]), text[:-3]


WITH_CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
CLIENTS = [by_httpx, by_urllib, pytest.param(by_curl, marks=WITH_CURL)]


@pytest.mark.parametrize("parts", [False, True], ids=["whole", "in parts"])
@pytest.mark.parametrize("by", CLIENTS)
def test_a_body_that_is_too_large_is_answered_and_every_client_reads_the_answer(
    settings: Settings, by: Callable[[str, bytes | Iterator[bytes]], tuple[int, str]], parts: bool
) -> None:
    with serving(an_app(), settings):
        for _ in range(5):
            status, told = by(f"http://127.0.0.1:{settings.port}/small", in_parts() if parts else TOO_LARGE)
            assert status == 413
            assert "请求体过大" in told


def test_a_body_that_fits_leaves_the_connection_open(settings: Settings) -> None:
    with serving(an_app(), settings):
        connection = http.client.HTTPConnection("127.0.0.1", settings.port, timeout=10)
        for size in (10, 1_000_000):
            connection.request("POST", "/small", b"x" * size)
            assert connection.getresponse().read() == str(size).encode()
        connection.close()


def test_the_end_of_the_server_waits_for_nobody_who_still_sends(settings: Settings) -> None:
    begun = 0.0
    with serving(an_app(), settings), socket.create_connection(("127.0.0.1", settings.port), timeout=10) as sending:
        sending.sendall(b"POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\nx")
        assert b" 413 " in sending.recv(100_000)
        begun = time.monotonic()
    assert time.monotonic() - begun < 5


def test_a_client_that_goes_while_its_body_is_read_is_counted_as_gone(settings: Settings) -> None:
    with serving(an_app(), settings):
        with socket.create_connection(("127.0.0.1", settings.port), timeout=10) as leaving:
            leaving.sendall(b"POST /small HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\nx")
            time.sleep(0.2)
        deadline = time.monotonic() + 10
        gone = 'method="POST",route="/small",status="499"} 1.0'
        while gone not in (counted := httpx.get(f"http://127.0.0.1:{settings.port}/metrics").text):
            assert time.monotonic() < deadline, counted
            time.sleep(0.05)
        assert 'status="500"' not in counted


def an_app_that_says_who_asks() -> FastAPI:
    app = FastAPI()

    @app.get("/who")
    def who(request: Request) -> dict[str, str]:
        return {"who": client_address(request)}

    return app


@pytest.mark.parametrize(
    ("trusted", "forwarded", "who"),
    [
        ("[]", ["203.0.113.7"], "127.0.0.1"),
        ('["10.0.0.0/8"]', ["203.0.113.7"], "127.0.0.1"),
        ('["127.0.0.1"]', [], "127.0.0.1"),
        ('["127.0.0.1"]', ["203.0.113.7"], "203.0.113.7"),
        ('["127.0.0.1"]', ["2001:db8::7"], "2001:db8::7"),
        ('["127.0.0.1"]', ["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
        ('["127.0.0.1"]', ["198.51.100.1", "203.0.113.7"], "203.0.113.7"),
        ('["127.0.0.1","10.0.0.0/8"]', ["198.51.100.1, 203.0.113.7, 10.1.2.3"], "203.0.113.7"),
    ],
)
def test_only_a_trusted_proxy_is_believed_who_is_asking(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, trusted: str, forwarded: list[str], who: str
) -> None:
    monkeypatch.setenv("XUSHI_TRUSTED_PROXIES", trusted)
    proxies = Settings().trusted_proxies
    with serving(an_app_that_says_who_asks(), settings.model_copy(update={"trusted_proxies": proxies})):
        heads = [("X-Forwarded-For", each) for each in forwarded]
        assert httpx.get(f"http://127.0.0.1:{settings.port}/who", headers=heads).json() == {"who": who}


@pytest.mark.parametrize("trusted", ['["*"]', '["proxy"]', '["10.0.0.1/8"]'])
def test_whom_to_trust_is_said_in_networks(monkeypatch: pytest.MonkeyPatch, trusted: str) -> None:
    monkeypatch.setenv("XUSHI_TRUSTED_PROXIES", trusted)
    with pytest.raises(ValueError, match="trusted_proxies"):
        Settings()
