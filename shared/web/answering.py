"""Which problem each exception that leaves an endpoint is answered with."""

from __future__ import annotations

from urllib.parse import quote

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from shared.library_words import value_words
from shared.observe.disk import is_full
from shared.store import EventTooLarge, Overloaded
from shared.web.forms import sent_by_page
from shared.web.hot_routes import Answering
from shared.web.kept_forms.form import SECRET_FIELDS
from shared.web.problem_page import SentAgain, wants_page
from shared.web.problems import Fault, Problem, disk_full, event_too_large, store_away
from shared.web.requests import correlation_id

_FOR_THE_TIME_BEING = 503
_CLIENT_GONE = 499  # as proxies count a client that left before its answer


async def _answer_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    try:
        if (own := await error.own_answer(request)) is not None:
            return own
    except Problem as another:
        error = another
    if not wants_page(request):
        return error.response()
    return error.page(await _sent_again(request) if error.status == _FOR_THE_TIME_BEING else None)


async def _sent_again(request: Request) -> SentAgain | None:
    """The form that this request has sent, to stand in the page that says that it cannot be taken for the time being:
    no browser need remember what was typed. None for anything else, and for what nobody should read in a page."""
    fields = await sent_by_page(request)
    if fields is None or SECRET_FIELDS & fields.keys():
        return None
    return SentAgain(request.url.path, [(name, text) for name, texts in fields.items() for text in texts])


async def _answer_overloaded(request: Request, _error: Exception) -> Response:
    problem = Problem(503, "overloaded", "系统繁忙，请稍后重试", headers={"Retry-After": "1"})
    return await _answer_problem(request, problem)


async def _answer_too_large(request: Request, _error: Exception) -> Response:
    return await _answer_problem(request, event_too_large())


async def _answer_away(request: Request, error: Exception) -> Response:
    return await _answer_problem(request, store_away(error))


async def _answer_disk(request: Request, error: Exception) -> Response:
    """A file that could not be written for want of room; whatever else the system refused, nobody foresaw.

    Raises:
        Exception: it is not the disk that is full.
    """
    if not is_full(error):
        raise error
    structlog.get_logger().error("disk full", path=request.url.path, error=str(error))
    return await _answer_problem(request, disk_full())


async def _answer_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(str(each["type"]), "/".join(str(part) for part in each["loc"]), f"参数有误：{value_words(each['msg'])}")
        for each in error.errors()
    ]
    return await _answer_problem(request, Problem(422, "parameters-invalid", "请求参数有误", faults=faults))


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and wants_page(request) and (address := _without_slash(request)):
        return Response(status_code=307, headers={"Location": address})
    titles = {404: "没有这个地址", 405: "该地址不支持此方法"}
    headers = dict(error.headers or {})
    title = titles.get(error.status_code, error.detail)
    return await _answer_problem(request, Problem(error.status_code, "http", title, headers=headers))


def _without_slash(request: Request) -> str:
    """Where somebody meant to go who typed a slash at the end; empty: there was none.

    It names no host: the one in the request is whatever its sender wrote there.
    """
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    bare = path.strip("/")
    return f"/{quote(bare)}{'?' * bool(query)}{query}" if bare and path.endswith("/") else ""


async def _answer_gone(_request: Request, _error: Exception) -> Response:
    """Nobody hears it: the status is for the metrics, where a client that left is no fault of the service."""
    return Response(status_code=_CLIENT_GONE)


ANSWERING: dict[type[Exception], Answering] = {
    Problem: _answer_problem,
    Overloaded: _answer_overloaded,
    EventTooLarge: _answer_too_large,
    OperationalError: _answer_away,
    OSError: _answer_disk,
    RequestValidationError: _answer_validation,
    HTTPException: _answer_http,
    ClientDisconnect: _answer_gone,
}
"""The problem that each of these exceptions is answered with."""


async def answer_unexpected(request: Request, error: Exception) -> Response:
    """What is answered to an exception that nobody foresaw: that it was logged, nothing of the inside."""
    structlog.get_logger().error("request failed", path=request.url.path, exc_info=error)
    problem = Problem(500, "internal", "系统内部错误，已记录", correlation_id=correlation_id(request))
    return await _answer_problem(request, problem)
