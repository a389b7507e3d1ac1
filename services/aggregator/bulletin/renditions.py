"""A bulletin's renditions: bytes that depend on its content and on nothing else, but for the printed one's fonts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from services.aggregator.bulletin.layout import day_of, lay_out
from services.aggregator.bulletin.xlsx import xlsx
from shared.events.bulletin_content import BulletinContent
from shared.office.blocks import Grid, Heading, Layout, Paragraph, grids
from shared.office.docx import docx
from shared.office.pdf.printing import MEDIA_TYPE, PrintedDocument, Printing
from shared.web.pages import environment

PDF = "pdf"
_USUAL_COLUMNS = 10
"""So many stand beside each other on A4; a table that is wider is set closer, and no other page changes by it."""

_TEMPLATES = environment(Path(__file__).parent.parent / "templates")


class Rendition(NamedTuple):
    """A rendition: what a file of it is called and said to be, and how it is made."""

    suffix: str
    media_type: str
    word: str
    make: Callable[[Layout], bytes] | None
    """None: it is printed (``shared.office.pdf``), in the fonts of the machine."""


def html(layout: Layout) -> bytes:
    """The bulletin as a page of its own, with its style inside."""
    return _fill("bulletin_document.html", layout).encode()


def article(content: BulletinContent) -> str:
    """The bulletin as a part of a page."""
    return article_of(lay_out(content))


def article_of(layout: Layout) -> str:
    """A document as a part of a page."""
    return _fill("_bulletin.html", layout)


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
        Rendition(PDF, MEDIA_TYPE, "PDF", None),
    )
}
"""Every rendition, by its suffix."""


def render(content: BulletinContent) -> dict[str, bytes]:
    """All renditions that are made of the content alone."""
    return rendered(lay_out(content))


def rendered(layout: Layout) -> dict[str, bytes]:
    """All renditions of a document that are made of its layout alone."""
    return {suffix: kind.make(layout) for suffix, kind in KINDS.items() if kind.make is not None}


def printed(content: BulletinContent, printing: Printing) -> PrintedDocument:
    """The rendition that is printed, and signed where there is a certificate.

    Raises:
        SettingFault: it could not be set.
        SealRefused: the certificate does not hold.
    """
    return printing.document(lay_out(content), day_of(content))


def digests(renditions: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each."""
    return {suffix: hashlib.sha256(data).hexdigest() for suffix, data in renditions.items()}


def file_name(content: BulletinContent, suffix: str) -> str:
    """What a file is called: ``500000-2024-06-1.xlsx``."""
    return f"{content.region}-{content.period}-{content.number}.{suffix}"
