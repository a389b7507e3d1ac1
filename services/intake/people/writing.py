"""Writes the pages on which people sign in and see to accounts."""

from __future__ import annotations

from typing import Any, Protocol

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.intake.pages.render import IntakeRenderer
from shared.catalogue import Catalogue
from shared.security.keys import Role
from shared.security.sessions import form_token
from shared.security.signed_in import ROLE_WORDS, cookie_of, session_of
from shared.web.headers import NO_STORE


class RoleHeld(Protocol):
    """A role of somebody, with its region and for whom there."""

    @property
    def role(self) -> Role: ...
    @property
    def region(self) -> str: ...
    @property
    def subject(self) -> str: ...


class PeopleRenderer:
    """Makes whole pages, which nothing on the way keeps."""

    def __init__(
        self, renderer: IntakeRenderer, catalogue: Catalogue, *, provider: str = "", passkeys: bool = False
    ) -> None:
        """``provider``: what the identity provider is called ('': there is none); ``passkeys``: whether browsers make
        them for the pages' address."""
        self._ways = {"provider": provider, "takes_passkeys": passkeys}
        self._renderer = renderer
        self._catalogue = catalogue

    def page(self, request: Request, template: str, status: int = 200, **content: Any) -> HTMLResponse:
        """A page with forms for whoever has signed in, or is about to."""
        token = form_token(cookie_of(request)) if session_of(request) is not None else ""
        return self.anonymous(template, status, form_token=token, **content)

    def anonymous(self, template: str, status: int = 200, **content: Any) -> HTMLResponse:
        """A page for nobody in particular."""
        text = self._renderer.text(template, role_words=ROLE_WORDS, said=self.said, **self._ways, **content)
        return HTMLResponse(text, status, headers={"Cache-Control": NO_STORE})

    def knows(self, region: str) -> bool:
        """Whether there is a region of that code."""
        return region in self._catalogue.regions

    def said(self, each: RoleHeld) -> str:
        """A role as a person says it: ``重庆市 · 审核``, ``九龙坡区 · 责任部门（就业科）``."""
        found = self._catalogue.regions.get(each.region)
        place = found.name if found is not None else each.region or "全部地区"
        return f"{place} · {ROLE_WORDS[each.role]}" + (f"（{each.subject}）" if each.subject else "")
