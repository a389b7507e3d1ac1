from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping
from pathlib import Path

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from shared.web.problems import Problem
from shared.web.uploads.multipart import FormBounds
from shared.web.uploads.places import UploadPlaces
from shared.web.uploads.receiving import Uploads


def asking(*pieces: bytes, leaves: bool = False, **headers: str) -> Request:
    """A request whose body comes in these pieces; it is over after them, or the client leaves."""
    waiting: list[Message] = [{"type": "http.request", "body": each, "more_body": True} for each in pieces]
    waiting.append({"type": "http.disconnect"} if leaves else {"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Message:
        return waiting.pop(0)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": raw}, receive)


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "incoming", UploadPlaces(4, 2))


HEAD = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'
TAIL = b"\r\n--x--\r\n"
FORM = "multipart/form-data; boundary=x"


def anybody(fields: Mapping[str, str]) -> None:
    """A gate that refuses nobody."""


def test_a_file_is_taken_to_the_disk_and_leaves_nothing_there(uploads: Uploads, tmp_path: Path) -> None:
    request = asking(HEAD, *[b"x" * 50_000] * 10, TAIL, content_type=FORM)

    async def take() -> bytes:
        async with uploads.form(request, FormBounds(1_000_000), anybody) as form:
            content = form.files[0].content
            assert content.fileno() > 0  # beyond what is held in memory it is a file of the system
            assert list((tmp_path / "incoming").iterdir()) == []  # without a name
            return content.read()

    assert asyncio.run(take()) == b"x" * 500_000


def test_a_compressed_form_is_unpacked_within_the_bound(uploads: Uploads) -> None:
    whole = HEAD + b"x" * 9_000 + TAIL

    async def take(most: int) -> int:
        request = asking(gzip.compress(whole), content_encoding="gzip", content_type=FORM)
        async with uploads.form(request, FormBounds(most), anybody) as form:
            return len(form.files[0].content.read())

    assert asyncio.run(take(len(whole))) == 9_000
    with pytest.raises(Problem, match="请求体过大"):
        asyncio.run(take(len(whole) - 1))


def test_what_is_too_large_is_refused_by_what_it_says_and_else_as_soon_as_it_shows(uploads: Uploads) -> None:
    async def take(request: Request) -> None:
        async with uploads.form(request, FormBounds(100), anybody):
            pytest.fail("taken")

    said = asking(content_length="101", content_type=FORM)
    shown = asking(HEAD, b"x" * 60, b"never asked for", content_type=FORM)
    for request in (said, shown):
        with pytest.raises(Problem) as refused:
            asyncio.run(take(request))
        assert refused.value.status == 413


def test_a_client_that_leaves_in_the_middle_of_a_file_leaves_nothing(uploads: Uploads, tmp_path: Path) -> None:
    request = asking(HEAD, b"y" * 200_000, leaves=True, content_type=FORM)

    async def take() -> None:
        async with uploads.form(request, FormBounds(1_000_000), anybody):
            pytest.fail("taken")

    with pytest.raises(ClientDisconnect):
        asyncio.run(take())
    assert list((tmp_path / "incoming").iterdir()) == []
