"""What a connection is answered with that asks too much of the server, before any route is known."""

from __future__ import annotations

from http import HTTPStatus

from shared.web.problems import Problem

_CLOSE = {"Connection": "close"}


def head_too_slow(seconds: float) -> Problem:
    """408: the head of a request did not come in time."""
    detail = f"请求头应在 {seconds:g} 秒内传完（The request head took too long.）"
    return Problem(408, "head-too-slow", "请求头传得太慢", detail=detail, headers=_CLOSE)


def body_too_slow(rate: int) -> Problem:
    """408: the body fell too far behind the least rate."""
    detail = f"请求体传得太慢，平均每秒应不少于 {rate} 字节（The request body came too slowly.）"
    return Problem(408, "body-too-slow", "请求体传得太慢", detail=detail, headers=_CLOSE)


def head_too_large(most: int) -> Problem:
    """431: the address and the header fields are longer than any request needs."""
    detail = f"地址与请求头合计不得超过 {most} 字节（The request head is too large.）"
    return Problem(431, "head-too-large", "请求头过大", detail=detail, headers=_CLOSE)


def head_unreadable() -> Problem:
    """400: what came is no HTTP."""
    return Problem(400, "http-unreadable", "不是合法的 HTTP 请求", headers=_CLOSE)


def too_many_connections() -> Problem:
    """503: the server has as many connections as it takes."""
    detail = "连接数已达上限，请稍后重试（Too many connections; try again later.）"
    return Problem(
        503, "too-many-connections", "系统繁忙，请稍后重试", detail=detail, headers=_CLOSE | {"Retry-After": "2"}
    )


def as_bytes(problem: Problem) -> bytes:
    """The problem as it goes over the wire."""
    answer = problem.response()
    heads = (b"%s: %s\r\n" % (name, value) for name, value in answer.raw_headers)
    line = f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}\r\n".encode()
    return b"".join((line, *heads, b"\r\n", bytes(answer.body)))
