"""Answers a page's address with ``export=xlsx`` by the page's tables: made of what the page says to whoever asks."""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.exporting.address import ADDRESS, PARAMETER, XLSX
from shared.web.exporting.page_tables import read_tables
from shared.web.exporting.workbook import workbook

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NO_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_TITLE_END = " · 序时"
_NO_PAGES = ("/v1/", "/static/")
"""What begins so is no page: an address of the API with a parameter that it does not know is refused there."""


def export_tables(app: FastAPI) -> None:
    """Let every page of ``app`` be had as a file. To be called before what stands around its routes is added."""
    app.add_middleware(ExportMiddleware)


class ExportMiddleware:
    """Stands right around the routes: what they answer is a page, not yet compressed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_NO_PAGES):
            await self._app(scope, receive, send)
            return
        asked, wanted = _without_export(scope)
        query = asked["query_string"].decode("latin-1")
        address = quote(asked["path"]) + (f"?{query}" if query else "")
        ADDRESS.set(address)  # of this request's own task
        if not wanted:
            await self._app(scope, receive, send)
            return
        page = _PutTogether()
        await self._app(asked, receive, page.take)
        scope["route"] = asked.get("route")  # by which the request is counted
        await (await page.answer(address))(scope, receive, send)


def _without_export(scope: Scope) -> tuple[Scope, bool]:
    """The request for the page itself, and whether its tables are wanted as a file."""
    query: bytes = scope["query_string"]
    if PARAMETER.encode() not in query:
        return scope, False
    fields = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    kept = [field for field in fields if field[0] != PARAMETER]
    return {**scope, "query_string": urlencode(kept).encode()}, dict(fields).get(PARAMETER) == XLSX


class _PutTogether:
    """An answer as it is put together: a page is exported, anything else passed on as it is."""

    def __init__(self) -> None:
        self._status = 500
        self._headers: list[tuple[bytes, bytes]] = []
        self._body = bytearray()

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")

    async def answer(self, address: str) -> Response:
        if self._status != 200 or not dict(self._headers).get(b"content-type", b"").startswith(b"text/html"):
            passed = Response(bytes(self._body), self._status)
            passed.raw_headers = self._headers
            return passed
        return await run_in_threadpool(partial(_export, self._body.decode(), address))


def _export(html: str, address: str) -> Response:
    page = read_tables(html)
    if not page.tables:
        return Response("本页没有表", 404, media_type="text/plain; charset=utf-8")
    name = _NO_FILE_NAME.sub(" ", page.title.removesuffix(_TITLE_END)).strip() or "表"
    disposition = f"attachment; filename=\"export.xlsx\"; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
    return Response(workbook(page, address), media_type=_MEDIA_TYPE, headers=headers)
