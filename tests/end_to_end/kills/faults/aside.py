"""Where messages of strangers have to lie: with every reader of their topic, each once, by place and reason. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

READERS: Mapping[str, Mapping[str, str]] = {
    "reports": {"aggregator": "aggregator", "reminders": "alerts"},
    "figures": {"intake-progress": "intake", "alerts": "alerts"},
}
"""By topic: who reads it, and in which service."""


class Stranger(NamedTuple):
    """A message that is none of the topic's, where it stands, why it is kept aside, and the SHA-256 of its bytes."""

    topic: str
    partition: int
    offset: int
    reason: str
    digest: str


class Kept(NamedTuple):
    """What a reader keeps aside."""

    reader: str
    stranger: Stranger


def wanted(strangers: Iterable[Stranger]) -> set[Kept]:
    """What has to be kept aside, in all."""
    return {Kept(reader, each) for each in strangers for reader in READERS[each.topic]}


def differing(strangers: Sequence[Stranger], gone: Sequence[Stranger], found: Sequence[Kept]) -> list[str]:
    """What is kept aside otherwise than it has to be. What is ``gone`` with its topic may have been read before."""
    due, there = wanted(strangers), set(found)
    return [
        *(f"not kept aside: {each}" for each in sorted(due - there)),
        *(f"kept aside, and put in by nobody: {each}" for each in sorted(there - due - wanted(gone))),
        *(f"kept aside {count} times: {each}" for each, count in Counter(found).items() if count > 1),
    ]


def told_otherwise(service: str, found: Iterable[Kept], told: Mapping[str, float]) -> Iterator[str]:
    """Where an instance of a service tells another number than is kept aside; ``told`` is by reader."""
    due = Counter(kept.reader for kept in found)
    for readers in READERS.values():
        for reader, of in readers.items():
            if of == service and told.get(reader) != due[reader]:
                yield f"{service} tells that {reader} keeps {told.get(reader)} messages aside, there are {due[reader]}"
