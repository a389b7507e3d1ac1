from __future__ import annotations

from typing import Any

from services.intake.accounts.account import HeldRole
from shared.security.keys import Role
from shared.security.sessions import COOKIE, form_token
from tests.unit.intake.people.factor_support import factors_of, phone_for
from tests.unit.intake.people.overseeing.test_account_pages import stored
from tests.unit.intake.people.support import open_for, sign_in
from tests.unit.intake.support import Service

PAGE = "/accounts/chen.mei"
WORDS = {"name": "陈小梅", "office": "就业科", "telephone": "023", "mail": "chen@example.cn"}


def as_ops(service: Service) -> None:
    open_for(service)
    open_for(service, id="ops", name="钱", grants=(HeldRole(Role.OPS, ""),))
    sign_in(service, "ops")


def send(service: Service, address: str, **fields: str) -> Any:
    return service.client.post(address, data={"form_token": form_token(service.client.cookies[COOKIE]), **fields})


def test_what_is_said_of_a_person_is_changed_and_the_log_says_what(service: Service) -> None:
    as_ops(service)
    assert "已修改" in send(service, PAGE, **WORDS).text
    assert stored(service, "chen.mei").words == tuple(WORDS.values())
    assert "没有改动" in send(service, PAGE, **WORDS).text
    log = service.client.get("/security?account=chen.mei").text
    assert log.count("改了姓名、单位、电话、邮箱") == 1


def test_what_cannot_be_is_said_at_its_field_and_keeps_what_was_typed(service: Service) -> None:
    as_ops(service)
    answer = send(service, PAGE, **WORDS | {"mail": "chen"})
    assert answer.status_code == 422
    assert 'href="#mail"' in answer.text and 'value="就业科"' in answer.text
    assert stored(service, "chen.mei").office == ""


def test_second_factors_are_taken_away_with_every_session_once_it_is_sure(service: Service) -> None:
    open_for(service)
    sign_in(service)
    cookie = service.client.cookies[COOKIE]
    service.client.cookies.clear()
    phone_for(service, "chen.mei")
    open_for(service, id="ops", name="钱", grants=(HeldRole(Role.OPS, ""),))
    sign_in(service, "ops")
    assert "恢复码：还剩 8 个" in service.client.get(PAGE).text
    assert send(service, f"{PAGE}/factors").status_code == 422
    assert factors_of(service).held("chen.mei").any, "nothing happens before it is sure"
    assert "已作废其全部登录验证" in send(service, f"{PAGE}/factors", sure="1").text
    held = factors_of(service).held("chen.mei")
    assert not held.any and held.recovery_left == 0
    log = service.client.get("/security?account=chen.mei").text
    assert all(word in log for word in ("移除第二验证", "全部登录验证", "结束登录"))
    service.client.cookies.clear()
    service.client.cookies.set(COOKIE, cookie)
    assert service.client.get("/account").status_code == 303, "that session is over"


def test_of_a_closed_account_nothing_is_taken_away_and_of_nobody_s_there_is_no_page(service: Service) -> None:
    as_ops(service)
    assert send(service, "/accounts", action="close", account="chen.mei").status_code == 200
    assert send(service, f"{PAGE}/factors", sure="1").status_code == 422
    assert send(service, PAGE, **WORDS).status_code == 422
    assert service.client.get("/accounts/nobody").status_code == 404
    assert send(service, "/accounts/nobody/factors", sure="1").status_code == 404
    assert send(service, "/accounts/nobody", **WORDS).status_code == 404


def test_whoever_does_not_run_the_system_has_no_such_page(service: Service) -> None:
    as_ops(service)
    service.client.cookies.clear()
    sign_in(service)
    assert service.client.get(PAGE).status_code == 403
    assert send(service, PAGE, **WORDS).status_code == 403
    assert send(service, f"{PAGE}/factors", sure="1").status_code == 403
