"""The board's addresses: 总览, a plan, 指标, 运行, and the files that every page is made with."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.aggregator.board.addressed import NotThere, addressed_row
from services.aggregator.board.board import Board
from services.aggregator.board.commitments.rows import CommitmentsAsked
from services.aggregator.board.operations import Operations
from services.aggregator.board.render import STATIC, static_version
from services.aggregator.board.visitor_pages import VisitorPages
from shared.security.access import Visitor
from shared.web.problems import Problem

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


def router(board: Board, operations: Operations, visitor: Visitor, kept: VisitorPages) -> APIRouter:
    """The board's routes. Pages are made in a worker thread: they read the database."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    def shown(request: Request, make: Callable[[], str]) -> Response:
        return _answer(board, lambda: kept.page(request, make))

    @routes.get("/")
    def overview(request: Request, period: str | None = None, as_of: str | None = None) -> Response:
        viewer = visitor(request)
        return shown(request, lambda: board.overview(period, board.point(as_of), viewer))

    @routes.get("/plans/{plan}")
    def plan_page(request: Request, plan: str, period: str | None = None, as_of: str | None = None) -> Response:
        viewer = visitor(request)
        return shown(request, lambda: board.plan(plan, period, board.point(as_of), viewer))

    @routes.get("/plans/{plan}/commitments")
    def commitments(
        request: Request,
        plan: str,
        department: str = "",
        standing: str = "",
        chapter: str = "",
        period: str | None = None,
        as_of: str | None = None,
    ) -> Response:
        viewer, asked = visitor(request), CommitmentsAsked(department, standing, chapter)
        return shown(request, lambda: board.commitments(plan, asked, period, board.point(as_of), viewer))

    @routes.get("/plans/{plan}/{row}")
    def indicator(
        request: Request, plan: str, row: str, period: str | None = None, as_of: str | None = None
    ) -> Response:
        viewer = visitor(request)
        return shown(request, lambda: board.indicator(plan, addressed_row(row), period, board.point(as_of), viewer))

    @routes.get("/plans/{plan}/{row}/units")
    def units(request: Request, plan: str, row: str, period: str | None = None, as_of: str | None = None) -> Response:
        viewer = visitor(request)
        return shown(request, lambda: board.units(plan, addressed_row(row), period, board.point(as_of), viewer))

    @routes.get("/ops")
    def operations_page(request: Request) -> Response:
        visitor(request)
        return _answer(board, lambda: board.operations(operations))

    return routes


def static_router() -> APIRouter:
    """Serves the files that every service's pages share; kept for long where the address carries a version."""
    routes = APIRouter(include_in_schema=False)
    files = {path.name: path.read_bytes() for path in STATIC.iterdir() if path.suffix in _TYPES}
    version = static_version()

    @routes.get("/static/{name}")
    async def static_file(name: str, request: Request, v: str | None = None) -> Response:
        if name not in files:
            raise Problem(404, "file-unknown", "没有这个文件")
        kept = "public, max-age=31536000, immutable" if v == version else "public, max-age=300"
        headers = {"Cache-Control": kept, "ETag": f'"{version}"', "X-Content-Type-Options": "nosniff"}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(files[name], media_type=_TYPES["." + name.rpartition(".")[2]], headers=headers)

    return routes


def _answer(board: Board, page: Callable[[], str]) -> Response:
    try:
        return HTMLResponse(page())
    except NotThere as fault:
        return HTMLResponse(board.missing(fault), 404)
