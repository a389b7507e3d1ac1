from __future__ import annotations

from services.intake.accounts.account import HeldRole
from services.intake.people.overseeing.security_pages import KINDS, SecurityRow, table_of
from services.intake.security_log.events import SECURITY_EVENTS
from shared.security.keys import Role
from tests.unit.intake.people.support import open_for, sign_in
from tests.unit.intake.support import Service

AUDITOR = HeldRole(Role.AUDITOR, "")


def test_every_kind_of_event_has_a_name() -> None:
    assert set(KINDS) == {each.__name__ for each in SECURITY_EVENTS}


def test_the_auditor_sees_who_signed_in_and_who_failed_and_takes_it_along(service: Service) -> None:
    open_for(service)
    open_for(service, id="shenji", name="孙", grants=(AUDITOR,))
    sign_in(service, password="wrong horse battery")
    sign_in(service, "a-secret-in-the-wrong-field")
    sign_in(service, "shenji")
    page = service.client.get("/security").text
    assert page.index("登录失败") < page.index("密码不对")
    assert "chen.mei" in page and "全部地区 · 审计" in page
    assert "a-secret-in-the-wrong-field" not in page
    taken = service.client.get("/security.csv?kind=SignedIn")
    assert taken.headers["content-disposition"].startswith("attachment")
    assert taken.text.count("登录") == 1
    assert "导出数据" in service.client.get("/security?account=shenji").text.split("<tbody>")[1]


def test_who_has_signed_out_is_in_it(service: Service) -> None:
    open_for(service, grants=(AUDITOR,))
    sign_in(service)
    token = service.client.get("/security").text.split('name="form_token" value="')[1].split('"')[0]
    service.client.post("/logout", data={"form_token": token})
    sign_in(service)
    assert "退出" in service.client.get("/security?kind=SignedOut").text.split("<tbody>")[1]


def test_no_cell_of_the_table_is_a_formula() -> None:
    row = SecurityRow(1, "2023-04-06 12:00", "登录", "=1+1", "=李", "@x", "-1", "+1")
    assert "\r\n1,2023-04-06 12:00,登录,'=1+1,'=李,'@x,'-1,'+1\r\n" in table_of([row])
