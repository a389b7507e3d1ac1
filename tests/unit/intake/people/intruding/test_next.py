"""Wherever somebody says where they go after signing in, it is a page of this system: nobody is led elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import pytest

from shared.security.sessions import COOKIE, form_token
from tests.unit.intake.people.factor_support import hidden, phone_for, present_code
from tests.unit.intake.people.support import CLERK, PASSWORD, SIGNER, open_for, sign_in
from tests.unit.intake.support import Service

HERE = "https://xushi.example"
ELSEWHERE = (
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "evil.example",
    "",
    "/\u2028/evil.example",
)

Door = Callable[[Service, str], Any]


def by_password(service: Service, back: str) -> Any:
    open_for(service)
    return sign_in(service, next=back)


def by_a_code(service: Service, back: str) -> Any:
    open_for(service)
    secret, _ = phone_for(service, "chen.mei")
    page = service.client.get(sign_in(service).headers["location"]).text
    fields = hidden(page) | {"next": back, "code": present_code(service, secret)}
    return service.client.post("/login/factor", data=fields)


def by_a_password_of_their_own(service: Service, back: str) -> Any:
    open_for(service, must_change=True)
    page = service.client.get(sign_in(service).headers["location"]).text
    fields = hidden(page) | {"next": back, "password": "雾都山城两江四岸大桥", "again": "雾都山城两江四岸大桥"}
    return service.client.post("/login/password", data=fields)


def by_a_role(service: Service, back: str) -> Any:
    open_for(service, grants=(CLERK, SIGNER))
    sign_in(service)
    token = form_token(service.client.cookies[COOKIE])
    role = f"{SIGNER.role}-{SIGNER.region}"
    return service.client.post("/login/role", data={"form_token": token, "role": role, "next": back})


@pytest.mark.parametrize("door", [by_password, by_a_code, by_a_password_of_their_own, by_a_role])
@pytest.mark.parametrize("back", ELSEWHERE)
def test_no_door_leads_elsewhere(service: Service, door: Door, back: str) -> None:
    answer = door(service, back)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("back", ELSEWHERE)
def test_no_page_on_the_way_keeps_such_an_address(service: Service, back: str) -> None:
    open_for(service, must_change=True)
    assert 'name="next" value="/"' in service.client.get("/login", params={"next": back}).text
    sign_in(service)
    assert hidden(service.client.get("/login/password", params={"next": back}).text)["next"] == "/"
    onward = service.client.get("/login", params={"next": back}).headers["location"]
    assert parse_qs(urlsplit(onward).query)["next"] == ["/"]


@pytest.mark.parametrize(
    "address", ["//evil.example/reports", "/%5Cevil.example", "/reports//evil.example", "//evil.example/"]
)
def test_who_is_sent_to_sign_in_comes_back_to_a_page_of_this_system(service: Service, address: str) -> None:
    answer = service.client.get(f"{HERE}{address}", headers={"Accept": "text/html"})
    led = urljoin(f"{HERE}/", answer.headers.get("location", "/"))
    assert urlsplit(led).netloc == urlsplit(HERE).netloc
    back = unquote(parse_qs(urlsplit(led).query).get("next", ["/"])[0])
    assert urlsplit(urljoin(f"{HERE}/", back)).netloc == urlsplit(HERE).netloc


def test_a_page_of_this_system_is_gone_back_to(service: Service) -> None:
    open_for(service)
    address = "/reports?area=500000&period=2023-03"
    assert sign_in(service, password=PASSWORD, next=address).headers["location"] == address
