"""A document's file as it is answered, and whether its bytes are those that were published."""

from __future__ import annotations

from fastapi import Response

from services.aggregator.issuing.renditions import KINDS, digests
from shared.database.kept_documents import KeptDocument

AS_PUBLISHED = "Xushi-As-Published"
"""Says of a file whether its bytes are those whose digest was published: ``true`` or ``false``."""

CONTENT_BYTES = "Xushi-Content-Bytes"
"""Of a signed file, how many of its first bytes are the content whose digest was published."""


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
