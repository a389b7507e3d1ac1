"""A problem as a person's browser shows it: what programs get as problem+json, in words on a page."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Template

from shared.web.headers import PAGE_HEADERS
from shared.web.pages import environment

_API = "/v1/"


def wants_page(request: Request) -> bool:
    """Whether a person asks with a browser, and not a program for an answer of the API."""
    return not str(request.scope["path"]).startswith(_API) and "text/html" in request.headers.get("accept", "")


class SentAgain(NamedTuple):
    """A form to be sent once more as it came: to where, and its fields."""

    path: str
    fields: list[tuple[str, str]]


def problem_page(
    status: int, title: str, detail: str, faults: Any, headers: dict[str, str], again: SentAgain | None = None
) -> HTMLResponse:
    """The page; ``again`` is a form that it lets send once more."""
    content = _template().render(here="", title=title, detail=detail, faults=faults, again=again)
    # its own headers: what answers to an unforeseen exception stands outside the middleware that completes them
    return HTMLResponse(content, status, headers=PAGE_HEADERS | headers)


@lru_cache(maxsize=1)
def _template() -> Template:
    return environment(Path(__file__).parent.parent / "templates").get_template("problem.html")
