from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli import app
from services.intake.accounts import repository
from services.intake.accounts.account import Account
from services.intake.people.ways import ways_in
from services.intake.sign_in.totp.codes import code_at, step_of
from shared.catalogue import load_catalogue
from shared.database.engine import Database
from shared.periods import SystemClock
from shared.settings import Settings
from tests.narrowing import there


def xushi(*words: str, data: Path) -> Result:
    return CliRunner().invoke(app, ["account", *words, "--data", str(data)], env={"COLUMNS": "200"})


def add(data: Path, *options: str, account: str = "chen.mei") -> Result:
    return xushi("add", account, "--name", "陈梅", "--role", "reporter", "--region", "500107", *options, data=data)


def stored(data: Path, account: str = "chen.mei") -> Account:
    database = Database(Settings(data_dir=data).database_url("intake"))
    with database.read() as connection:
        found = there(repository.find(connection, account))
    database.dispose()
    return found


def test_an_account_is_opened_with_a_password_that_is_said_once(tmp_path: Path) -> None:
    said = add(tmp_path, "--office", "九龙坡区人力社保局", account="Chen.Mei").stdout
    assert "账号 chen.mei（陈梅）" in said
    password = there(re.search(r"一次性密码 (\S+)", said))[1]
    assert password not in stored(tmp_path).password
    listed = xushi("list", data=tmp_path).stdout
    assert all(word in listed for word in ("chen.mei", "陈梅", "九龙坡区人力社保局", "填报 500107", "未改一次性密码"))
    assert password not in listed


def test_roles_are_given_and_taken(tmp_path: Path) -> None:
    add(tmp_path)
    assert xushi("grant", "chen.mei", "--role", "signer", "--region", "500000", data=tmp_path).exit_code == 0
    assert xushi("revoke", "chen.mei", "--role", "reporter", "--region", "500107", data=tmp_path).exit_code == 0
    assert [(each.role, each.region) for each in stored(tmp_path).grants] == [("signer", "500000")]


def test_a_forgotten_password_gives_way_to_a_new_one_and_who_has_left_is_closed(tmp_path: Path) -> None:
    add(tmp_path)
    before = stored(tmp_path).password
    assert "一次性密码" in xushi("reset", "chen.mei", data=tmp_path).stdout
    assert stored(tmp_path).password != before
    assert "结束了 0 处登录" in xushi("end-sessions", "chen.mei", data=tmp_path).stdout
    assert xushi("close", "chen.mei", data=tmp_path).exit_code == 0
    assert "已注销" in xushi("list", data=tmp_path).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("close", "nobody"), "没有账号"),
        (("add", "li", "--name", "李", "--role", "reviewer"), "须写明地区"),
        (("add", "li", "--name", "李", "--role", "reviewer", "--region", "999999"), "没有代码为“999999”的地区"),
        (("add", "李 强", "--name", "李", "--role", "ops"), "小写字母"),
    ],
)
def test_what_cannot_be_is_said_in_words(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    result = xushi(*words, data=tmp_path)
    assert result.exit_code == 2
    assert told in result.output


def test_whoever_has_lost_phone_and_codes_sets_them_up_anew(tmp_path: Path) -> None:
    add(tmp_path)
    database = Database(Settings(data_dir=tmp_path).database_url("intake"))
    factors = ways_in(Settings(data_dir=tmp_path), database, SystemClock(), load_catalogue()).factors
    ticket = factors.propose_secret("chen.mei")
    secret = there(factors.proposed_secret("chen.mei", ticket))
    assert factors.confirm_secret("chen.mei", ticket, code_at(secret, step_of(SystemClock().now())))
    assert "已作废" in xushi("reset-factors", "Chen.Mei", data=tmp_path).stdout
    assert not factors.held("chen.mei").any
    database.dispose()
    assert "没有设置过" in xushi("reset-factors", "chen.mei", data=tmp_path).stdout


def test_the_words_about_a_person_are_changed_one_by_one(tmp_path: Path) -> None:
    add(tmp_path, "--office", "就业科", "--telephone", "023")
    edited = xushi("edit", "Chen.Mei", "--mail", "chen@example.cn", "--telephone", "", data=tmp_path)
    assert edited.exit_code == 0, edited.output
    assert stored(tmp_path).words == ("陈梅", "就业科", "", "chen@example.cn")
    for words, told in ((("--mail", "chen"), "邮箱应为一个地址"), ((), "没有写要改什么")):
        refused = xushi("edit", "chen.mei", *words, data=tmp_path)
        assert refused.exit_code == 2 and told in refused.output
    assert stored(tmp_path).words == ("陈梅", "就业科", "", "chen@example.cn")


def test_nobody_s_factors_are_nobody_s(tmp_path: Path) -> None:
    refused = xushi("reset-factors", "nobody", data=tmp_path)
    assert refused.exit_code == 2
    assert "没有账号" in refused.output
