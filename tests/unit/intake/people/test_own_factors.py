"""One's own second factors: more of them, fewer of them, never none where one has to be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.sessions.rules import FRESH
from services.intake.sign_in.totp.codes import code_at, step_of
from shared.catalogue import Catalogue
from shared.security.sessions import COOKIE, form_token
from tests.people.signing_in import session_for
from tests.unit.intake.people.factor_support import factors_of, hidden, options, passkey_for, phone_for, send
from tests.unit.intake.people.support import CLERK, open_for
from tests.unit.intake.sign_in.passkeys.authenticator import Device
from tests.unit.intake.support import Service, running

LOCAL, HERE = "http://localhost:8600", "/account/factors"


@pytest.fixture(params=["optional", "required"])
def service(request: pytest.FixtureRequest, tmp_path: Path, catalogue: Catalogue) -> Iterator[Service]:
    with running(tmp_path, catalogue, public_url=LOCAL, second_factor=request.param) as made:
        made.client.follow_redirects = False
        account = open_for(made)
        made.client.cookies.set(COOKIE, session_for(made.intake, account.principal(CLERK)))
        yield made


def token(service: Service) -> dict[str, str]:
    return {"form_token": form_token(service.client.cookies[COOKIE])}


def test_what_there_is_is_shown(service: Service) -> None:
    assert service.client.get(HERE).text.count("没有设置") == 2
    phone_for(service, "chen.mei")
    passkey_for(service, "chen.mei")
    page = service.client.get(HERE).text
    assert "办公电脑" in page and "还有 8 个可用" in page and "没有设置" not in page


def test_a_phone_is_added_and_gives_recovery_codes(service: Service) -> None:
    page = send(service, HERE, token(service), how="phone")
    fields = hidden(page.text)
    secret = factors_of(service).proposed_secret("chen.mei", fields["ticket"])
    assert secret is not None
    code = code_at(secret, step_of(service.clock.now()))
    page = send(service, HERE, fields, how="phone-code", code=code)
    assert page.text.count("<code>") == 8
    assert send(service, HERE, hidden(page.text), how="done").status_code == 200


def test_a_second_factor_more_gives_no_further_codes(service: Service) -> None:
    phone_for(service, "chen.mei")
    page = send(service, HERE, token(service), how="passkey")
    fields = hidden(page.text) | {"answer": Device(LOCAL).make(options(page.text)), "name": "<b>手机</b>"}
    page = send(service, HERE, fields)
    assert "已添加" in page.text and "<code>" not in page.text
    assert "&lt;b&gt;手机" in page.text


def test_one_of_two_is_taken_away(service: Service) -> None:
    phone_for(service, "chen.mei")
    passkey_for(service, "chen.mei")
    page = send(service, HERE, token(service), how="remove-phone")
    assert "已删除" in page.text
    assert factors_of(service).held("chen.mei").codes_since is None


def test_the_last_is_taken_away_only_where_nobody_has_to_have_one(service: Service) -> None:
    passkey_for(service, "chen.mei")
    (passkey,) = factors_of(service).held("chen.mei").passkeys
    page = send(service, HERE, token(service), how="remove-passkey", passkey=passkey.id)
    required = factors_of(service).required
    assert factors_of(service).held("chen.mei").any is required
    assert (page.status_code, "唯一的验证方式" in page.text) == ((422, True) if required else (200, False))


def test_nobody_takes_away_another_s(service: Service) -> None:
    passkey_for(service, "li.qiang")
    phone_for(service, "chen.mei")
    (passkey,) = factors_of(service).held("li.qiang").passkeys
    send(service, HERE, token(service), how="remove-passkey", passkey=passkey.id)
    assert factors_of(service).held("li.qiang").any


def test_new_recovery_codes_end_those_before(service: Service) -> None:
    _, before = phone_for(service, "chen.mei")
    page = send(service, HERE, token(service), how="codes")
    assert page.text.count("<code>") == 8 and "已作废" in page.text
    assert factors_of(service).show("chen.mei", before[0]) is None


def test_a_form_without_its_token_changes_nothing(service: Service) -> None:
    phone_for(service, "chen.mei")
    assert send(service, HERE, {"form_token": "another"}, how="remove-phone").status_code == 403
    assert factors_of(service).held("chen.mei").any


def test_nobody_in_particular_is_sent_to_the_login(service: Service) -> None:
    service.client.cookies.clear()
    assert service.client.get(HERE).headers["location"].startswith("/login?")


@pytest.mark.parametrize("how", ["phone", "passkey", "codes", "remove-phone", "remove-passkey", "phone-code"])
def test_who_finds_an_open_session_changes_nothing_about_how_its_person_signs_in(service: Service, how: str) -> None:
    phone_for(service, "chen.mei")
    passkey_for(service, "chen.mei")
    before = factors_of(service).held("chen.mei")
    service.clock.advance(FRESH)
    answer = send(service, HERE, token(service), how=how, passkey=before.passkeys[0].id)
    assert answer.status_code == 403
    assert "请重新登录" in answer.text and 'href="/login?next=/account/factors"' in answer.text
    assert factors_of(service).held("chen.mei") == before
    assert service.client.get(HERE).status_code == 200, "it can be looked at"
