"""Fills the templates of intake's pages, and says who is signed in on each of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse

from services.intake.api.login import LoginPage
from services.intake.pages.views import formats
from services.intake.pages.views.findings import FINDING_LOOKS
from services.intake.pages.views.month_strip import LOOKS
from shared.catalogue import Catalogue
from shared.periods import Clock
from shared.security.keys import Principal, Role
from shared.web.pages import china, environment

ROLE_WORDS: dict[Role, str] = {
    Role.REPORTER: "填报",
    Role.SIGNER: "第二签字人",
    Role.REVIEWER: "审核",
    Role.OPS: "运维",
    Role.AUDITOR: "审计",
}
"""What each role is called on a page."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a page, and the token that their forms carry."""

    principal: Principal
    token: str


class IntakeRenderer:
    """Makes whole pages. What is written into them is escaped."""

    def __init__(self, clock: Clock, catalogue: Catalogue) -> None:
        self._clock = clock
        self._catalogue = catalogue
        self._environment = environment(Path(__file__).parent.parent / "templates")
        self._environment.globals.update(looks=LOOKS, finding_looks=FINDING_LOOKS, day=formats.day_text)

    def page(self, template: str, viewer: Viewer, here: str, status: int = 200, **content: Any) -> HTMLResponse:
        """A page for somebody who is signed in."""
        role = viewer.principal.role
        text = self._environment.get_template(template).render(
            here=here,
            made_at=china(self._clock.now()),
            viewer=viewer.principal,
            viewer_region=self._name(viewer.principal.region),
            viewer_role=ROLE_WORDS[role],
            form_token=viewer.token,
            reports=role is Role.REPORTER,
            reviews=role is Role.REVIEWER,
            **content,
        )
        return HTMLResponse(text, status)

    def login(self, shown: LoginPage) -> str:
        """The page on which somebody signs in."""
        template = self._environment.get_template("login.html")
        return template.render(here="", made_at=china(self._clock.now()), viewer=None, form_token="", login=shown)

    def _name(self, region: str) -> str:
        found = self._catalogue.regions.get(region)
        return found.name if found else "全部地区"
