"""A bulletin's renditions: bytes that depend on its content and on nothing else. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from services.aggregator.bulletin.layout import lay_out
from services.aggregator.bulletin.xlsx import xlsx
from shared.events.bulletin_content import BulletinContent
from shared.office.blocks import Grid, Heading, Layout, Paragraph, grids
from shared.office.docx import docx
from shared.web.pages import environment

_USUAL_COLUMNS = 10
"""So many stand beside each other on A4; a table that is wider is set closer, and no other page changes by it."""

_TEMPLATES = environment(Path(__file__).parent.parent / "templates")


class Rendition(NamedTuple):
    """A rendition: what a file of it is called and said to be, and how it is made."""

    suffix: str
    media_type: str
    word: str
    make: Callable[[Layout], bytes]

    def make_of(self, content: BulletinContent) -> bytes:
        """The bytes of one bulletin."""
        return self.make(lay_out(content))


def html(layout: Layout) -> bytes:
    """The bulletin as a page of its own, with its style inside."""
    return _fill("bulletin_document.html", layout).encode()


def article(content: BulletinContent) -> str:
    """The bulletin as a part of a page."""
    return _fill("_bulletin.html", lay_out(content))


def _fill(template: str, layout: Layout) -> str:
    kinds = {Heading: "heading", Paragraph: "paragraph", Grid: "grid"}
    blocks = [(kinds[type(block)], block) for block in layout.blocks]
    wide = [grid for grid in grids(layout.blocks) if len(grid.columns) > _USUAL_COLUMNS]
    return _TEMPLATES.get_template(template).render(layout=layout, blocks=blocks, wide=wide)


KINDS: Mapping[str, Rendition] = {
    kind.suffix: kind
    for kind in (
        Rendition("html", "text/html; charset=utf-8", "网页", html),
        Rendition("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel", xlsx),
        Rendition("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word", docx),
    )
}
"""Every rendition, by its suffix."""


def render(content: BulletinContent) -> dict[str, bytes]:
    """All renditions."""
    layout = lay_out(content)
    return {suffix: kind.make(layout) for suffix, kind in KINDS.items()}


def digests(renditions: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each."""
    return {suffix: hashlib.sha256(data).hexdigest() for suffix, data in renditions.items()}


def file_name(content: BulletinContent, suffix: str) -> str:
    """What a file is called: ``500000-2024-06-1.xlsx``."""
    return f"{content.region}-{content.period}-{content.number}.{suffix}"
