"""The headers that every answer is sent with, whichever service made it: nothing is left to the single page.

A page says what its browser may load and who may frame it, and gives its address to no other site. What was asked
with a session, a key or a link's token is for the one who asked: nothing on the way keeps a copy.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.types import Scope

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)  # 'unsafe-inline' for styles only: the chart library sets style attributes on what it draws
"""The Content-Security-Policy of a page: nothing from anywhere else, no script in the page itself."""

PAGE_HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin", "Cache-Control": "no-cache"}
"""The headers of a page that everybody may see; one that a page brings along itself stays as it is."""

NO_STORE = "private, no-store"
"""The Cache-Control of what is for one person."""

RawHeaders = list[tuple[bytes, bytes]]
_PAGE = [(name.lower().encode(), value.encode()) for name, value in PAGE_HEADERS.items()]
_NO_STORE = (b"cache-control", NO_STORE.encode())
_SAYS_WHO = frozenset({b"cookie", b"authorization"})
_READS = ("GET", "HEAD")


def completed(scope: Scope, headers: RawHeaders) -> RawHeaders:
    """The headers of the answer to a request, with those that it lacks."""
    present = dict(headers)
    is_page = present.get(b"content-type", b"").startswith(b"text/html")
    if is_page:
        if is_personal(scope):
            headers = [*(each for each in headers if each[0] != b"cache-control"), _NO_STORE]
            present[b"cache-control"] = _NO_STORE[1]
        return [*headers, *(each for each in _PAGE if each[0] not in present)]
    kept = b"cache-control" in present or (scope["method"] not in _READS and b"location" not in present)
    return headers if kept or not is_personal(scope) else [*headers, _NO_STORE]


def is_personal(scope: Scope) -> bool:
    """Whether the answer is for the one who asked: by a form, a session, a key, or a link's token."""
    if scope["method"] not in _READS or any(name in _SAYS_WHO for name, _ in scope["headers"]):
        return True
    query = scope["query_string"].decode("latin-1")
    return "token" in query and any(name == "token" for name, _ in parse_qsl(query, keep_blank_values=True))
