"""The page 安全记录: what happened around people's accounts, for auditors and who runs the system."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from services.intake.accounts.account import WORDS, typed_id
from services.intake.accounts.directory import DIRECTORY
from services.intake.accounts.repository import names_of
from services.intake.people.entrance import Entrance
from services.intake.people.writing import PeopleRenderer
from services.intake.security_log import events
from services.intake.security_log.events import SecurityEvent
from shared.security.keys import Role
from shared.store import Recorded
from shared.web.pages import china

_PAGE = 100
_MOST_EXPORTED = 100_000

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "SignedIn": "登录",
        "SignInFailed": "登录失败",
        "SignedOut": "退出",
        "SessionsEnded": "结束登录",
        "AccountOpened": "开立账号",
        "AccountChanged": "修改账号",
        "AccountClosed": "注销账号",
        "RoleGiven": "授予角色",
        "RoleTaken": "取消角色",
        "PasswordReset": "重置密码",
        "PasswordChanged": "修改密码",
        "FactorAdded": "添加第二验证",
        "FactorRemoved": "移除第二验证",
        "DataExported": "导出数据",
    }
)
"""What each kind of event is called."""

_WHAT = {
    "password": "密码",
    "code": "验证码",
    "passkey": "通行密钥",
    "passkey-copied": "通行密钥的使用次数（倒退，可能被复制）",
    "provider": "统一身份",
    "totp": "验证码",
    "recovery": "恢复码",
    "all": "全部登录验证",
}


@dataclass(frozen=True, slots=True)
class AskedOfLog:
    """What is asked for: events before a position, of a month, of an account, of a kind."""

    before: int | None
    month: str
    account: str
    kind: str


@dataclass(frozen=True, slots=True)
class SecurityRow:
    """One line of the page. ``name``: whose account it is, as their name is now; empty where there is none."""

    position: int
    at: str
    kind: str
    account: str
    name: str
    actor: str
    network: str
    detail: str


class SecurityPages:
    """The routes ``/security`` and ``/security.csv``."""

    def __init__(self, entrance: Entrance, renderer: PeopleRenderer) -> None:
        self._entrance = entrance
        self._renderer = renderer

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(include_in_schema=False)
        routes.get("/security")(self.page)
        routes.get("/security.csv")(self.export)
        return routes

    async def page(self, request: Request) -> Response:
        """The newest first, a hundred at a time."""
        self._entrance.authentication.page(request, Role.AUDITOR, Role.OPS)
        asked = asked_of(request)
        rows = await run_in_threadpool(self._rows, asked, _PAGE + 1)
        months = await run_in_threadpool(self._months)
        more = rows[_PAGE - 1].position if len(rows) > _PAGE else None
        return self._renderer.page(
            request, "security.html", rows=rows[:_PAGE], more=more, asked=asked, months=months, kinds=KINDS
        )

    async def export(self, request: Request) -> Response:
        """All that is asked for, as a table; that it was taken along is an event itself, as of every file."""
        self._entrance.authentication.page(request, Role.AUDITOR, Role.OPS)
        rows = await run_in_threadpool(self._rows, asked_of(request), _MOST_EXPORTED)
        return Response(
            table_of(rows),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="security.csv"'},
        )

    def _rows(self, asked: AskedOfLog, limit: int) -> list[SecurityRow]:
        with self._entrance.database.read() as connection:
            found = self._entrance.log.read(
                connection, before=asked.before, month=asked.month, account=asked.account, kind=asked.kind, limit=limit
            )
            names = names_of(connection, {event.account for _, event in found})
        return [row_of(record, event, names.get(event.account, ""), self._renderer) for record, event in found]

    def _months(self) -> list[str]:
        with self._entrance.database.read() as connection:
            return [each.month for each in reversed(self._entrance.log.segments(connection)) if not each.dropped]


def asked_of(request: Request) -> AskedOfLog:
    """What the address asks for; what cannot be is left out."""
    query = request.query_params
    before = query.get("before", "")
    kind = query.get("kind", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    return AskedOfLog(
        number, query.get("month", "")[:7], typed_id(query.get("account", ""))[:120], kind if kind in KINDS else ""
    )


def row_of(record: Recorded, event: SecurityEvent, name: str, renderer: PeopleRenderer) -> SecurityRow:
    """An event as the page shows it."""
    return SecurityRow(
        record.position,
        china(record.recorded_instant),
        KINDS[record.type],
        event.account or "（不详）",
        name,
        "统一身份认证" if record.actor == DIRECTORY else record.actor or "（不详）",
        event.network,
        detail_of(event, renderer),
    )


def detail_of(event: SecurityEvent, renderer: PeopleRenderer) -> str:
    """What more there is to say."""
    said = ""
    match event:
        case events.SignedIn() | events.RoleGiven() | events.RoleTaken():
            said = renderer.said(event)
        case events.SignInFailed():
            said = f"{_WHAT.get(event.what, event.what)}不对"
        case events.SessionsEnded():
            said = f"{event.count} 处"
        case events.AccountOpened():
            said = f"{event.name}　{event.office}".strip()
        case events.AccountChanged():
            changed = "、".join(WORDS[field] for field in event.changed)
            said = f"{event.name}　{event.office}".strip() + (f"（改了{changed}）" if changed else "")
        case events.FactorAdded() | events.FactorRemoved():
            said = _WHAT.get(event.kind, event.kind)
        case events.DataExported():
            said = event.what
    return said


def table_of(rows: list[SecurityRow]) -> str:
    """The lines as CSV that spreadsheets read as they are: no cell begins as a formula."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(("位置", "时间", "事项", "账号", "姓名", "操作人", "来处", "说明"))
    for row in rows:
        cells = (row.position, row.at, row.kind, row.account, row.name, row.actor, row.network, row.detail)
        writer.writerow(f"'{each}" if str(each)[:1] in ("=", "+", "-", "@", "\t") else each for each in cells)
    return "\ufeff" + written.getvalue()
