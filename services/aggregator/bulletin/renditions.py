"""A bulletin's renditions: the bytes that the kinds of documents make of its layout."""

from __future__ import annotations

from services.aggregator.bulletin.layout import lay_out
from services.aggregator.issuing.documents import day_of
from services.aggregator.issuing.renditions import article_of, rendered
from services.aggregator.issuing.renditions import made_anew as rendition_made_anew
from shared.events.bulletin_content import BulletinContent
from shared.office.pdf.printing import Printing


def render(content: BulletinContent) -> dict[str, bytes]:
    """All renditions that are made of the content alone."""
    return rendered(lay_out(content))


def made_anew(content: BulletinContent, printing: Printing, suffix: str) -> bytes:
    """Made anew: a draft, what was published before it was printed, or what depends on nothing but the content."""
    return rendition_made_anew(lay_out(content), day_of(content), printing, suffix)


def article(content: BulletinContent) -> str:
    """The bulletin as a part of a page."""
    return article_of(lay_out(content))


def file_name(content: BulletinContent, suffix: str) -> str:
    """What a file is called: ``500000-2024-06-1.xlsx``."""
    return f"{content.region}-{content.period}-{content.number}.{suffix}"
