"""Who sent a page of the clerk's, and what is in it."""

from __future__ import annotations

from fastapi import Request

from services.intake.pages.filling.sheet import TypedSheet
from services.intake.pages.render import Viewer
from services.intake.pages.site import Site, month
from shared.periods import Month
from shared.security.keys import Role
from shared.web.forms import last_of


class Sheets:
    """Reads forms without files."""

    month = staticmethod(month)

    def __init__(self, site: Site) -> None:
        self._site = site

    async def read(self, request: Request, region: str, period: str) -> tuple[Viewer, TypedSheet]:
        """Who sent a form of their own unit, and the form.

        Raises:
            SignIn: nobody has signed in.
            Problem: 403 for another's unit, told before anything is read; 404 for what is no month, or one that has no
                form; 422 for one far ahead.
        """
        wanted: Month = month(period)
        principal = self._site.authentication.signed_in(request, Role.REPORTER)
        self._site.access.require_read(principal, region)
        self._site.desk.require_fillable(region, wanted)
        viewer, sent = await self._site.sent(request, Role.REPORTER)
        return viewer, TypedSheet(region, wanted, viewer.principal.id, last_of(sent))
