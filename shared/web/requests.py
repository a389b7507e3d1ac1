"""What is read of a request before anything is done with it: its body, within bounds, and its correlation id."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import Request
from starlette.requests import ClientDisconnect

from shared.web.compressed import encoding_of, too_large, unpack, unpacked

_BEGUN = "xushi_body_begun"


async def read_body(request: Request, most: int) -> bytes:
    """The request's body, unpacked where it came compressed.

    Raises:
        Problem: 413 when it is longer than ``most`` bytes, packed or unpacked; it is not read further than that.
            400 or 415 when it came compressed and cannot be unpacked.
    """
    request.scope[_BEGUN] = True
    encoding = encoding_of(request)
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most:
        raise too_large(most)
    body = await _read(request, most)
    return unpack(body, most) if encoding else body


async def _read(request: Request, most: int) -> bytes:
    parts: list[bytes] = []  # joined once: to join each to what is there would cost the square of their number
    length = 0
    while True:  # the messages themselves: request.stream() costs more, and most bodies are one message
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part: bytes = message.get("body", b"")
        length += len(part)
        if length > most:
            raise too_large(most)
        parts.append(part)
        if not message.get("more_body", False):
            return part if len(parts) == 1 else b"".join(parts)


def is_unread(request: Request) -> bool:
    """Whether nobody has begun to read the body yet: what was read once does not come again."""
    return _BEGUN not in request.scope


def body_pieces(request: Request) -> AsyncIterator[bytes]:
    """The body piece by piece, unpacked where it came compressed, without a bound of its own.

    Raises:
        Problem: as :func:`read_body`, at the piece where it shows.
    """
    request.scope[_BEGUN] = True
    return unpacked(request.stream()) if encoding_of(request) else request.stream()


def correlation_id(request: Request) -> str:
    """The id that follows this request through every event, message and log line."""
    return str(request.scope["xushi_correlation_id"])
