from __future__ import annotations

import asyncio

import httpx
import pytest

from shared.security.remote_sessions import RemoteSessions
from shared.security.sessions import COOKIE, SessionsAway, new_cookie

SOMEBODY = {"principal": {"id": "chen", "role": "ops", "region": ""}, "name": "陈"}


def finding(answer: httpx.Response, asked: list[httpx.Request], cookie: str) -> object:
    def answered(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer

    async def found() -> object:
        sessions = RemoteSessions("http://intake/", transport=httpx.MockTransport(answered))
        try:
            return await sessions.find(cookie)
        finally:
            await sessions.close()

    return asyncio.run(found())


def test_intake_is_asked_with_the_cookie_itself() -> None:
    asked: list[httpx.Request] = []
    cookie = new_cookie()
    found = finding(httpx.Response(200, json=SOMEBODY), asked, cookie)
    assert getattr(found, "name", "") == "陈"
    assert [(str(each.url), each.headers["cookie"]) for each in asked] == [
        ("http://intake/v1/session", f"{COOKIE}={cookie}")
    ]


@pytest.mark.parametrize("wrong", ["", "made-up", "a; other=b"])
def test_what_cannot_be_a_cookie_is_not_sent_on(wrong: str) -> None:
    asked: list[httpx.Request] = []
    assert finding(httpx.Response(200, json=SOMEBODY), asked, wrong) is None
    assert asked == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(503),
        httpx.Response(404),
        httpx.Response(200, content=b"<html>"),
        httpx.Response(200, content=b'{"name":"\xb3\xc2"}'),
        httpx.Response(303),
    ],
)
def test_an_answer_that_says_nothing_of_sessions_is_no_answer(answer: httpx.Response) -> None:
    answer.request = httpx.Request("GET", "http://intake/v1/session")
    with pytest.raises(SessionsAway):
        finding(answer, [], new_cookie())
