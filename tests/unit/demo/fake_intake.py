"""A small intake service on a real socket that keeps what arrives."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route


@dataclass
class FakeIntake:
    """Answers as intake does. ``break_after`` reports, every further request is answered with 500."""

    break_after: int | None = None
    refuse_reviews: bool = False
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    arrivals: list[str] = field(default_factory=list)
    authorizations: dict[str, str] = field(default_factory=dict)
    standing: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    reviews: list[dict[str, str]] = field(default_factory=list)
    closings: dict[str, dict[str, str]] = field(default_factory=dict)
    years: dict[str, dict[str, Any]] = field(default_factory=dict)
    bulletins: dict[str, dict[str, str]] = field(default_factory=dict)
    evaluations: dict[str, dict[str, Any]] = field(default_factory=dict)
    points: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/reports", self.list_reports, methods=["GET"]),
                Route("/v1/reports", self.take_report, methods=["POST"]),
                Route("/v1/reviews", self.take_reviews, methods=["POST"]),
                Route("/v1/periods/closings", self.take_closing, methods=["POST"]),
                Route("/v1/targets/annual", self.take_year, methods=["POST"]),
                Route("/v1/bulletins", self.list_bulletins, methods=["GET"]),
                Route("/v1/bulletins", self.take_bulletin, methods=["POST"]),
                Route("/v1/evaluations", self.list_evaluations, methods=["GET"]),
                Route("/v1/evaluations", self.take_evaluation, methods=["POST"]),
                Route("/v1/appraisals/{region}/{period}/bulletin", self.take_points, methods=["POST"]),
            ]
        )

    async def take_report(self, request: Request) -> JSONResponse:
        if self.break_after is not None and len(self.bodies) >= self.break_after:
            return JSONResponse({"title": "服务停机", "status": 500}, status_code=500)
        body = json.loads(await request.body(), parse_float=_refuse)
        key = request.headers["idempotency-key"]
        self.arrivals.append(key)
        self.authorizations[key] = request.headers["authorization"]
        repeated = key in self.bodies
        if not repeated:
            self.bodies[key] = body
            place = (body["region"], body["period"])
            before = self.standing.get(place, {"revision": 0})
            revised = before.get("revised", 0) + ("accepted_revision" in before)
            changed = {"status": "submitted", "revision": before["revision"] + 1, "revised": revised}
            self.standing[place] = before | changed
        return JSONResponse({"receipt": key}, status_code=200 if repeated else 201)

    async def take_reviews(self, request: Request) -> JSONResponse:
        decisions = json.loads(await request.body())["decisions"]
        results = []
        for decision in decisions:
            self.reviews.append(decision)
            known = self.standing.get((decision["region"], decision["period"]))
            accepted = known is not None and not self.refuse_reviews
            status = "refused"
            if known is not None and accepted:
                known["status"] = status = "accepted" if decision["decision"] == "accept" else "returned"
                if status == "accepted":
                    known["accepted_revision"] = known["revision"]
            results.append({"region": decision["region"], "period": decision["period"], "status": status})
        return JSONResponse({"results": results})

    async def list_bulletins(self, request: Request) -> JSONResponse:
        region = request.query_params["region"]
        return JSONResponse({"bulletins": [each for each in self.bulletins.values() if each["region"] == region]})

    async def take_bulletin(self, request: Request) -> JSONResponse:
        self.bulletins[request.headers["idempotency-key"]] = json.loads(await request.body())
        return JSONResponse({}, status_code=201)

    async def list_evaluations(self, request: Request) -> JSONResponse:
        listed = [
            each | {"period": f"{each['year']}-12" if each["kind"] == "annual" else "2025-12"}
            for each in self.evaluations.values()
        ]
        return JSONResponse({"evaluations": listed})

    async def take_evaluation(self, request: Request) -> JSONResponse:
        self.evaluations[request.headers["idempotency-key"]] = json.loads(await request.body())
        return JSONResponse({}, status_code=201)

    async def take_points(self, request: Request) -> JSONResponse:
        self.points.append(request.url.path)
        return JSONResponse({}, status_code=201)

    async def take_closing(self, request: Request) -> JSONResponse:
        self.closings[request.headers["idempotency-key"]] = json.loads(await request.body())
        return JSONResponse({"status": "closed"})

    async def take_year(self, request: Request) -> JSONResponse:
        signed = {"signed": request.headers.get("second-signer", "")}
        self.years[request.headers["idempotency-key"]] = json.loads(await request.body()) | signed
        return JSONResponse({"targets": []}, status_code=201)

    async def list_reports(self, request: Request) -> JSONResponse:
        area = request.query_params["area"]
        rows = [
            {"region": region, "period": period, **standing}
            for (region, period), standing in self.standing.items()
            if region[:4] == area[:4] or (area[2:] == "0000" and region[:2] == area[:2])
        ]
        return JSONResponse({"reports": rows})


def _refuse(number: str) -> float:
    raise ValueError(f"a binary float on the wire: {number}")


@contextlib.contextmanager
def served(intake: FakeIntake) -> Iterator[str]:
    """The service's address, as long as the block lasts."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(intake.app(), log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
