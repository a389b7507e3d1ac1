"""A bulletin's renditions as files, and whether their bytes are those that were published."""

from __future__ import annotations

from fastapi import Response

from services.aggregator.bulletin.layout import day_of, lay_out
from services.aggregator.bulletin.publish import Bulletins, PublishedBulletin
from services.aggregator.bulletin.renditions import KINDS, PDF, digests, file_name, render
from shared.database.kept_documents import KeptDocument
from shared.events.bulletin_content import BulletinContent

AS_PUBLISHED = "Xushi-As-Published"
"""Says of a file whether its bytes are those whose digest was published: ``true`` or ``false``."""

CONTENT_BYTES = "Xushi-Content-Bytes"
"""Of a signed file, how many of its first bytes are the content whose digest was published."""


def file_response(
    bulletins: Bulletins, content: BulletinContent, published: PublishedBulletin | None, suffix: str
) -> Response:
    """A rendition as a file, with whether its bytes are those that were published."""
    kept = bulletins.kept(published) if published is not None and suffix == PDF else None
    data = kept.data if kept is not None else made_anew(bulletins, content, suffix)
    digest = None if published is None else published.event.digests.get(suffix, "")
    return document_response(data, suffix, file_name(content, suffix), digest, kept)


def document_response(
    data: bytes, suffix: str, name: str, digest: str | None, kept: KeptDocument | None = None
) -> Response:
    """A document's file of that ``name``; ``digest`` is the SHA-256 that was published of it (None: of a draft), and
    ``kept`` what was kept of it where it was printed."""
    headers = {
        "Content-Disposition": f'{"inline" if suffix == "html" else "attachment"}; filename="{name}"',
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if digest is not None:
        said = data if kept is None else data[: kept.size]
        headers[AS_PUBLISHED] = str(digests({suffix: said})[suffix] == digest).lower()
    if kept is not None and kept.signed:
        headers[CONTENT_BYTES] = str(kept.size)
    if suffix == "html":
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return Response(data, 200, headers, KINDS[suffix].media_type)


def made_anew(bulletins: Bulletins, content: BulletinContent, suffix: str) -> bytes:
    """Made anew: a draft, what was published before it was printed, or what depends on nothing but the content."""
    layout, make = lay_out(content), KINDS[suffix].make
    return make(layout) if make is not None else bulletins.printing.draft(layout, day_of(content))


def differing(bulletins: Bulletins, published: PublishedBulletin) -> list[str]:
    """The renditions that were published, and of which this version of the program has or makes other bytes."""
    digest = published.event.digests
    made = digests(render(published.event.content))
    if PDF in digest:
        kept = bulletins.kept(published)
        made[PDF] = kept.digest if kept is not None and kept.whole else ""
    return [suffix for suffix, found in made.items() if digest.get(suffix) != found]
