"""A bulletin's renditions as files, and whether their bytes are those that were published."""

from __future__ import annotations

from fastapi import Response

from services.aggregator.bulletin.publish import PublishedBulletin
from services.aggregator.bulletin.renditions import KINDS, digests, file_name, render
from shared.events.bulletin_content import BulletinContent

AS_PUBLISHED = "Xushi-As-Published"
"""Says of a file whether its bytes are those whose digest was published: ``true`` or ``false``."""


def file_response(content: BulletinContent, published: PublishedBulletin | None, suffix: str) -> Response:
    """A rendition as a file, with whether its bytes are those that were published."""
    data = KINDS[suffix].make_of(content)
    headers = {
        "Content-Disposition": f"{'inline' if suffix == 'html' else 'attachment'}; "
        f'filename="{file_name(content, suffix)}"',
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if published is not None:
        same = digests({suffix: data})[suffix] == published.event.digests.get(suffix)
        headers[AS_PUBLISHED] = str(same).lower()
    if suffix == "html":
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return Response(data, 200, headers, KINDS[suffix].media_type)


def differing(published: PublishedBulletin) -> list[str]:
    """The renditions of which this version of the program makes other bytes than were published."""
    made = digests(render(published.event.content))
    return [suffix for suffix, digest in made.items() if published.event.digests.get(suffix) != digest]
