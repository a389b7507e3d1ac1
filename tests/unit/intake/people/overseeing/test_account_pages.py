from __future__ import annotations

import re
from typing import Any

from services.intake.accounts import repository
from services.intake.accounts.account import Account, HeldRole
from shared.security.keys import Role
from shared.security.sessions import COOKIE, form_token
from tests.narrowing import there
from tests.unit.intake.people.support import CLERK, SIGNER, open_for, sign_in
from tests.unit.intake.support import CITY, UNIT, Service

OPS = HeldRole(Role.OPS, "")


def send(service: Service, **fields: str) -> Any:
    token = form_token(service.client.cookies[COOKIE])
    return service.client.post("/accounts", data={"form_token": token, **fields})


def stored(service: Service, account: str) -> Account:
    with service.intake.database.read() as connection:
        return there(repository.find(connection, account))


def as_ops(service: Service) -> None:
    open_for(service, id="ops", name="钱", grants=(OPS,))
    sign_in(service, "ops")


def test_ops_opens_an_account_and_its_password_is_shown_once(service: Service) -> None:
    as_ops(service)
    assert 'href="/accounts"' in service.client.get("/account").text
    fields = {
        "action": "add",
        "account": "Wang",
        "name": "王某",
        "role": "reporter",
        "region": UNIT,
        "office": "就业科",
    }
    page = send(service, **fields).text
    password = there(re.search(r"一次性密码：<strong>([^<]+)<", page))[1]
    assert password not in service.client.get("/accounts").text
    assert stored(service, "wang").grants == (CLERK,)
    service.client.cookies.clear()
    assert sign_in(service, "wang", password).headers["location"].startswith("/login/password")


def test_roles_are_given_and_taken_and_an_account_is_reset_and_closed(service: Service) -> None:
    as_ops(service)
    open_for(service)
    assert "已授予角色" in send(service, action="grant", account="chen.mei", role="signer", region=CITY).text
    assert "已取消角色" in send(service, action="revoke", account="chen.mei", role="reporter", region=UNIT).text
    assert stored(service, "chen.mei").grants == (SIGNER,)
    assert "一次性密码" in send(service, action="reset", account="chen.mei").text
    assert stored(service, "chen.mei").must_change
    assert "已结束其所有登录" in send(service, action="end-sessions", account="chen.mei").text
    assert "已注销" in send(service, action="close", account="chen.mei").text
    page = service.client.get("/accounts").text
    assert "陈梅" in page and "已注销" in page
    log = service.client.get("/security?account=chen.mei").text
    assert all(word in log for word in ("授予角色", "取消角色", "重置密码", "注销账号", "结束登录"))
    assert "（不详）" not in log and log.count("testclient") >= 5, "each was done by somebody, from somewhere"


def test_what_cannot_be_is_said_on_the_page_and_keeps_what_was_typed(service: Service) -> None:
    as_ops(service)
    for fields, told in (
        ({"account": "ops", "role": "ops"}, "已是一个账号"),
        ({"account": "key-ops", "role": "ops"}, "密钥的名称"),
        ({"account": "wang", "role": "reporter", "region": "999999"}, "没有代码为“999999”的地区"),
        ({"account": "wang", "role": "chief"}, "请选择角色"),
        ({"account": "wang", "role": "reviewer", "region": ""}, "须写明地区"),
    ):
        answer = send(service, action="add", name="王某", **fields)
        assert answer.status_code == 422
        assert told in answer.text and 'value="王某"' in answer.text
    assert send(service, action="destroy", account="ops").status_code == 400


def test_nobody_else_sees_accounts(service: Service) -> None:
    open_for(service)
    sign_in(service)
    assert service.client.get("/accounts").status_code == 403
    assert send(service, action="close", account="chen.mei").status_code == 403
