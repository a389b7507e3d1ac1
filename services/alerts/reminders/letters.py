"""A letter about a unit's report as the message that goes out: one text in every form, with what it says as data.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.rendering import SIMULATED, Letter, render_html, render_text
from services.alerts.messages.wording import LevelLook
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month


class LetterKind(NamedTuple):
    """What all letters about one ``event`` of a report have in common: how their numbers begin, how they look, and what
    their link is called."""

    event: str
    prefix: str
    look: LevelLook
    action: str


class ToldReport(Protocol):
    """The report of a region's month that a letter is about."""

    @property
    def region(self) -> str: ...
    @property
    def period(self) -> Month: ...
    @property
    def simulated(self) -> bool: ...


class LetterContent(NamedTuple):
    """What one letter says: its subject, its paragraphs, the ``path`` of the page it leads to, the facts that are its
    own; it is the ``sequence``-th of its number."""

    sequence: int
    subject: str
    paragraphs: Sequence[str]
    path: str
    facts: Mapping[str, Any]


def about_report(
    kind: LetterKind, told: ToldReport, said: LetterContent, catalogue: Catalogue, public_url: str
) -> ComposedMessage:
    """The letter about one report.

    Raises:
        KeyError: the catalogue does not know the region.
    """
    number, link = f"{kind.prefix}-{told.region}-{told.period}", f"{public_url.rstrip('/')}{said.path}"
    title = title_of(kind.look, f"{unit_name(catalogue, told.region)} {told.period.chinese}", number, told.simulated)
    facts = {
        "event": kind.event,
        "region": told.region,
        "region_name": catalogue.regions[told.region].name,
        "period": str(told.period),
        **said.facts,
        "simulated": told.simulated,
        "link": link,
    }
    letter = Letter(title, kind.look, said.paragraphs, link, kind.action, told.simulated)
    return as_message(letter, number, said.sequence, said.subject, facts)


def as_message(letter: Letter, number: str, sequence: int, subject: str, facts: Mapping[str, Any]) -> ComposedMessage:
    """The ``sequence``-th message of that number."""
    return ComposedMessage(
        alert=number,
        episode=1,
        sequence=sequence,
        subject=subject,
        title=letter.title,
        text=render_text(letter),
        html=render_html(letter),
        link=letter.link,
        facts=dict(facts),
        paragraphs=(*((SIMULATED,) if letter.simulated else ()), *letter.paragraphs),
        action=letter.link_text,
    )


def title_of(look: LevelLook, whose: str, number: str, simulated: bool) -> str:
    """The heading of a letter about the report ``whose`` unit and month are named."""
    return f"【{look.name}】{whose}报表 · {number}{'（模拟数据）' if simulated else ''}"


def unit_name(catalogue: Catalogue, region: str) -> str:
    """A region after the one above it: ``重庆市九龙坡区``."""
    found = catalogue.regions[region]
    above = catalogue.regions[found.parent].name if found.parent else ""
    return f"{above}{found.name}"
