from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from services.demo.player.sending_words import WordSender
from services.demo.player.stage import PlayKeys, PlaySummary
from services.demo.script.commitments import PlayedWords
from services.demo.transport.client import Client, PlayError
from shared.periods import Month
from tests.processes import serving

AT, DECEMBER = datetime(2024, 1, 8, tzinfo=UTC), Month(2023, 12)
STATED = PlayedWords("statements", "statements", ({"row": 1}, {"row": 2}), "k1", AT, DECEMBER, "jobs")
REVIEWED = PlayedWords("reviews", "decisions", ({"row": 1},), "k2", AT, DECEMBER, area="500000")
KEYS = PlayKeys({}, {"500000": "reviewer"}, departments={"jobs": "department"})


class FakeCommitments:
    """Answers every item with the next of ``results``."""

    def __init__(self, *results: dict[str, Any]) -> None:
        self.results = list(results)
        self.asked: list[tuple[str, str, str, int]] = []

    async def take(self, request: Request) -> JSONResponse:
        (items,) = (await request.json()).values()
        heads = request.headers
        self.asked.append((request.url.path, heads["authorization"], heads["idempotency-key"], len(items)))
        return JSONResponse({"results": [{"plan": "p", "row": 1} | self.results.pop(0) for _ in items]}, 201)

    def send(self, said: PlayedWords, keys: PlayKeys = KEYS) -> PlaySummary:
        summary = PlaySummary()
        app = Starlette(routes=[Route("/v1/commitments/{what}", self.take, methods=["POST"])])

        async def sent(url: str) -> None:
            async with Client(url) as client:
                await WordSender(client, keys, summary).send(said)

        with serving(app) as url:
            asyncio.run(sent(url))
        return summary


def test_a_department_and_a_reviewer_send_under_their_own_keys() -> None:
    fake = FakeCommitments({"status": "stated"}, {"status": "stated"}, {"status": "accepted"})
    assert fake.send(STATED).stated == 2
    assert fake.send(REVIEWED).stated == 0
    assert fake.asked == [
        ("/v1/commitments/statements", "Bearer department", "k1", 2),
        ("/v1/commitments/reviews", "Bearer reviewer", "k2", 1),
    ]


def test_without_keys_of_departments_nothing_is_said_and_nothing_reviewed() -> None:
    fake = FakeCommitments()
    for said in (STATED, REVIEWED):
        assert fake.send(said, PlayKeys({}, {"500000": "reviewer"})).stated == 0
    assert fake.asked == []


def test_what_an_earlier_play_has_done_is_passed_over_and_any_other_refusal_ends_the_play() -> None:
    FakeCommitments({"status": "refused", "code": "already-reviewed"}).send(REVIEWED)
    with pytest.raises(PlayError, match="commitment-not-yours"):
        FakeCommitments({"status": "refused", "code": "commitment-not-yours"}).send(REVIEWED)
