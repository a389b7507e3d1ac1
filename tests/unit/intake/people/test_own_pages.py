from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.intake.people.own_pages import OwnPages
from shared.catalogue import Catalogue
from shared.security.sessions import COOKIE, form_token
from tests.unit.intake.people.support import CLERK, PASSWORD, SIGNER, open_for, sign_in
from tests.unit.intake.support import Service, running

OWN = "雾都山城两江四岸大桥"


def send(service: Service, path: str, **fields: str) -> Any:
    token = form_token(service.client.cookies[COOKIE])
    return service.client.post(path, data={"form_token": token, **fields})


def elsewhere(service: Service) -> str:
    """A session of the same person in another browser."""
    service.client.cookies.clear()
    sign_in(service)
    cookie = service.client.cookies[COOKIE]
    service.client.cookies.clear()
    return cookie


def opens(service: Service, cookie: str) -> bool:
    answer = service.client.get("/v1/session", headers={"Cookie": f"{COOKIE}={cookie}"})
    return answer.status_code == 200


def test_a_person_sees_their_roles_and_where_they_have_signed_in(service: Service) -> None:
    open_for(service, office="就业科", grants=(CLERK,))
    elsewhere(service)
    sign_in(service)
    page = service.client.get("/account").text
    assert "陈梅" in page and "就业科" in page and "万州区 · 填报" in page
    assert page.count("（这里）") == 1 and "结束其他地方的登录" in page
    assert "换身份" not in page


def test_all_others_of_a_person_s_sessions_can_be_ended(service: Service) -> None:
    open_for(service, grants=(CLERK,))
    other = elsewhere(service)
    sign_in(service)
    assert "结束了其他 1 处登录" in send(service, "/account/sessions").text
    mine = service.client.cookies[COOKIE]
    service.client.cookies.clear()
    assert (opens(service, other), opens(service, mine)) == (False, True)


def test_a_new_password_needs_the_present_one_and_ends_all_other_sessions(service: Service) -> None:
    open_for(service, grants=(CLERK,))
    other = elsewhere(service)
    sign_in(service)
    for present, password, again, told in (
        ("wrong horse battery", OWN, OWN, "现在的密码不对"),
        (PASSWORD, "short", "short", "至少 10 个字符"),
        (PASSWORD, OWN, OWN + "梁", "不一样"),
    ):
        answer = send(service, "/account/password", present=present, password=password, again=again)
        assert (answer.status_code, told in answer.text) == (422, True)
    assert opens(service, other)
    assert "密码已改" in send(service, "/account/password", present=PASSWORD, password=OWN, again=OWN).text
    service.client.cookies.clear()
    assert not opens(service, other)
    assert sign_in(service).status_code == 401
    assert sign_in(service, password=OWN).status_code == 303


def test_whoever_has_several_roles_is_led_to_choose(service: Service) -> None:
    open_for(service, grants=(CLERK, SIGNER))
    sign_in(service)
    token = form_token(service.client.cookies[COOKIE])
    service.client.post("/login/role", data={"form_token": token, "role": "signer-500000"})
    assert "换身份" in service.client.get("/account").text.split("</header>")[1]


def test_who_guesses_the_present_password_is_slowed_and_stands_in_the_log(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.intake.people.routes.OwnPages", partial(OwnPages, seconds=lambda: 0.0))
    with running(tmp_path, catalogue) as service:
        guess(service)


def guess(service: Service) -> None:
    open_for(service)
    sign_in(service)
    pages = [send(service, "/account/password", present="guess", password=OWN, again=OWN).text for _ in range(8)]
    assert ["失败次数过多" in page for page in pages] == [False] * 6 + [True] * 2
    assert "失败次数过多" in send(service, "/account/password", present=PASSWORD, password=OWN, again=OWN).text
    with service.intake.database.read() as connection:
        found = service.intake.security_log.read(
            connection, before=None, month="", account="chen.mei", kind="SignInFailed", limit=99
        )
    assert len(found) == 6
