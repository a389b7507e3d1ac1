"""Answers a page's address with ``export=xlsx`` by the page's tables: made of what the page says to whoever asks."""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import quote

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.around.whole_answers import answer_of, fields_of, query_without
from shared.web.exporting.address import ADDRESS, ONE, PARAMETER, XLSX
from shared.web.exporting.page_tables import read_tables

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
        query, wanted, table = _asked(scope)
        address = quote(scope["path"]) + (f"?{query}" if query else "")
        ADDRESS.set(address)  # of this request's own task
        if not wanted:
            await self._app(scope, receive, send)
            return
        answer = await answer_of(self._app, scope, receive, query)
        if answer.status == 200 and answer.is_page:
            file = await run_in_threadpool(partial(_export, answer.body.decode(), address, table))
            await file(scope, receive, send)
        else:
            await answer.send(send)


def _asked(scope: Scope) -> tuple[str, bool, str]:
    """The query of the page itself, whether its tables are wanted as a file, and which one ('': all)."""
    query: bytes = scope["query_string"]
    if PARAMETER.encode() not in query:
        return query.decode("latin-1"), False, ""
    fields = dict(fields_of(scope))
    return query_without(scope, PARAMETER, ONE), fields.get(PARAMETER) == XLSX, fields.get(ONE, "")


def _export(html: str, address: str, table: str) -> Response:
    page = read_tables(html)
    if table:
        page.tables = [each for each in page.tables if str(each.number) == table]
    if not page.tables:
        return Response("本页没有表", 404, media_type="text/plain; charset=utf-8")
    name = _NO_FILE_NAME.sub(" ", page.title.removesuffix(_TITLE_END)).strip() or "表"
    disposition = f"attachment; filename=\"export.xlsx\"; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
    from shared.web.exporting.workbook import workbook  # with openpyxl, which only the first table waits for

    return Response(workbook(page, address), media_type=_MEDIA_TYPE, headers=headers)
