"""What a play says at its end."""

from __future__ import annotations

from rich.console import Console

from services.demo.player.stage import AlertToTell, Login, PlayKeys, PlayProgress, PlaySummary
from services.demo.player.terminal import BEGIN, TO_DO, bar, tell_january, tell_logins, tell_summary
from services.demo.script.january import STANDS
from shared.security.keys import Role


def _login(account: str, role: Role, region: str = "", subject: str = "") -> Login:
    return Login(account, f"secret-{account}", "某人", "局", role, region, subject)


PEOPLE = (
    _login("clerk", Role.REPORTER, "500107"),
    _login("other", Role.REPORTER, "500108"),
    _login("review", Role.REVIEWER, "500000"),
    _login("sign", Role.SIGNER, "500000"),
    _login("experts", Role.DEPARTMENT, "500000", "重庆市人力社保局专业技术人员管理处"),
    _login("cards", Role.DEPARTMENT, "500000", "重庆市人力社保局社会保障卡管理中心"),
    _login("works", Role.ENTERPRISE, "500107", "JLP-01"),
    _login("ops", Role.OPS),
    _login("read", Role.AUDITOR),
)


def test_alerts_that_ended_with_their_plans_are_told_beside_those_that_are_open() -> None:
    console = Console(record=True, width=160)
    missed = AlertToTell("CQ-08", 1, "红", "重庆市", "工伤保险参保人数", "2021-03", "期满未完成")
    behind = AlertToTell("CQ2-08", 2, "黄", "重庆市", "工伤保险参保人数", "2026-04", "预警中")
    tell_summary(console, PlaySummary(), 1.0, [behind], [missed])
    said = console.export_text()
    assert "未结预警：\n  CQ2-08 第2期 黄 重庆市 工伤保险参保人数（自2026-04）" in said
    assert "期满评估：\n  CQ-08 第1期 期满未完成 重庆市 工伤保险参保人数（自2021-03）" in said


def test_for_whom_one_can_sign_in_is_told_with_account_and_password() -> None:
    console = Console(record=True, width=160)
    keys = PlayKeys({}, {}, people=tuple(each for each in PEOPLE if each.role is not Role.SIGNER))
    tell_logins(console, keys, {"500107": "九龙坡区", "500000": "重庆市"}, "http://127.0.0.1:8600/")
    said = console.export_text()
    lines = (
        "九龙坡区报送人　账号 clerk　密码 secret-clerk",
        "重庆市审核人　账号 review　密码 secret-review",
        "重庆市人力社保局专业技术人员管理处　账号 experts　密码 secret-experts",
        "九龙坡区监测企业　账号 works　密码 secret-works",
        "运维　账号 ops　密码 secret-ops",
        "检查（只读）　账号 read　密码 secret-read",
    )
    assert [line for line in lines if line not in said] == []
    assert "http://127.0.0.1:8600/login" in said and "secret-other" not in said and "签字人" not in said
    assert "secret-cards" not in said, "one department is enough"


def test_a_month_that_is_played_is_a_line() -> None:
    console = Console(record=True, width=160)
    with bar(console) as show:
        for period, done in (("2021-01", 100), ("2021-01", 237), ("2021-02", 300), ("2021-03", 500)):
            show(PlayProgress(done, 1_000, period, BEGIN))
    said = console.export_text()
    assert said.count("2021-01 已演完") == said.count("2021-02 已演完") == 1
    assert "2021-03 已演完" not in said


def test_who_has_something_to_do_in_january_is_told_what() -> None:
    console = Console(record=True, width=160)
    keys = PlayKeys({}, {}, people=PEOPLE)
    tell_logins(console, keys, {"500107": "九龙坡区", "500000": "重庆市"}, "http://127.0.0.1:8600/", TO_DO)
    said = console.export_text()
    assert "九龙坡区报送人（2026年1月的报表被退回，改正重报见“报送”）　账号 clerk　密码 secret-clerk" in said
    assert "重庆市审核人（2026年1月的报表待审核，两份有疑问未说明，见“审核”）　账号 review　密码 secret-review" in said


def test_of_january_it_is_told_that_its_plans_are_invented_and_where_the_clock_stands() -> None:
    console = Console(record=True, width=160)
    tell_january(console, STANDS)
    said = console.export_text()
    assert "虚构" in said
    assert "19 个区县已报，其中审核 8 份、退回 2 份，2 份有疑问未说明" in said
    assert "时钟停在 2026-02-05 15:30，次日到期" in said
