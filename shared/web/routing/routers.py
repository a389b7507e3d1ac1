"""Routers put together.

FastAPI makes every route once more for each router that it is included into: of 182 routes it made 431, a fifth of
the time in which a process starts, and found each of them by going down three routers at every request. No prefix and
nothing else is added where routers are put together here, so the routes are taken over as they are.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends

from shared.web.parameters import only_described


def api_router(tag: str, prefix: str = "") -> APIRouter:
    """A router for routes of the API: they take the parameters that they are described with, and no others."""
    return APIRouter(prefix=prefix, tags=[tag], dependencies=[Depends(only_described)])


def take_over(routes: APIRouter, *others: APIRouter) -> None:
    """Put the routes of ``others`` behind those that ``routes`` has."""
    for other in others:
        routes.routes.extend(other.routes)
