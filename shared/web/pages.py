"""What every service's pages share: the way templates are filled, and the navigation."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from shared.periods import CHINA
from shared.web.exporting.address import export_address

NAVIGATION = (
    ("/", "总览"),
    ("/reports", "报送"),
    ("/signatures", "待签"),
    ("/commitments", "任务"),
    ("/reviews", "审核"),
    ("/adjustments", "调整"),
    ("/panel", "用工报表"),
    ("/alerts", "预警"),
    ("/outbox", "外发"),
    ("/bulletins", "通报"),
    ("/evaluations", "评估"),
    ("/comparisons", "比对"),
    ("/appraisals", "考核"),
    ("/as-of", "时点"),
    ("/regions", "地区"),
    ("/employment", "用工监测"),
    ("/ops", "运行"),
    ("/accounts", "账号"),
    ("/security", "安全记录"),
)
"""The pages that pages lead to, whichever service answers for them: address and word."""

_OF_SOMEBODY = {
    "/reports",
    "/signatures",
    "/commitments",
    "/reviews",
    "/adjustments",
    "/panel",
    "/outbox",
    "/comparisons",
    "/appraisals",
    "/accounts",
    "/security",
}

LED_NOBODY = (
    *(each for each in NAVIGATION if each[0] not in _OF_SOMEBODY),
    ("/login", "登录"),
)
"""Where somebody who has not signed in is led to: the board, and where one signs in."""

_SHARED = Path(__file__).parent.parent / "templates"


class PageHead(NamedTuple):
    """Who has signed in, as the head of every page says: their name, the role they stand in and its region; whether
    there are other roles to change to; the token of the form to sign out with; after how long without use they are
    signed out; and the pages of the navigation that they may open."""

    name: str
    role: str
    place: str
    several: bool
    form_token: str
    idle_seconds: int
    led_to: tuple[tuple[str, str], ...]


HEAD: ContextVar[PageHead | None] = ContextVar("xushi_head", default=None)
"""Of the request that is being answered: whoever makes its page need not hand it through."""


def environment(templates: Path) -> Environment:
    """Fills the templates of that folder, and the shared ones (``_head.html``) that they include.

    What is written into a page is escaped, and a value that is missing is an error, not an empty place.
    """
    made = Environment(
        loader=FileSystemLoader([templates, _SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["navigation"] = _led_to
    made.globals["signed_in"] = HEAD.get
    made.globals["export_address"] = export_address
    made.filters["china"] = china
    made.filters["broken"] = broken
    return made


def _led_to() -> tuple[tuple[str, str], ...]:
    head = HEAD.get()
    return LED_NOBODY if head is None else head.led_to


def broken(text: str) -> Markup:
    """A rate with its two amounts behind it, ``96.31%（1,175,032/1,220,000）``, which breaks before them and not inside
    a figure."""
    return Markup("<wbr>（").join(escape(part) for part in text.split("（"))


def china(instant: datetime) -> str:
    """An instant as a page writes it: Chinese time to the minute."""
    return instant.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
