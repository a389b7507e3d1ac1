"""The routes of a month's form while it is filled in."""

from __future__ import annotations

from fastapi import APIRouter

from services.intake.pages.filling.checking import Checking
from services.intake.pages.filling.drafting import Drafting
from services.intake.pages.filling.sending import Sheets
from services.intake.pages.site import Site


def router(site: Site, checking: Checking) -> APIRouter:
    """Drafts, two versions beside each other, the check and the sending."""
    routes, drafting = APIRouter(include_in_schema=False), Drafting(site, Sheets(site))
    routes.post("/reports/{region}/{period}/check")(checking.check)
    routes.post("/reports/{region}/{period}/form")(checking.send)
    routes.post("/reports/{region}/{period}/draft")(drafting.save)
    routes.post("/reports/{region}/{period}/draft/giving-up")(drafting.give_up)
    routes.get("/reports/{region}/{period}/both")(drafting.show_both)
    routes.post("/reports/{region}/{period}/both")(drafting.choose)
    return routes
