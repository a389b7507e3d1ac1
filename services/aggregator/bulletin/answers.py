"""The answers of ``/v1/bulletins`` as the OpenAPI document describes them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from shared.events.bulletin_content import BulletinContent


class ListedBulletin(msgspec.Struct, frozen=True, kw_only=True):
    """An edition in the list."""

    region: str
    period: str
    number: int
    title: str
    position: int
    event_position: int
    published_at: datetime
    actor: str
    published_by: str
    simulated: bool
    embargo_until: datetime | None


class BulletinsAnswer(msgspec.Struct, frozen=True):
    """``GET /v1/bulletins``."""

    bulletins: list[ListedBulletin]


class BulletinEvent(msgspec.Struct, frozen=True):
    """Where the event stands that an edition was published as, and the hash that seals it."""

    topic: Literal["figures"]
    position: int
    hash: str


class BulletinAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An edition as data; ``digests`` are the SHA-256 of its files."""

    region: str
    period: str
    number: int
    position: int
    event: BulletinEvent
    published_at: datetime
    actor: str
    published_by: str
    embargo_until: datetime | None
    digests: dict[str, str]
    content: BulletinContent


class DraftAnswer(msgspec.Struct, frozen=True):
    """What a bulletin would have said at a point in the past."""

    draft: bool
    content: BulletinContent
