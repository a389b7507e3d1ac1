from __future__ import annotations

import asyncio

import pytest
from fastapi import Request
from starlette.types import Message

from shared.web.uploads.multipart import FormUnreadable
from shared.web.uploads.typed_fields import fields_before_files

HEAD = "multipart/form-data; boundary=b"


def a_request(body: bytes, kind: str = HEAD) -> tuple[Request, list[int]]:
    """A request that comes in pieces of ten bytes, and how many were taken."""
    taken = [0]

    async def receive() -> Message:
        at = taken[0] * 10
        taken[0] += 1
        return {"type": "http.request", "body": body[at : at + 10], "more_body": at + 10 < len(body)}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode())]}
    return Request(scope, receive), taken


def part(name: str, content: bytes, file: str = "") -> bytes:
    filename = f'; filename="{file}"' if file else ""
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{filename}\r\n\r\n'.encode() + content + b"\r\n"


END = b"--b--\r\n"


def test_what_was_typed_before_the_files_is_read_and_of_the_files_nothing() -> None:
    typed = part("text", "写了".encode()) + part("empty", b"")
    body = typed + part("files", b"x" * 5_000, "a.pdf") + END
    request, taken = a_request(body)
    assert asyncio.run(fields_before_files(request, 1_000)) == {"text": ["写了"], "empty": [""]}
    assert taken[0] * 10 < len(typed) + 200


def test_a_form_without_files_is_read_whole() -> None:
    request, _ = a_request(part("text", b"a") + END)
    assert asyncio.run(fields_before_files(request, 1_000)) == {"text": ["a"]}


@pytest.mark.parametrize(
    ("body", "kind"),
    [(part("text", b"a" * 2_000) + END, HEAD), (part("text", b"a"), HEAD), (b"nothing", "multipart/form-data")],
)
def test_what_is_too_long_cut_short_or_no_such_form_is_none(body: bytes, kind: str) -> None:
    request, _ = a_request(body, kind)
    with pytest.raises(FormUnreadable):
        asyncio.run(fields_before_files(request, 1_000))
