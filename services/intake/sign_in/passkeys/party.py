"""For which address passkeys are made. Pure."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit


class Party(NamedTuple):
    """Whom a passkey is for: ``id`` is the host of the pages, ``origin`` their scheme, host and port."""

    id: str
    origin: str


def party_of(public_url: str) -> Party | None:
    """The party of the pages' address; None where browsers make no passkeys: an address without a name, or one that
    is not encrypted (but for ``localhost``)."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if not host or _is_number(host) or (parts.scheme != "https" and host != "localhost"):
        return None
    return Party(host, f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}")


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
