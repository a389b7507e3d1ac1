"""Hot routes: endpoints that are called thousands of times a second, in front of the router.

The router, its exit stacks and the exception layers around each route cost a small request more
than its own work. A hot route is found by its exact method and path and called at once; it stays
in the router as well, for the OpenAPI document, and is answered there in the same way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

HotRoutes = Mapping[tuple[str, str], Callable[[Request], Awaitable[Response]]]
"""Endpoints by method and path, both exact."""

Answering = Callable[[Request, Exception], Awaitable[Response]]
"""Turns what an endpoint raised into an answer."""


async def answer_hot(
    endpoint: Callable[[Request], Awaitable[Response]],
    answering: Mapping[type[Exception], Answering],
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Call one hot endpoint; an exception is answered by the first of ``answering`` that it is an instance of.

    Raises:
        Exception: what none of them answers.
    """
    request = Request(scope, receive)
    try:
        response = await endpoint(request)
    except Exception as error:
        handler = next((each for kind, each in answering.items() if isinstance(error, kind)), None)
        if handler is None:
            raise
        response = await handler(request, error)
    await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": response.body})
