"""``xushi keys``: give out, rotate, list and take away keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import sqlalchemy as sa
import typer
from rich.console import Console
from rich.table import Table

from services.commands.options import DataOption, settings_of
from services.commands.spoken.columns import whole
from services.intake.accounts.account import HeldRole, wrong_role
from services.intake.accounts.repository import find
from services.intake.tables import ACCOUNTS
from shared.database.engine import Database
from shared.periods import CHINA, SystemClock
from shared.process.catalogue.sources import configured_catalogue, site_of
from shared.security.keys import (
    Key,
    KeyFile,
    KeyRefused,
    Role,
    add,
    load_key_file,
    new_key,
    remove,
    rotate,
    save_key_file,
)
from shared.settings import Settings

_LONGEST_KEY_ID = 100  # it stands in the actor of every event, which has room for 120
_LONGEST_OVERLAP = timedelta(days=90)
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}

keys_app = typer.Typer(help="密钥：发放、轮换、列出、作废", no_args_is_help=True)


@keys_app.command("add")
def keys_add(
    key_id: Annotated[str, typer.Argument(help="密钥名称，将作为操作人记录")],
    role: Annotated[Role, typer.Option(help="角色")],
    region: Annotated[str, typer.Option(help="地区代码")] = "",
    subject: Annotated[str, typer.Option(help="责任部门的名称，或监测企业的编号；其他角色不写")] = "",
    expires: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="到期（北京时间）；只写日期时为该日结束"),
    ] = None,
    data: DataOption = None,
) -> None:
    """发放一把密钥；密钥只显示这一次，系统只存其散列。名称用过即不再用。"""
    if not (key_id.strip() and key_id.isprintable() and len(key_id) <= _LONGEST_KEY_ID):
        _refuse(f"密钥名称应为1至{_LONGEST_KEY_ID}个可见字符")
    end = _in_china(expires) if expires is not None else None
    if end is not None and end <= SystemClock().now():
        _refuse("到期时间已过")
    settings = settings_of(data)
    _check_role(HeldRole(role, region, subject), settings)
    _check_no_account(key_id, settings)
    path = settings.keys_path
    key, secret = new_key(key_id, role, region, end, subject)
    _change(path, lambda file: add(file, key))
    _show(secret)


@keys_app.command("rotate")
def keys_rotate(
    key_id: Annotated[str, typer.Argument(help="密钥名称")],
    overlap: Annotated[str, typer.Option(help="旧密钥继续有效多久：7d、12h、30m；0 为立即失效")] = "7d",
    data: DataOption = None,
) -> None:
    """换一把新的密钥，名称、角色、地区、到期不变；旧的在重叠期内仍有效。再次轮换时更早的旧密钥立即失效。"""
    path = settings_of(data).keys_path
    length, now = _overlap(overlap), SystemClock().now()
    secrets: list[str] = []

    def rotated(file: KeyFile) -> KeyFile:
        changed, secret = rotate(file, key_id, length, now)
        secrets.append(secret)
        return changed

    _change(path, rotated)
    _show(secrets[0])


@keys_app.command("list")
def keys_list(data: DataOption = None) -> None:
    """列出密钥（不含密钥本身）及其到期情况。"""
    now = SystemClock().now()
    table = Table(*whole("名称", "角色", "地区", "代表", "到期", "状态"))
    for key in load_key_file(settings_of(data).keys_path).keys:
        end = _china(key.expires_at) if key.expires_at else "长期"
        table.add_row(key.id, key.role, key.region, key.subject, end, _state(key, now))
    Console().print(table)


@keys_app.command("remove")
def keys_remove(key_id: str, data: DataOption = None) -> None:
    """作废一把密钥，立即生效。"""
    _change(settings_of(data).keys_path, lambda file: remove(file, key_id))


def _check_role(held: HeldRole, settings: Settings) -> None:
    """Refuse a key that would open nothing: of no region where its role is for one, of one that there is not, or of
    nobody there where it is for somebody."""
    if (wrong := wrong_role(held)) is not None:
        _refuse(f"--{wrong.field}：{held.role} 的密钥，{wrong.words}")
    if held.region and held.region not in configured_catalogue(settings).regions:
        _refuse(f"没有代码为“{held.region}”的地区；本单位自己的地区写在 {site_of(settings)} 的 regions.csv 里")


def _check_no_account(key_id: str, settings: Settings) -> None:
    """Refuse the name of a person's account, as an account the name of a key is: both are actors, and of what was done
    nobody could say which of the two did it. Where intake has no database yet nobody has an account."""
    address = settings.database_url("intake")
    if settings.embeds("intake") and not Path(sa.make_url(address).database or "").exists():
        return
    database = Database(address)
    try:
        with database.read() as connection:
            taken = sa.inspect(connection).has_table(ACCOUNTS.name) and find(connection, key_id) is not None
    finally:
        database.dispose()
    if taken:
        _refuse(f"“{key_id}”是或曾是一个账号：名称记在经过里，请给密钥另取一个")


def _change(path: Path, change: Callable[[KeyFile], KeyFile]) -> None:
    try:
        save_key_file(path, change(load_key_file(path)))
    except KeyRefused as refused:
        _refuse(str(refused))


def _state(key: Key, now: datetime) -> str:
    if key.expired(now):
        return "已到期"
    said = [f"即将到期（{(key.expires_at - now).days} 天）"] if key.expires_at and key.expires_soon(now) else []
    if key.old_until is not None and now < key.old_until:
        said.append(f"轮换中，旧密钥至 {_china(key.old_until)}")
    return "；".join(said) or "有效"


def _overlap(text: str) -> timedelta:
    found = re.fullmatch(r"0|(\d{1,4})([dhm])", text)
    if found is None:
        _refuse("重叠期应写作 7d、12h、30m 或 0")
    length = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found[1] else timedelta(0)
    if length > _LONGEST_OVERLAP:
        _refuse(f"重叠期至多 {_LONGEST_OVERLAP.days} 天")
    return length


def _in_china(written: datetime) -> datetime:
    """An instant as it was written: Chinese time, the end of a day that was written alone."""
    if written.time() == time(0):
        written += timedelta(days=1)
    return written.replace(tzinfo=CHINA).astimezone(UTC)


def _china(instant: datetime) -> str:
    return instant.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _show(secret: str) -> None:
    Console().print(secret, markup=False, highlight=False)


def _refuse(reason: str) -> NoReturn:
    Console().print(reason, style="red", markup=False)
    raise typer.Exit(2)
