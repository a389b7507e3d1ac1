"""What the routes of the clerk's and the reviewer's pages share: who looks, which month, and what went wrong."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from services.intake.drafts.keeping import Drafts
from services.intake.pages.render import IntakeRenderer, Viewer
from services.intake.pages.views.clerk.desk import ClerkDesk
from services.intake.pages.views.owing import Owing
from services.intake.pages.views.records import Records
from services.intake.pages.views.reviewer.bench import Bench
from services.intake.reports.submitting import Submitting
from shared.catalogue import Catalogue
from shared.office.pdf.printing import Printing
from shared.periods import Month
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.keys import Role
from shared.security.sent_forms import sent_fields
from shared.web.long_work import LongWork
from shared.web.problems import Problem
from shared.web.uploads.receiving import Uploads

Listed = list[tuple[str, str]]
"""What is wrong, for the summary at the top: the field it belongs to ('': none) and the words."""

Result = TypeVar("Result")

_KEY = re.compile(r"[\w-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Site:
    """The parts that the routes are made of."""

    authentication: Authentication
    access: Access
    catalogue: Catalogue
    renderer: IntakeRenderer
    records: Records
    owing: Owing
    desk: ClerkDesk
    bench: Bench
    submitting: Submitting
    drafts: Drafts
    uploads: Uploads
    work: LongWork
    printing: Printing
    most: int
    """Largest body of a form, in bytes."""

    def viewer(self, request: Request, *roles: Role) -> Viewer:
        """Who looks at a page, when it is one of ``roles`` (none: any).

        Raises:
            SignIn: nobody has signed in.
            Problem: 403 for another role.
        """
        principal = self.authentication.page(request, *roles)
        return Viewer(principal, self.authentication.form_token(request))

    async def sent(self, request: Request, *roles: Role) -> tuple[Viewer, dict[str, list[str]]]:
        """Who sent a form without files, and its fields with all their values.

        Raises:
            SignIn, Problem: as :func:`shared.security.sent_forms.sent_fields`.
        """
        principal, fields = await sent_fields(self.authentication, request, *roles, most=self.most)
        return Viewer(principal, self.authentication.form_token(request)), fields

    def sender(self, request: Request, token: str, *roles: Role) -> Viewer:
        """Who sent a form.

        Raises:
            SignIn: nobody has signed in.
            Problem: 403 for a form that is not of this session, or another role.
        """
        principal = self.authentication.form(request, token, *roles)
        return Viewer(principal, self.authentication.form_token(request))

    def has_ended(self, period: Month, area: str) -> bool:
        """Whether the figures of a month have ended in an area ('': as everywhere)."""
        return period <= self.catalogue.calendar_of(area).last_ended(self.owing.today())

    def ended(self, period: Month, area: str) -> Month:
        """A month that has ended in an area.

        Raises:
            Problem: 422 for one that has not: nothing can be reported, reviewed or closed of it.
        """
        if not self.has_ended(period, area):
            raise Problem(422, "future-month", f"{period.chinese}尚未结束，还不能审核或关账")
        return period

    def page(
        self, template: str, viewer: Viewer, here: str, listed: Listed | None = None, status: int = 200, **content: Any
    ) -> HTMLResponse:
        """A page; ``listed`` is what was wrong with the form that came before it."""
        content.setdefault("fault_title", f"有 {len(listed or ())} 处需要处理")
        return self.renderer.page(template, viewer, here, status, listed=listed or [], **content)


async def reading(get: Callable[[], Result]) -> Result:
    """What ``get`` reads, in a thread."""
    return await run_in_threadpool(get)


def month(text: str) -> Month:
    """A month of the address.

    Raises:
        Problem: 404 for what is no month.
    """
    try:
        return Month.parse(text)
    except ValueError as error:
        raise Problem(404, "bad-period", str(error)) from None


def month_or(text: str | None, other: Month) -> Month:
    """A month that may be left out of the address; what is no month counts as left out."""
    try:
        return Month.parse(text) if text else other
    except ValueError:
        return other


def number(text: str, most_digits: int = 5) -> int | None:
    """A small whole number of an address or a form; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most_digits else None


def new_key() -> str:
    """An idempotency key for a form that is about to be shown: sent twice, it counts once."""
    return secrets.token_urlsafe(18)


def key_of(text: str) -> str:
    """The idempotency key that came back with a form.

    Raises:
        Problem: 400 when there is none.
    """
    if _KEY.fullmatch(text) is None:
        raise Problem(400, "idempotency-key-invalid", "页面已失效", detail="请返回上一页，刷新后重新提交")
    return text


def told(problem: Problem) -> list[tuple[str, str]]:
    """What a problem tells, by pointer; one that names no place has none.

    Raises:
        Problem: the problem itself, when it is none that a form can be mended by.
    """
    if problem.status not in (401, 403, 409, 422, 503):
        raise problem
    if problem.faults:
        return [(each.pointer, each.message) for each in problem.faults]
    words = problem.title if not problem.detail else f"{problem.title}：{problem.detail}"
    return [("", words)]


def see(address: str) -> RedirectResponse:
    """Go on to a page that can be loaded again without sending anything twice."""
    return RedirectResponse(address, 303)
