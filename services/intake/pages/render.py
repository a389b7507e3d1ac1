"""Fills the templates of intake's pages, and says who is signed in on each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse

from services.intake.pages.views import formats
from services.intake.pages.views.findings import FINDING_LOOKS
from services.intake.pages.views.month_strip import LOOKS
from shared.catalogue import Catalogue
from shared.periods import Clock
from shared.security.keys import Principal, Role
from shared.web.pages import china, environment


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at a page, and the token that their forms carry."""

    principal: Principal
    token: str


class IntakeRenderer:
    """Makes whole pages. What is written into them is escaped. ``called`` tells how the person of an account is called
    ('': it is none's), by whom what is recorded under it was done."""

    def __init__(self, clock: Clock, catalogue: Catalogue, called: Callable[[str], str]) -> None:
        self._clock = clock
        self._catalogue = catalogue
        self._environment = environment(Path(__file__).parent.parent / "templates")
        self._environment.filters["person"] = lambda actor: _named(actor, called(actor))
        self._environment.globals.update(looks=LOOKS, finding_looks=FINDING_LOOKS, day=formats.day_text)

    def page(self, template: str, viewer: Viewer, here: str, status: int = 200, **content: Any) -> HTMLResponse:
        """A page for somebody who is signed in."""
        role = viewer.principal.role
        text = self._environment.get_template(template).render(
            here=here,
            made_at=china(self._clock.now()),
            form_token=viewer.token,
            reports=role is Role.REPORTER,
            reviews=role is Role.REVIEWER,
            signs=role is Role.SIGNER,
            **content,
        )
        return HTMLResponse(text, status)

    def text(self, template: str, **content: Any) -> str:
        """A page for whoever asks."""
        return self._environment.get_template(template).render(
            {"here": "", "made_at": china(self._clock.now()), "form_token": ""} | content
        )


def _named(actor: str, name: str) -> str:
    """Who did something: the person's name with the account, or the key's id."""
    return f"{name}（{actor}）" if name and name != actor else actor
