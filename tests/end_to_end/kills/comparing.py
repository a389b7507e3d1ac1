"""What the system holds against what it has promised and what follows from that. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from shared.events import CatalogueChanged, ShapeDefined
from tests.end_to_end.kills.model import Deed, Line, Sums, World, sums, world_after

_MOST_NAMED = 5


class Stored(NamedTuple):
    """An event as it lies in the store; ``data`` is its JSON."""

    position: int
    stream: str
    version: int
    type: str
    data: Mapping[str, Any]
    key: str | None
    hash: str


class Standing(NamedTuple):
    """Where a report stands, as the system lists it."""

    status: str
    revision: int
    accepted_revision: int | None


class Found(NamedTuple):
    """All that is compared: the store of reports, the list of reports, and the figures."""

    events: Sequence[Stored]
    standings: Mapping[tuple[str, str], Standing]
    figures: Sums


def faults(deeds: Iterable[Deed], found: Found) -> list[str]:
    """Everything that is not as promised; nothing, where all is well."""
    promised = sorted(deeds)
    world = world_after(promised)
    return [
        *world.faults,
        *_doubled(promised),
        *_out_of_order(found.events),
        *_missing(promised, found.events),
        *_otherwise(promised, found.events, world),
        *_differing("report", _standings(world), found.standings),
        *_differing("figure", sums(world), found.figures),
    ]


def of_people(events: Iterable[Stored]) -> list[Stored]:
    """The events that somebody asked for: all but the files that the system was started with, and what the lines of
    reports are called."""
    return [event for event in events if event.type not in (CatalogueChanged.__name__, ShapeDefined.__name__)]


def _doubled(promised: Sequence[Deed]) -> Iterator[str]:
    """Two promises stand at one place."""
    for position, count in Counter(deed.position for deed in promised).items():
        if count > 1:
            yield f"{position}: promised to {count}"


def _out_of_order(events: Sequence[Stored]) -> Iterator[str]:
    """Positions without a gap, versions of a stream without a gap, each key once."""
    versions: Counter[str] = Counter()
    keys: Counter[str] = Counter()
    for number, event in enumerate(events, start=1):
        versions[event.stream] += 1
        if event.position != number:
            yield f"{event.position}: stands at {number}"
            return
        if event.version != versions[event.stream]:
            yield f"{event.position}: version {event.version} of {event.stream} is its {versions[event.stream]}."
        if event.key is not None:
            keys[event.key] += 1
    yield from (f"{key} stands {count} times" for key, count in keys.items() if count > 1)


def _missing(promised: Sequence[Deed], events: Sequence[Stored]) -> Iterator[str]:
    """Everything promised is there, and nothing else but what the system was started with."""
    wanted, there = {deed.position for deed in promised}, {event.position for event in of_people(events)}
    yield from (f"{position}: promised, and lost" for position in sorted(wanted - there)[:_MOST_NAMED])
    yield from (f"{position}: nobody asked for it" for position in sorted(there - wanted)[:_MOST_NAMED])


def _otherwise(promised: Sequence[Deed], events: Sequence[Stored], world: World) -> Iterator[str]:
    """Each event is what was promised."""
    there = {event.position: event for event in events}
    for deed in promised:
        event = there.get(deed.position)
        if event is not None and (differs := list(_differences(deed, event, world.events[deed.position]))):
            yield f"{deed.position}: {'; '.join(differs)}"


def _differences(deed: Deed, event: Stored, kind: str) -> Iterator[str]:
    prefix = "period" if deed.kind == "closed" else "report"
    wanted: dict[str, tuple[object, object]] = {
        "type": (kind, event.type),
        "stream": (f"{prefix}-{deed.region}-{deed.period}", event.stream),
        "region": ((deed.region, deed.period), (event.data["region"], event.data["period"])),
        "lines": (deed.lines, tuple(_line(each) for each in event.data.get("lines", ()))),
        "area": (deed.area, event.data.get("area", "")),
        "key": (deed.key or event.key, event.key),
        "hash": (deed.hash or event.hash, event.hash),
    }
    if "revision" in event.data:
        wanted["revision"] = (deed.revision, event.data["revision"])
    for name, (promised, stored) in wanted.items():
        if promised != stored:
            yield f"{name} was promised as {promised}, stored as {stored}"


def _line(told: Mapping[str, Any]) -> Line:
    """A line of an event."""
    to_date = told.get("basis") == "year_to_date"
    return Line(told["indicator"], told["value"], told.get("denominator") or 0, to_date)


def _standings(world: World) -> dict[tuple[str, str], Standing]:
    return {
        key: Standing(paper.status, paper.revision, paper.accepted_revision)
        for key, paper in world.papers.items()
        if paper.revision
    }


def _differing(what: str, wanted: Mapping[Any, object], found: Mapping[Any, object]) -> Iterator[str]:
    wrong = [key for key in sorted(wanted.keys() | found.keys()) if wanted.get(key) != found.get(key)]
    for key in wrong[:_MOST_NAMED]:
        yield f"{what} {key}: should be {wanted.get(key)}, is {found.get(key)}"
    if len(wrong) > _MOST_NAMED:
        yield f"{len(wrong) - _MOST_NAMED} more of {what} differ"
