"""What clients have asked and what they were promised: kept outside the system, so that it can be held to it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.end_to_end.kills.model import Deed, Line

REVIEWS = ("accepted", "returned")


class Part(NamedTuple):
    """One thing that a request asks for, as in a :class:`Deed`."""

    kind: str
    region: str
    period: str
    area: str = ""
    lines: tuple[Line, ...] = ()


class Wish(NamedTuple):
    """One request and what it asks for. ``key`` is its idempotency key, ``actor`` the id of the key that asks;
    ``bulk``: a file of reports."""

    parts: tuple[Part, ...]
    path: str
    secret: str
    actor: str
    key: str
    body: bytes
    signer: str = ""
    bulk: bool = False

    @property
    def name(self) -> str:
        """The key as the system scopes it."""
        return f"{self.actor}:{self.key}"


class Reply(NamedTuple):
    """An answer: ``status`` of HTTP and its JSON; of a file of reports the JSON of each of its lines."""

    status: int
    body: Any


class Outcome(NamedTuple):
    """What became of one part: the code of its refusal ('' it has happened), and what was told of it."""

    code: str
    told: Mapping[str, Any]


@dataclass
class Book:
    """Everything promised in a game. Threads write into it.

    ``deeds`` are what was confirmed, by the scoped idempotency key and the number of the part. ``replies`` are the
    wishes that were granted, to ask once more. ``faults`` are answers that nobody may give, ``counts`` say how often
    what was asked and answered. The closings are pairs of area and month: asked for, and confirmed.
    """

    deeds: dict[tuple[str, int], Deed] = field(default_factory=dict)
    replies: dict[str, tuple[Wish, Sequence[Outcome]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    closings_asked: set[tuple[str, str]] = field(default_factory=set)
    closings_told: set[tuple[str, str]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1

    def fault(self, text: str) -> None:
        with self._lock:
            self.faults.append(text)

    def asked(self, wish: Wish) -> None:
        """A wish is about to be sent: from now on it may have happened."""
        with self._lock:
            self.closings_asked |= _closings(wish)

    def granted(self, wish: Wish, found: Sequence[Outcome]) -> list[Deed]:
        """What was promised: it is in the book once, however often it is told."""
        deeds = {(wish.name, number): deed_of(wish, number, outcome) for number, outcome in _happened(found)}
        with self._lock:
            self.replies.setdefault(wish.name, (wish, found))
            for place, deed in deeds.items():
                if self.deeds.setdefault(place, deed) != deed:
                    self.faults.append(f"{place} was told otherwise before: {self.deeds[place]}, now {deed}")
            if deeds:
                self.closings_told |= _closings(wish)
        return list(deeds.values())


def _closings(wish: Wish) -> set[tuple[str, str]]:
    return {(part.region, part.period) for part in wish.parts if part.kind == "closed"}


def _happened(found: Sequence[Outcome]) -> Iterator[tuple[int, Outcome]]:
    return ((number, outcome) for number, outcome in enumerate(found) if not outcome.code)


def outcomes(wish: Wish, reply: Reply) -> tuple[Outcome, ...]:
    """What became of each part."""
    if wish.bulk and reply.status == 200:
        return tuple(Outcome(each.get("code", ""), each.get("receipt", {})) for each in reply.body[:-1])
    if reply.status not in (200, 201):
        return (Outcome(_problem(reply), {}),) * len(wish.parts)
    if wish.parts[0].kind in REVIEWS:
        return tuple(Outcome(each.get("code", ""), each) for each in reply.body["results"])
    return (Outcome("", reply.body.get("receipt", reply.body)),)


def _problem(reply: Reply) -> str:
    """The code of a refusal; of what is none, what HTTP says of it."""
    if reply.status == 409:
        return str(reply.body["type"]).rpartition("/")[2]
    return f"http-{reply.status} {str(reply.body)[:300]}"


def deed_of(wish: Wish, number: int, outcome: Outcome) -> Deed:
    """What has happened, by what was told of a wish's part."""
    part, told = wish.parts[number], outcome.told
    known = not wish.bulk and part.kind not in REVIEWS
    return Deed(
        position=told["position"],
        kind=part.kind,
        region=part.region,
        period=part.period,
        revision=told.get("revision", 0),
        area=part.area,
        lines=part.lines,
        held=any(each["action"] == "block" for each in told.get("review", ())),
        key=wish.name if known else "",
        hash=told.get("hash", ""),
    )
