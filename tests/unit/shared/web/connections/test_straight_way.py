from __future__ import annotations

import asyncio
from typing import Any

from fastapi import Request

from shared.observe import Metrics
from shared.web.connections.straight_way import StraightWay, begun_of


class Route:
    def begin(self, request: Request, body: bytes) -> asyncio.Future[bytes]:
        begun: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        begun.set_result(body)
        return begun

    def taken(self, result: bytes) -> bytes | None:
        return result or None


def scope() -> dict[str, Any]:
    return {"type": "http", "method": "POST", "path": "/x", "raw_path": b"/x", "query_string": b"", "headers": []}


def told(body: bytes) -> tuple[bytes | None, bool, list[str]]:
    """What comes of a body, whether the endpoint is to tell it, and what is counted."""
    metrics, asked = Metrics(), scope()

    async def run() -> bytes | None:
        way = StraightWay({b"/x": Route()}, metrics)
        begun = way.begin(way.routes[b"/x"], asked, body)
        assert begun is not None and len(asked["xushi_correlation_id"]) == 32
        return way.content(way.routes[b"/x"], asked, begun, 0.0)

    content = asyncio.run(run())
    counted = [
        each.labels["status"]
        for family in metrics.registry.collect()
        for each in family.samples
        if each.name == "xushi_http_request_seconds_count"
    ]
    return content, begun_of(Request(asked)) is not None, counted


def test_what_is_usual_is_counted_as_a_201_of_its_route() -> None:
    assert told(b"fine") == (b"fine", False, ["201"])


def test_anything_else_is_handed_to_the_endpoint_which_counts_it() -> None:
    assert told(b"") == (None, True, [])
