"""A document's renditions: bytes that depend on its layout and on nothing else, but for the printed one's fonts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from shared.office.blocks import Grid, Heading, Layout, Paragraph, grids
from shared.office.docx import docx
from shared.office.pdf.printing import MEDIA_TYPE, Printing
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
    """The document as a page of its own, with its style inside."""
    return _fill("bulletin_document.html", layout).encode()


def article_of(layout: Layout) -> str:
    """A document as a part of a page."""
    return _fill("_bulletin.html", layout)


def _fill(template: str, layout: Layout) -> str:
    kinds = {Heading: "heading", Paragraph: "paragraph", Grid: "grid"}
    blocks = [(kinds[type(block)], block) for block in layout.blocks]
    wide = [grid for grid in grids(layout.blocks) if len(grid.columns) > _USUAL_COLUMNS]
    return _TEMPLATES.get_template(template).render(layout=layout, blocks=blocks, wide=wide)


def _xlsx(layout: Layout) -> bytes:
    from services.aggregator.issuing.xlsx import xlsx  # with openpyxl, which only the first workbook waits for

    return xlsx(layout)


KINDS: Mapping[str, Rendition] = {
    kind.suffix: kind
    for kind in (
        Rendition("html", "text/html; charset=utf-8", "网页", html),
        Rendition("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel", _xlsx),
        Rendition("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word", docx),
        Rendition(PDF, MEDIA_TYPE, "PDF", None),
    )
}
"""Every rendition, by its suffix."""


def rendered(layout: Layout) -> dict[str, bytes]:
    """All renditions of a document that are made of its layout alone."""
    return {suffix: kind.make(layout) for suffix, kind in KINDS.items() if kind.make is not None}


def made_anew(layout: Layout, day: date, printing: Printing, suffix: str) -> bytes:
    """A rendition made anew: a draft, what was published before it was printed, or what depends on nothing else."""
    make = KINDS[suffix].make
    return make(layout) if make is not None else printing.draft(layout, day)


def digests(renditions: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each."""
    return {suffix: hashlib.sha256(data).hexdigest() for suffix, data in renditions.items()}
