"""Routers put together: each route once, found in the order in which they were put together."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from shared.web.routing.routers import api_router, take_over


def saying(path: str, word: str, routes: APIRouter) -> APIRouter:
    @routes.get(path)
    async def said() -> str:
        return word

    return routes


def test_of_two_routes_that_both_match_the_one_that_was_there_first_answers() -> None:
    app, whole = FastAPI(), saying("/a/b", "first", APIRouter())
    take_over(whole, saying("/a/b", "second", APIRouter()), saying("/a/{name}", "third", APIRouter()))
    take_over(app.router, whole)
    client = TestClient(app)
    assert [client.get(path).json() for path in ("/a/b", "/a/c")] == ["first", "third"]


def test_a_route_is_taken_over_as_it_is_with_the_tag_and_prefix_of_its_own_router() -> None:
    app, routes = FastAPI(), saying("/months", "here", api_router("汇总", "/v1"))
    take_over(app.router, routes)
    route = routes.routes[0]
    assert isinstance(route, APIRoute)
    assert (route.path, route.tags) == ("/v1/months", ["汇总"])
    assert app.router.routes[-1] is route
