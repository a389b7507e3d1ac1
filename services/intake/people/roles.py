"""Choosing one of several roles, at the end of a sign-in and later."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from services.intake.accounts.account import Account, HeldRole
from services.intake.people.entrance import MOST_BYTES, Entrance
from services.intake.people.steps import Step
from services.intake.people.writing import PeopleRenderer
from shared.security.authentication import SignIn
from shared.security.sent_forms import sent_form
from shared.security.sessions import local_path
from shared.security.signed_in import session_of
from shared.web.problems import Problem


class RoleDoor:
    """Whoever has several roles stands in one of them at a time."""

    def __init__(self, entrance: Entrance, renderer: PeopleRenderer) -> None:
        self._entrance = entrance
        self._renderer = renderer

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(include_in_schema=False)
        routes.get("/login/role")(self.roles)
        routes.post("/login/role")(self.choose)
        return routes

    async def roles(self, request: Request, next: str = "/") -> Response:  # noqa: A002 - the address's own name
        """The roles to choose from."""
        account = await self._person(request)
        found = session_of(request)
        assert found is not None
        present = (
            None if found.step else HeldRole(found.principal.role, found.principal.region, found.principal.subject)
        )
        return self._renderer.page(
            request, "login_role.html", roles=account.grants, present=present, next=local_path(next)
        )

    async def choose(self, request: Request) -> Response:
        """Signed in, in another role; what was open in the role before has to be opened again."""
        found = session_of(request)
        if found is not None and found.step == Step.ROLE:
            account, fields = await self._entrance.sent_at(request, Step.ROLE)
        else:
            _, fields = await sent_form(self._entrance.authentication, request, most=MOST_BYTES)
            account = await self._person(request)
        chosen = next((each for each in account.grants if name_of(each) == fields.get("role", "")), None)
        if chosen is None:
            raise Problem(422, "role-not-held", "没有这个身份", detail="请返回上一页重新选择")
        return await self._entrance.enter(request, account, chosen, local_path(fields.get("next", "/")))

    async def _person(self, request: Request) -> Account:
        found = session_of(request)
        if found is None or found.step not in ("", Step.ROLE):
            raise SignIn("/")
        account = await run_in_threadpool(self._entrance.account, found.principal.id)
        if account is None:
            raise SignIn("/")
        return account


def name_of(role: HeldRole) -> str:
    """A role in a form's field."""
    return f"{role.role}-{role.region}" + (f"-{role.subject}" if role.subject else "")
