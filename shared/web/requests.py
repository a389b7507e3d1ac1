"""What is read of a request before anything is done with it: its body, within bounds, and its correlation id."""

from __future__ import annotations

from fastapi import Request
from starlette.requests import ClientDisconnect

from shared.web.problems import Problem


async def read_body(request: Request, most: int) -> bytes:
    """The request's body.

    Raises:
        Problem: 413 when it is longer than ``most`` bytes; it is not read further than that.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most:
        raise _too_large(most)
    body = b""
    while True:  # the messages themselves: request.stream() costs more, and most bodies are one message
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part: bytes = message.get("body", b"")
        if len(body) + len(part) > most:
            raise _too_large(most)
        body = body + part if body else part
        if not message.get("more_body", False):
            return body


def _too_large(most: int) -> Problem:
    return Problem(
        413, "body-too-large", "请求体过大", detail=f"请求体不得超过 {most} 字节", headers={"Connection": "close"}
    )


def correlation_id(request: Request) -> str:
    """The id that follows this request through every event, message and log line."""
    return str(request.scope["xushi_correlation_id"])
