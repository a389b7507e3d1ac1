"""Who signs in at the office's provider is let in as the account that it is, and as no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from services.intake.accounts import repository
from services.intake.accounts.account import close
from services.intake.people import ways
from services.intake.sign_in.oidc.flow import SignInFlow, VouchedFor, code_of
from services.intake.sign_in.oidc.refusals import ProviderRefused
from shared.catalogue import Catalogue
from shared.security.sessions import COOKIE, form_token
from tests.unit.intake.people.factor_support import phone_for
from tests.unit.intake.people.support import open_for
from tests.unit.intake.support import Service, running

LOCAL, THERE = "http://localhost:8600", "https://id.example"


class PlayedProvider:
    """A provider at which somebody signs in without being asked."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"employee_number": "chen.mei"}

    async def leave_for(self, flow: SignInFlow) -> str:
        return f"{THERE}/auth?state={flow.state}"

    async def come_back(self, flow: SignInFlow, query: Mapping[str, str]) -> VouchedFor:
        code_of(flow, query)
        return VouchedFor(THERE, "u-1", dict(self.claims), "an id token")

    async def logout_at(self, id_token: str, back: str) -> str:
        return f"{THERE}/logout?hint={id_token}&back={back}"


class AwayProvider(PlayedProvider):
    """One that does not answer."""

    async def leave_for(self, flow: SignInFlow) -> str:
        raise ProviderRefused("provider-away")


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> PlayedProvider:
    provider = PlayedProvider()
    monkeypatch.setattr(ways, "_provider", lambda *_: provider)
    return provider


@pytest.fixture
def service(tmp_path: Path, catalogue: Catalogue, played: PlayedProvider) -> Iterator[Service]:
    settings = {"oidc_issuer": THERE, "oidc_claim": "employee_number", "public_url": LOCAL}
    with running(tmp_path, catalogue, second_factor="required", **settings) as made:
        made.client.follow_redirects = False
        yield made


def leave(service: Service, back: str = "/reports") -> str:
    """To the provider; the state that it is to bring back."""
    answer = service.client.get("/login/provider", params={"next": back})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{THERE}/auth?")
    return parse_qs(urlsplit(answer.headers["location"]).query)["state"][0]


def come_back(service: Service, state: str, **query: str) -> Any:
    return service.client.get("/login/provider/back", params={"state": state, "code": "c", **query})


def test_the_login_page_leads_there_and_back_to_the_page(service: Service) -> None:
    open_for(service)
    assert "用统一身份认证登录" in service.client.get("/login").text
    answer = come_back(service, leave(service))
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports")
    assert service.client.get("/v1/session").json()["principal"]["id"] == "chen.mei"


def test_the_provider_answers_for_the_second_factor_too(service: Service) -> None:
    open_for(service)
    phone_for(service, "chen.mei")
    assert come_back(service, leave(service)).headers["location"] == "/reports"


def test_the_second_time_the_link_says_who_it_is(service: Service, played: PlayedProvider) -> None:
    open_for(service)
    come_back(service, leave(service))
    played.claims = {}
    service.client.cookies.clear()
    assert come_back(service, leave(service)).headers["location"] == "/reports"


def test_somebody_without_an_account_is_told_so_and_gets_none(service: Service) -> None:
    answer = come_back(service, leave(service))
    assert answer.status_code == 401
    assert "没有对应的账号" in answer.text
    with service.intake.database.read() as connection:
        assert repository.find(connection, "chen.mei") is None


def test_an_account_without_a_role_is_let_in_nowhere(service: Service) -> None:
    open_for(service, grants=())
    answer = come_back(service, leave(service))
    assert answer.status_code == 403
    assert "还没有角色" in answer.text


def test_an_account_that_was_closed_stays_closed(service: Service) -> None:
    account = open_for(service)
    come_back(service, leave(service))
    with service.intake.database.write() as connection:
        repository.change(connection, close(account, service.clock.now()))
    service.client.cookies.clear()
    assert come_back(service, leave(service)).status_code == 401


def test_what_another_browser_began_is_refused(service: Service) -> None:
    open_for(service)
    state = leave(service)
    service.client.cookies.clear()
    answer = come_back(service, state)
    assert answer.status_code == 401
    assert "不是在这个浏览器中开始的" in answer.text


def test_one_return_signs_in_once(service: Service) -> None:
    open_for(service)
    state = leave(service)
    kept = service.client.cookies["xushi_provider"]
    come_back(service, state)
    service.client.cookies.clear()
    service.client.cookies.set("xushi_provider", kept)
    assert come_back(service, state).status_code == 401


def test_a_person_who_does_not_agree_is_told_so(service: Service) -> None:
    answer = come_back(service, leave(service), error="access_denied")
    assert answer.status_code == 401
    assert "没有同意登录" in answer.text


def test_a_page_elsewhere_is_not_where_one_comes_back_to(service: Service) -> None:
    open_for(service)
    assert come_back(service, leave(service, "//evil.example")).headers["location"] == "/"
    assert come_back(service, leave(service, "/" + "a" * 600)).headers["location"] == "/"


def test_who_signs_out_is_led_to_the_provider_s_own_end(service: Service) -> None:
    open_for(service)
    come_back(service, leave(service))
    token = form_token(service.client.cookies[COOKIE])
    answer = service.client.post("/logout", data={"form_token": token})
    assert answer.headers["location"] == "/logout/provider"
    page = service.client.get("/logout/provider")
    assert f"{THERE}/logout?hint=an id token&amp;back={LOCAL}/login" in page.text
    assert "xushi_provider_session" not in service.client.cookies


def test_a_provider_that_does_not_answer_is_told(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "_provider", lambda *_: AwayProvider())
    with running(tmp_path, catalogue, oidc_issuer=THERE, oidc_label="市政务平台") as service:
        answer = service.client.get("/login/provider")
        assert answer.status_code == 401
        assert "市政务平台没有应答" in answer.text


def test_where_there_is_no_provider_nothing_leads_to_one(tmp_path: Path, catalogue: Catalogue) -> None:
    with running(tmp_path, catalogue) as service:
        assert "/login/provider" not in service.client.get("/login").text
        for address in ("/login/provider", "/login/provider/back", "/logout/provider"):
            assert service.client.get(address).status_code == 404
