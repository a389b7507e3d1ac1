"""An answer as a whole, and the address that it is asked at."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import Message, Receive, Scope, Send

from shared.web.around.whole_answers import WholeAnswer, answer_of, query_without


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    scope["route"] = "the page's"
    await HTMLResponse(f"<p>{Request(scope).url.query}</p>")(scope, receive, send)


async def nothing() -> Message:
    return {"type": "http.disconnect"}


def a_scope(query: bytes) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "path": "/a",
        "server": ("here", 80),
        "headers": [],
        "query_string": query,
    }


def sent(answer: WholeAnswer) -> tuple[Message, bytes]:
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    asyncio.run(answer.send(send))
    start, body = messages
    return start, body["body"]


def test_a_query_goes_on_without_one_parameter_and_with_what_is_empty() -> None:
    assert query_without({"query_string": b"a=%E6%B8%9D&kept=1&b=&kept=2&a=x+y"}, "kept") == "a=%E6%B8%9D&b=&a=x+y"


def test_an_answer_is_changed_and_sent_at_its_own_length_and_the_request_knows_its_route() -> None:
    scope = a_scope(b"a=1&kept=2")
    answer = asyncio.run(answer_of(page, scope, nothing, query_without(scope, "kept")))
    assert (answer.status, answer.body, answer.is_page) == (200, b"<p>a=1</p>", True)
    assert (scope["route"], scope["query_string"]) == ("the page's", b"a=1&kept=2")
    answer.replace("<p>渝</p>".encode())
    start, body = sent(answer)
    assert body.decode() == "<p>渝</p>"
    assert [text for name, text in start["headers"] if name == b"content-length"] == [str(len(body)).encode()]


def test_what_is_no_page_is_told_apart_and_passes() -> None:
    answer = WholeAnswer()
    asyncio.run(answer.take({"type": "http.response.start", "status": 204, "headers": [(b"x-why", b"1")]}))
    assert not answer.is_page
    assert sent(answer) == ({"type": "http.response.start", "status": 204, "headers": [(b"x-why", b"1")]}, b"")
