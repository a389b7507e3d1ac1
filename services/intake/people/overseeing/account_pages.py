"""The page 账号: everybody's accounts, for who runs the system."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from services.intake.accounts.account import AccountRefused, PersonWords, typed_id
from services.intake.accounts.managing import Managing, NewPerson, Opened
from services.intake.people.entrance import MOST_BYTES, Entrance, network_of_request
from services.intake.people.writing import PeopleRenderer
from shared.security.keys import Role
from shared.security.sent_forms import sent_form
from shared.web.problems import Problem

_DONE = {
    "grant": "已授予角色",
    "revoke": "已取消角色",
    "close": "已注销",
    "end-sessions": "已结束其所有登录",
}


class AccountPages:
    """The route ``/accounts``: it lists accounts, opens them and changes them, as ``xushi account`` does."""

    def __init__(self, entrance: Entrance, renderer: PeopleRenderer, managing: Managing) -> None:
        self._entrance = entrance
        self._renderer = renderer
        self._managing = managing

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(include_in_schema=False)
        routes.get("/accounts")(self.accounts)
        routes.post("/accounts")(self.change)
        return routes

    async def accounts(self, request: Request) -> Response:
        """Everybody."""
        self._entrance.authentication.page(request, Role.OPS)
        return await self._page(request)

    async def change(self, request: Request) -> Response:
        """Open an account, or change one. A password to begin with is on the page that answers, and nowhere else."""
        viewer, fields = await sent_form(self._entrance.authentication, request, Role.OPS, most=MOST_BYTES)
        action, managing = fields.get("action", ""), self._managing.acting(viewer.id, network_of_request(request))
        try:
            opened = await run_in_threadpool(self._do, managing, action, fields)
        except AccountRefused as refused:
            return await self._page(request, 422, fault=refused.words, fields=fields)
        self._entrance.sessions.forget()
        return await self._page(request, opened=opened, done=_DONE.get(action, ""))

    def _do(self, managing: Managing, action: str, fields: dict[str, str]) -> Opened | None:
        account, region = typed_id(fields.get("account", "")), fields.get("region", "").strip()
        subject = fields.get("subject", "").strip()
        match action:
            case "add":
                said = words_of(fields)
                self._require_region(region)
                person = NewPerson(account, said.name, role_of(fields), region, *said[1:], subject=subject)
                return managing.add(person)
            case "reset":
                return managing.reset(account)
            case "grant":
                self._require_region(region)
                managing.grant(account, role_of(fields), region, subject)
            case "revoke":
                managing.revoke(account, role_of(fields), region, subject)
            case "close":
                managing.close(account)
            case "end-sessions":
                managing.end_sessions(account)
            case _:
                raise Problem(400, "action-unknown", "页面已失效", detail="请返回上一页，刷新后重新提交")
        return None

    def _require_region(self, region: str) -> None:
        if region and not self._renderer.knows(region):
            raise AccountRefused("region", f"没有代码为“{region[:20]}”的地区")

    async def _page(
        self,
        request: Request,
        status: int = 200,
        *,
        fault: str = "",
        done: str = "",
        opened: Opened | None = None,
        fields: dict[str, str] | None = None,
    ) -> Response:
        accounts = await run_in_threadpool(self._managing.everybody)
        return self._renderer.page(
            request,
            "accounts.html",
            status,
            accounts=accounts,
            fault=fault,
            done=done,
            opened=opened,
            fields=fields or {},
            roles=list(Role),
        )


def words_of(fields: dict[str, str]) -> PersonWords:
    """What a form says of a person."""
    return PersonWords(*(fields.get(each, "") for each in PersonWords._fields))


def role_of(fields: dict[str, str]) -> Role:
    """The role of a form.

    Raises:
        AccountRefused: it is none.
    """
    try:
        return Role(fields.get("role", ""))
    except ValueError:
        raise AccountRefused("role", "请选择角色") from None
