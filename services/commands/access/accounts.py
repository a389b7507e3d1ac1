"""``xushi account``: the accounts of people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.commands.options import DataOption, actor_here, settings_of, stop
from services.commands.spoken.columns import whole
from services.intake.accounts.account import Account, AccountRefused, typed_id
from services.intake.accounts.managing import Managing, NewPerson, Opened, key_ids
from services.intake.accounts.passwords import Hashing
from services.intake.main import MIGRATIONS
from services.intake.people.resetting import reset_factors
from services.intake.people.ways import decided_elsewhere, directory_of, ways_in
from services.intake.security_log.log import SecurityLog
from shared.database.engine import Database
from shared.periods import SystemClock
from shared.process.catalogue.sources import configured_catalogue, site_of
from shared.security.keys import Role
from shared.security.signed_in import ROLE_WORDS
from shared.settings import Settings

accounts_app = typer.Typer(help="账号：本单位每个人一个，用来登录网页", no_args_is_help=True)

AccountArgument = Annotated[str, typer.Argument(help="账号，例如姓名的拼音；将作为操作人记录")]
RoleOption = Annotated[
    Role,
    typer.Option(
        help="角色： reporter 填报， signer 第二签字人， reviewer 审核， ops 运维， auditor 审计， "
        "department 责任部门， enterprise 监测企业"
    ),
]
RegionOption = Annotated[str, typer.Option(help="地区代码；运维、审计以外须写明")]
SubjectOption = Annotated[str, typer.Option(help="责任部门的名称，或监测企业的编号；其他角色不写")]


@accounts_app.command("add")
def account_add(
    account: AccountArgument,
    name: Annotated[str, typer.Option(help="姓名")],
    role: RoleOption,
    region: RegionOption = "",
    office: Annotated[str, typer.Option(help="单位或科室")] = "",
    telephone: Annotated[str, typer.Option(help="电话")] = "",
    mail: Annotated[str, typer.Option(help="邮箱，有更正等其签字时发信到那里")] = "",
    subject: SubjectOption = "",
    data: DataOption = None,
) -> None:
    """开立一个账号。一次性密码只显示这一次，请当面或电话告诉本人；第一次登录必须改掉。账号用过即不再用。"""
    settings = settings_of(data)
    _check_region(region, settings)
    with _managing(settings) as managing:
        _show(managing.add(NewPerson(typed_id(account), name, role, region, office, telephone, mail, subject)))


@accounts_app.command("edit")
def account_edit(
    account: AccountArgument,
    name: Annotated[str | None, typer.Option(help="姓名")] = None,
    office: Annotated[str | None, typer.Option(help="单位或科室")] = None,
    telephone: Annotated[str | None, typer.Option(help="电话")] = None,
    mail: Annotated[str | None, typer.Option(help="邮箱，有更正等其签字时发信到那里")] = None,
    data: DataOption = None,
) -> None:
    """改一个人的姓名、单位、电话、邮箱；没写的不变，写成空的即删去。"""
    given = {"name": name, "office": office, "telephone": telephone, "mail": mail}
    changes = {field: text for field, text in given.items() if text is not None}
    if not changes:
        stop("没有写要改什么：--name、--office、--telephone、--mail", 2)
    with _managing(settings_of(data)) as managing:
        managing.describe(typed_id(account), lambda words: words._replace(**changes))


@accounts_app.command("list")
def account_list(data: DataOption = None) -> None:
    """列出账号、姓名、角色和状态。"""
    table = Table(*whole("账号", "姓名", "单位", "电话", "邮箱", "角色", "状态"))
    with _managing(settings_of(data)) as managing:
        for account in managing.everybody():
            held = (f"{ROLE_WORDS[each.role]} {each.region} {each.subject}".strip() for each in account.grants)
            roles = "、".join(held)
            table.add_row(account.id, *account.words, roles, _state(account))
    Console().print(table)


@accounts_app.command("grant")
def account_grant(
    account: AccountArgument,
    role: RoleOption,
    region: RegionOption = "",
    subject: SubjectOption = "",
    data: DataOption = None,
) -> None:
    """给账号加一个角色。"""
    settings = settings_of(data)
    _check_region(region, settings)
    with _managing(settings) as managing:
        managing.grant(typed_id(account), role, region, subject)


@accounts_app.command("revoke")
def account_revoke(
    account: AccountArgument,
    role: RoleOption,
    region: RegionOption = "",
    subject: SubjectOption = "",
    data: DataOption = None,
) -> None:
    """取消账号的一个角色；正以该角色登录的一秒内失效。"""
    with _managing(settings_of(data)) as managing:
        managing.revoke(typed_id(account), role, region, subject)


@accounts_app.command("close")
def account_close(account: AccountArgument, data: DataOption = None) -> None:
    """注销账号：不能再登录，已登录的一秒内失效。账号不会再给别人。"""
    with _managing(settings_of(data)) as managing:
        managing.close(typed_id(account))


@accounts_app.command("reset")
def account_reset(account: AccountArgument, data: DataOption = None) -> None:
    """本人忘记密码：换一个一次性密码，只显示这一次；已登录的一秒内失效。"""
    with _managing(settings_of(data)) as managing:
        _show(managing.reset(typed_id(account)))


@accounts_app.command("end-sessions")
def account_end_sessions(account: AccountArgument, data: DataOption = None) -> None:
    """结束一个人的所有登录，例如电脑失窃。"""
    with _managing(settings_of(data)) as managing:
        ended = managing.end_sessions(typed_id(account))
    Console().print(f"结束了 {ended} 处登录")


@accounts_app.command("reset-factors")
def account_reset_factors(account: AccountArgument, data: DataOption = None) -> None:
    """手机、通行密钥、恢复码都丢了：作废该账号的全部登录验证，结束其所有登录，下次登录时重新设置。请先核实是本人。"""
    settings, clock = settings_of(data), SystemClock()
    with _database(settings) as database:
        factors = ways_in(settings, database, clock, configured_catalogue(settings)).factors
        had = reset_factors(database, factors, SecurityLog(clock), typed_id(account), actor_here())
    Console().print("已作废，下次登录时重新设置" if had else "该账号没有设置过登录验证")


@contextmanager
def _managing(settings: Settings) -> Iterator[Managing]:
    """What changes accounts; beside a running system it takes effect there."""
    with _database(settings) as database:
        decided = decided_elsewhere(directory_of(settings, configured_catalogue(settings)))
        keys = partial(key_ids, settings.keys_path)
        yield Managing(database, keys, SystemClock(), Hashing(), actor_here(), decided_elsewhere=decided)


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    """Intake's database, as this version has it. A refusal ends the command and says why."""
    database = Database(settings.database_url("intake"))
    try:
        database.migrate(MIGRATIONS)
        yield database
    except AccountRefused as refused:
        stop(refused.words, 2)
    finally:
        database.dispose()


def _check_region(region: str, settings: Settings) -> None:
    if region and region not in configured_catalogue(settings).regions:
        stop(f"没有代码为“{region}”的地区；本单位自己的地区写在 {site_of(settings)} 的 regions.csv 里", 2)


def _show(opened: Opened) -> None:
    console = Console()
    console.print(f"账号 {opened.account.id}（{opened.account.name}）", markup=False, highlight=False)
    console.print(f"一次性密码 {opened.password}", markup=False, highlight=False)


def _state(account: Account) -> str:
    if account.closed_at is not None:
        return "已注销"
    return "未改一次性密码" if account.must_change else "有效"
