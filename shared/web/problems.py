"""Errors as every service answers them (RFC 9457, problem+json), and answers in JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from fastapi import Request, Response

from shared.observe.disk import DISK_FULL, is_full
from shared.web.problem_page import SentAgain, problem_page

PROBLEM = "application/problem+json"
_TYPES = "https://xushi.example/problems/"
_encoder = msgspec.json.Encoder()


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong and where it stands: ``pointer`` is a JSON pointer, or a parameter's name."""

    code: str
    pointer: str
    message: str


class Problem(Exception):
    """An answer that is an error (RFC 9457): it lists every fault, with a Chinese message each."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        *,
        detail: str = "",
        faults: Sequence[Fault] = (),
        headers: dict[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(title)
        self.status, self.code, self.title, self.detail = status, code, title, detail
        self.faults = tuple(faults)
        self.headers = headers or {}
        self.extra = extra

    def response(self) -> Response:
        """The problem+json answer."""
        body: dict[str, Any] = {"type": _TYPES + self.code, "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        if self.faults:
            body["faults"] = self.faults
        return Response(_encoder.encode(body | self.extra), self.status, self.headers, PROBLEM)

    def page(self, again: SentAgain | None = None) -> Response:
        """The same for a person's browser; ``again`` is what it may send once more."""
        return problem_page(self.status, self.title, self.detail, self.faults, self.headers, again)

    async def own_answer(self, request: Request) -> Response | None:
        """What this request is answered where that is something of its own; None: as every problem is.

        Raises:
            Problem: it is answered by that one.
        """
        return None


def event_too_large() -> Problem:
    """What was sent would be one event that is larger than the log carries; nothing was stored."""
    detail = "要入库的内容超过一次能记录的大小，没有入库；请缩短说明等文字后重发"
    return Problem(413, "event-too-large", "内容过多", detail=detail)


def store_away(error: BaseException, detail: str = "") -> Problem:
    """503: nothing can be stored now; ``error`` is what the database, or the disk, said."""
    if is_full(error):
        return disk_full()
    return Problem(503, "store-away", "数据库暂时不可用", detail=detail, headers={"Retry-After": "2"})


def disk_full() -> Problem:
    """503: there is no room left to store anything; it was not stored."""
    detail = "服务器磁盘已满，没有入库；请告知运维人员，腾出空间后原样重发（The disk is full: nothing was stored.）"
    return Problem(503, "disk-full", DISK_FULL, detail=detail, headers={"Retry-After": "60"})


def json_response(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """``content`` (msgspec structs included) as JSON."""
    return Response(_encoder.encode(content), status, headers, "application/json")
