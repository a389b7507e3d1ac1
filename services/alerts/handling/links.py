"""Signed links in messages: whoever holds one may answer for one episode, as the recipient it was sent to. Pure.

A link is bound to the alert itself (plan, row, region), not only to the number that people call it by.
A link only opens a page; nothing is done before a form on it is sent, so that a mail scanner
which follows every link signs for nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

VALID_DAYS = 366
"""An episode may last for a year; its link should."""

_DIGEST_BYTES = 16


class _Content(msgspec.Struct, array_like=True):
    alert: str
    episode: int
    recipient: str
    last_day: str
    stream: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is for: ``recipient`` answers for ``episode`` of ``alert``, up to and including ``last_day``.

    ``stream`` is the alert whose number that is; '' in a link from before links were bound to it.
    """

    alert: str
    episode: int
    recipient: str
    last_day: date
    stream: str

    @property
    def actor(self) -> str:
        """Who acts through it, as events name them."""
        return f"link:{self.recipient}"


class LinkKey(NamedTuple):
    """What a link to an alert is held against: what signs it, the alert that has the number (None: nobody), and to
    whom messages about that alert went under that number."""

    secret: bytes
    stream: str | None
    told: frozenset[str] = frozenset()

    def opens(self, link: Link) -> bool:
        """Whether the link is about this alert; one from before links were bound to it, by whom it was sent to."""
        return link.stream == self.stream if link.stream else link.recipient in self.told


def link_for(alert: str, episode: int, recipient: str, today: date, stream: str) -> Link:
    """The link that a message of ``today`` holds."""
    return Link(alert, episode, recipient, today + timedelta(days=VALID_DAYS), stream)


def sign(secret: bytes, link: Link) -> str:
    """The link as a token of letters, digits, ``-``, ``_`` and one ``.``."""
    content = _Content(link.alert, link.episode, link.recipient, link.last_day.isoformat(), link.stream)
    text = _base64(msgspec.json.encode(content))
    return f"{text}.{_base64(_digest(secret, text))}"


def read(secret: bytes, token: str, today: date) -> Link | None:
    """The link of a token; None where it was not signed by us, or its time is over."""
    text, _, signature = token.partition(".")
    if not (token.isascii() and hmac.compare_digest(_base64(_digest(secret, text)), signature)):
        return None
    try:
        content = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Content)
    except (binascii.Error, msgspec.MsgspecError):
        return None
    last_day = date.fromisoformat(content.last_day)
    link = Link(content.alert, content.episode, content.recipient, last_day, content.stream)
    return link if link.last_day >= today else None


def _digest(secret: bytes, text: str) -> bytes:
    return hmac.digest(secret, text.encode(), hashlib.sha256)[:_DIGEST_BYTES]


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
