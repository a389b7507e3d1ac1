"""Whatever a provider answers has a name; it is never followed elsewhere."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from services.intake.sign_in.oidc.asking import ProviderAsking
from services.intake.sign_in.oidc.refusals import ProviderRefused


def refusal(answer: httpx.Response) -> ProviderRefused:
    asking = ProviderAsking(transport=httpx.MockTransport(lambda _: answer))
    with pytest.raises(ProviderRefused) as refused:
        asyncio.run(asking.get("https://id.example/token", query={"code": "secret code"}))
    return refused.value


def test_what_is_sent_is_sent() -> None:
    def answer(asked: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"url": str(asked.url), "body": asked.content.decode()})

    asking = ProviderAsking(transport=httpx.MockTransport(answer))
    told = asyncio.run(asking.ask("POST", "https://id.example/token", form={"code": "c"}, query={"a": "b"}))
    assert told == {"url": "https://id.example/token?a=b", "body": "code=c"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(500, text="oh"), "provider-away"),
        (httpx.Response(503, json={"error": "server_error"}), "provider-away"),
        (httpx.Response(400, json={"error": "invalid_grant", "error_description": "used"}), "invalid_grant"),
        (httpx.Response(400, json={"error": {"code": 3}}), "provider-odd"),
        (httpx.Response(404, json={}), "provider-odd"),
        (httpx.Response(200, text="<html>"), "provider-odd"),
        (httpx.Response(200, json=["a list"]), "provider-odd"),
        (httpx.Response(302, json={}, headers={"Location": "https://evil.example"}), "provider-odd"),
        (httpx.Response(200, content=b"\xff\xfe"), "provider-odd"),
    ],
)
def test_every_other_answer_has_a_name(answer: httpx.Response, code: str) -> None:
    assert refusal(answer).code == code


def test_the_log_is_told_no_code() -> None:
    assert "secret" not in refusal(httpx.Response(404, json={})).detail


def test_a_provider_that_is_not_there_is_away() -> None:
    def gone(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(ProviderRefused) as refused:
        asyncio.run(ProviderAsking(transport=httpx.MockTransport(gone)).get("https://id.example"))
    assert refused.value.code == "provider-away"
