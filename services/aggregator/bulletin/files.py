"""A bulletin's renditions as files, and whether their bytes are those that were published."""

from __future__ import annotations

from fastapi import Response

from services.aggregator.bulletin.publish import Bulletins, PublishedBulletin
from services.aggregator.bulletin.renditions import file_name, made_anew, render
from services.aggregator.issuing.files import document_response
from services.aggregator.issuing.renditions import PDF, digests
from shared.events.bulletin_content import BulletinContent


def file_response(
    bulletins: Bulletins, content: BulletinContent, published: PublishedBulletin | None, suffix: str
) -> Response:
    """A rendition as a file, with whether its bytes are those that were published."""
    kept = bulletins.kept(published) if published is not None and suffix == PDF else None
    data = kept.data if kept is not None else made_anew(content, bulletins.printing, suffix)
    digest = None if published is None else published.event.digests.get(suffix, "")
    return document_response(data, suffix, file_name(content, suffix), digest, kept)


def differing(bulletins: Bulletins, published: PublishedBulletin) -> list[str]:
    """The renditions that were published, and of which this version of the program has or makes other bytes."""
    digest = published.event.digests
    made = digests(render(published.event.content))
    if PDF in digest:
        kept = bulletins.kept(published)
        made[PDF] = kept.digest if kept is not None and kept.whole else ""
    return [suffix for suffix, found in made.items() if digest.get(suffix) != found]
