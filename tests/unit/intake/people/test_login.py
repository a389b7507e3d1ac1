from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from services.intake.accounts import repository
from services.intake.accounts.account import close
from services.intake.people.login import LoginDoor
from shared.catalogue import Catalogue
from shared.security.sessions import COOKIE, form_token
from tests.narrowing import there
from tests.unit.intake.people.support import CLERK, PASSWORD, SIGNER, open_for, sign_in
from tests.unit.intake.support import UNIT, Service, running

OWN = "雾都山城两江四岸大桥"


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is: no wait ends, and nothing is forgotten."""
    monkeypatch.setattr("services.intake.people.routes.LoginDoor", partial(LoginDoor, seconds=lambda: 0.0))


def test_a_person_signs_in_with_account_and_password_and_goes_back_to_where_they_came_from(service: Service) -> None:
    open_for(service)
    page = service.client.get("/login?next=/reports")
    assert 'value="/reports"' in page.text
    assert "密钥" not in page.text
    answer = sign_in(service, " Chen.Mei ", next="/reports")
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports")
    session = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(COOKIE)).lower()
    assert "httponly" in session and "samesite=lax" in session and "secure" not in session
    assert service.client.get("/v1/session").json()["principal"] == {
        "id": "chen.mei",
        "role": "reporter",
        "region": UNIT,
    }


def test_over_https_the_cookies_stay_with_https(tmp_path: Path, catalogue: Catalogue) -> None:
    with running(tmp_path, catalogue, public_url="https://xushi.example") as service:
        open_for(service)
        cookies = sign_in(service).headers.get_list("set-cookie")
        assert [("; secure" in each.lower()) for each in cookies] == [True, True]


@pytest.mark.parametrize(
    ("account", "password"), [("chen.mei", "wrong horse battery"), ("nobody", PASSWORD), ("", ""), ("chen.mei", "")]
)
def test_what_is_wrong_is_not_told_and_sets_no_cookie(service: Service, account: str, password: str) -> None:
    open_for(service)
    answer = sign_in(service, account, password, next="//evil.example")
    assert answer.status_code == 401
    assert "账号或密码不对" in answer.text
    assert "evil" not in answer.text
    assert "set-cookie" not in answer.headers


def test_a_closed_account_and_one_without_a_role_open_nothing(service: Service) -> None:
    closed = open_for(service)
    open_for(service, id="li", grants=())
    with service.intake.database.write() as connection:
        repository.change(connection, close(closed, service.clock.now()))
    assert sign_in(service).status_code == 401
    answer = sign_in(service, "li")
    assert (answer.status_code, "还没有角色" in answer.text) == (403, True)


def test_nobody_is_sent_to_another_site_after_signing_in(service: Service) -> None:
    open_for(service)
    assert sign_in(service, next="https://evil.example/").headers["location"] == "/"


def test_another_site_cannot_sign_a_browser_in(service: Service) -> None:
    open_for(service)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert sign_in(service, headers=headers).status_code == 403
    assert sign_in(service, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_ten_failures_are_slowed_and_the_right_password_waits_as_well(service: Service) -> None:
    open_for(service)
    answers = [sign_in(service, password=f"wrong horse {number}") for number in range(10)]
    assert [each.status_code for each in answers] == [401] * 6 + [429] * 4
    assert answers[-1].headers["retry-after"] == "1"
    assert "失败次数过多，请在 1 秒后再试" in answers[-1].text
    assert sign_in(service).status_code == 429, "else one could go on guessing while one waits"


def test_meanwhile_others_behind_the_same_address_sign_in_at_once(service: Service) -> None:
    open_for(service)
    open_for(service, id="li", name="李", grants=(SIGNER,))
    for number in range(10):
        sign_in(service, password=f"wrong horse {number}")
    assert sign_in(service, "li").status_code == 303


def test_a_browser_that_signed_in_before_is_not_kept_out_by_who_guesses(service: Service) -> None:
    open_for(service)
    assert sign_in(service).status_code == 303
    known = service.client.cookies["xushi_browser"]
    service.client.cookies.clear()
    for number in range(10):
        sign_in(service, password=f"wrong horse {number}")
    assert sign_in(service).status_code == 429
    service.client.cookies.set("xushi_browser", known)
    assert sign_in(service).status_code == 303


def test_a_password_that_was_made_for_somebody_has_to_be_changed_before_anything_else(service: Service) -> None:
    open_for(service, must_change=True)
    answer = sign_in(service, next="/reports")
    assert answer.headers["location"] == "/login/password?next=%2Freports"
    assert service.client.get("/v1/reports").status_code == 401
    assert service.client.get("/reports").headers["location"] == "/login?next=%2Freports"
    assert service.client.get("/login?next=/reports").headers["location"] == "/login/password?next=%2Freports"
    page = service.client.get("/login/password?next=/reports").text
    token = form_token(service.client.cookies[COOKIE])
    assert f'value="{token}"' in page and "退出" not in page
    before = service.client.cookies[COOKIE]
    fields = {
        "form_token": token,
        "next": "/reports",
        "password": "雾都山城两江四岸大桥",
        "again": "雾都山城两江四岸大桥",
    }
    assert service.client.post("/login/password", data=fields | {"form_token": "x"}).status_code == 403
    answer = service.client.post("/login/password", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports")
    assert service.client.cookies[COOKIE] != before
    assert service.client.get("/v1/reports").status_code == 200
    service.client.cookies.clear()
    assert sign_in(service).status_code == 401, "the old one is gone"
    assert sign_in(service, password=OWN).headers["location"] == "/"


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("short", "short", "至少 10 个字符"),
        ("雾都山城两江四岸大桥梁", "雾都山城两江四岸大桥", "不一样"),
        (PASSWORD, PASSWORD, "不能和发给您的密码相同"),
    ],
)
def test_a_password_that_is_not_taken_is_told_why(service: Service, password: str, again: str, told: str) -> None:
    open_for(service, must_change=True)
    sign_in(service)
    fields = {"form_token": form_token(service.client.cookies[COOKIE]), "password": password, "again": again}
    answer = service.client.post("/login/password", data=fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert service.client.get("/v1/reports").status_code == 401


def test_the_steps_of_a_sign_in_are_nobody_else_s(service: Service) -> None:
    for path in ("/login/password", "/login/role"):
        assert service.client.get(path).headers["location"].startswith("/login?")
    open_for(service)
    sign_in(service)
    assert service.client.get("/login/password").status_code == 303


def test_whoever_has_several_roles_chooses_one_and_can_change_it_later(service: Service) -> None:
    open_for(service, grants=(CLERK, SIGNER))
    assert sign_in(service).headers["location"] == "/login/role?next=%2F"
    page = service.client.get("/login/role").text
    assert "万州区 · 填报" in page and "重庆市 · 第二签字人" in page

    def choose(role: str) -> int:
        fields = {"form_token": form_token(service.client.cookies[COOKIE]), "role": role}
        return int(service.client.post("/login/role", data=fields).status_code)

    assert choose("ops-") == 422
    assert choose(f"reporter-{UNIT}") == 303
    first = service.client.cookies[COOKIE]
    assert "换身份" in service.client.get("/reports").text
    assert choose("signer-500000") == 303
    assert service.client.get("/v1/session").json()["principal"]["role"] == "signer"
    service.client.cookies.clear()
    service.client.cookies.set(COOKIE, first)
    assert service.client.get("/v1/session").status_code == 401


def test_the_head_of_a_page_names_who_has_signed_in_and_leads_out(service: Service) -> None:
    open_for(service)
    sign_in(service)
    page = service.client.get("/reports").text
    head = there(page.split("</header>"))[0]
    assert "陈梅" in head and "万州区 · 填报" in head and "退出" in head
    assert "换身份" not in head


def test_a_page_whose_address_is_written_in_chinese_is_gone_back_to(service: Service) -> None:
    open_for(service)
    asked = service.client.get("/reports/500101/二月").headers["location"]
    assert asked == "/login?next=%2Freports%2F500101%2F%E4%BA%8C%E6%9C%88"
    answer = sign_in(service, next="/reports/500101/二月")
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports/500101/%E4%BA%8C%E6%9C%88")
