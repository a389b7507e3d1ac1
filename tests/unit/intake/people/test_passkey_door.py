"""A passkey alone signs in: no account is typed, and no password."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.intake.accounts import repository
from services.intake.accounts.account import close
from services.intake.sign_in.tickets import GOOD_FOR
from shared.catalogue import Catalogue
from tests.unit.intake.people.factor_support import factors_of, hidden, options, passkey_for, send
from tests.unit.intake.people.support import open_for, sign_in
from tests.unit.intake.sign_in.passkeys.authenticator import Device
from tests.unit.intake.support import Service, running

LOCAL = "http://localhost:8600"


@pytest.fixture
def service(tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    with running(tmp_path, catalogue, public_url=LOCAL) as made:
        made.client.follow_redirects = False
        yield made


def question(service: Service) -> tuple[dict[str, str], str]:
    """The hidden fields of the page that asks for a passkey, and what it asks the browser for."""
    page = send(service, "/login/passkey", {"next": "/reports"})
    assert page.status_code == 200
    return hidden(page.text), options(page.text)


def test_it_signs_in_and_goes_to_where_its_person_came_from(service: Service) -> None:
    open_for(service)
    device = passkey_for(service, "chen.mei")
    assert "用通行密钥登录" in service.client.get("/login").text
    fields, asked = question(service)
    answer = send(service, "/login/passkey", fields, answer=device.use(asked))
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports")
    assert service.client.get("/v1/session").json()["principal"]["id"] == "chen.mei"


def test_an_answer_signs_in_once(service: Service) -> None:
    open_for(service)
    device = passkey_for(service, "chen.mei")
    fields, asked = question(service)
    ticket = service.client.cookies["xushi_passkey"]
    sent = device.use(asked)
    send(service, "/login/passkey", fields, answer=sent)
    service.client.cookies.clear()
    service.client.cookies.set("xushi_passkey", ticket)
    assert send(service, "/login/passkey", fields, answer=sent).status_code == 401


def test_the_answer_to_another_browser_s_question_is_refused(service: Service) -> None:
    open_for(service)
    device = passkey_for(service, "chen.mei")
    fields, asked = question(service)
    service.client.cookies.clear()
    answer = send(service, "/login/passkey", fields, answer=device.use(asked))
    assert answer.status_code == 401
    assert "不是在这个浏览器中开始的" in answer.text


def test_an_answer_that_comes_too_late_is_refused(service: Service) -> None:
    open_for(service)
    device = passkey_for(service, "chen.mei")
    fields, asked = question(service)
    service.clock.set(service.clock.now() + GOOD_FOR + timedelta(seconds=1))
    assert send(service, "/login/passkey", fields, answer=device.use(asked)).status_code == 401


@pytest.mark.parametrize("answer", ["", "{}", "nonsense", '{"id": 3}'])
def test_what_is_no_answer_signs_nobody_in(service: Service, answer: str) -> None:
    fields, _ = question(service)
    refused = send(service, "/login/passkey", fields, answer=answer)
    assert refused.status_code == 401
    assert "未能登录" in refused.text


def test_a_device_that_nobody_registered_signs_nobody_in(service: Service) -> None:
    open_for(service)
    fields, asked = question(service)
    answer = send(service, "/login/passkey", fields, answer=Device(LOCAL).use(asked))
    assert "没有登记这把通行密钥" in answer.text


def test_a_passkey_that_was_removed_signs_nobody_in(service: Service) -> None:
    open_for(service)
    device = passkey_for(service, "chen.mei")
    factors = factors_of(service)
    factors.remove_passkey("chen.mei", factors.held("chen.mei").passkeys[0].id)
    fields, asked = question(service)
    assert send(service, "/login/passkey", fields, answer=device.use(asked)).status_code == 401


def test_the_passkey_of_an_account_that_was_closed_signs_nobody_in(service: Service) -> None:
    account = open_for(service)
    device = passkey_for(service, "chen.mei")
    with service.intake.database.write() as connection:
        repository.change(connection, close(account, service.clock.now()))
    fields, asked = question(service)
    answer = send(service, "/login/passkey", fields, answer=device.use(asked))
    assert answer.status_code == 403
    assert service.client.get("/v1/session").status_code == 401


def test_another_site_s_form_is_refused(service: Service) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert service.client.post("/login/passkey", data={}, headers=headers).status_code == 403


@pytest.mark.parametrize("door", ["/login/passkey", "/login/factor"])
def test_a_copy_of_a_passkey_is_refused_and_stands_in_the_log_with_its_account(service: Service, door: str) -> None:
    open_for(service)
    device = passkey_for(service, "chen.mei")
    copied = device.count
    fields, asked = question(service)
    assert send(service, "/login/passkey", fields, answer=device.use(asked)).status_code == 303
    device.count = copied
    if door == "/login/passkey":
        fields, asked = question(service)
        answer = send(service, door, fields, answer=device.use(asked))
    else:
        service.client.cookies.clear()
        page = service.client.get(sign_in(service).headers["location"]).text
        page = send(service, door, hidden(page), how="passkey").text
        answer = send(service, door, hidden(page), answer=device.use(options(page)))
    assert answer.status_code == 401 and "可能被复制" in answer.text
    with service.intake.database.read() as connection:
        found = service.intake.security_log.read(
            connection, before=None, month="", account="chen.mei", kind="SignInFailed", limit=9
        )
    assert [getattr(event, "what", "") for _, event in found] == ["passkey-copied"]
