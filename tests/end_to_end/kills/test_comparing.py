"""The comparison finds every kind of fault that is planted, and none where there is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.end_to_end.kills.comparing import Found, Standing, Stored, faults
from tests.end_to_end.kills.model import Deed, Line

NEW, RATIO = "urban_new_employment", "mediation_success_rate"
LINES = (Line(NEW, 300), Line(RATIO, 40, 50))
LATER = (Line(NEW, 700, 0, to_date=True), Line(RATIO, 9, 10))

DEEDS = (
    Deed(1, "submitted", "500101", "2023-01", 1, lines=LINES, key="reporter-500101:a", hash="h1"),
    Deed(2, "accepted", "500101", "2023-01", 1, "500000"),
    Deed(3, "submitted", "500101", "2023-02", 1, lines=LATER, key="reporter-500101:b", hash="h3"),
    Deed(4, "closed", "500000", "2023-03", key="reviewer-500000:c"),
)


def stored(deed: Deed, kind: str, version: int) -> Stored:
    """The event that a deed leaves."""
    lines = [
        {"indicator": name, "value": value}
        | ({"denominator": denominator} if denominator else {})
        | ({"basis": "year_to_date"} if to_date else {})
        for name, value, denominator, to_date in deed.lines
    ]
    data: dict[str, object] = {"region": deed.region, "period": deed.period}
    data |= {"lines": lines} if lines else {}
    data |= {"area": deed.area, "revision": deed.revision} if deed.area else {}
    prefix = "period" if deed.kind == "closed" else "report"
    stream = f"{prefix}-{deed.region}-{deed.period}"
    return Stored(deed.position, stream, version, kind, data, deed.key or None, deed.hash or f"h{deed.position}")


EVENTS = (
    stored(DEEDS[0], "ReportSubmitted", 1),
    stored(DEEDS[1], "ReportAccepted", 2),
    stored(DEEDS[2], "ReportSubmitted", 1),
    stored(DEEDS[3], "PeriodClosed", 1),
)
STANDINGS = {
    ("500101", "2023-01"): Standing("accepted", 1, 1),
    ("500101", "2023-02"): Standing("submitted", 1, None),
}
FIGURES = {
    (region, indicator, period): total
    for region in ("500000-db", "500000")
    for indicator, period, total in (
        (NEW, "2023-01", (300, 0, 1, 300, 0, 1)),
        (RATIO, "2023-01", (40, 50, 1, 40, 50, 1)),
        (NEW, "2023-02", (400, 0, 1, 0, 0, 0)),
        (RATIO, "2023-02", (9, 10, 1, 0, 0, 0)),
    )
}
WELL = Found(EVENTS, STANDINGS, FIGURES)


def lost(found: Found) -> Found:
    """The last event is gone."""
    return found._replace(events=found.events[:-1])


def lost_amid(found: Found) -> Found:
    """An event in the middle is gone, and the others have moved up."""
    moved = [event._replace(position=event.position - 1) for event in found.events[2:]]
    return found._replace(events=[found.events[0], *moved])


def doubled(found: Found) -> Found:
    """A report was stored a second time."""
    again = found.events[0]._replace(position=5, version=3, key="reporter-500101:other")
    return found._replace(events=[*found.events, again])


def doubled_key(found: Found) -> Found:
    """A report was stored a second time, under the same key."""
    return found._replace(events=[*found.events, found.events[0]._replace(position=5, version=3)])


def exchanged(found: Found) -> Found:
    """Two events stand in the other order."""
    one, two = found.events[0], found.events[2]
    return found._replace(events=[two._replace(position=1), found.events[1], one._replace(position=3), found.events[3]])


def altered(found: Found) -> Found:
    """A figure in a stored report is another one."""
    event = found.events[0]
    data = event.data | {"lines": [{"indicator": NEW, "value": 301}, *event.data["lines"][1:]]}  # type: ignore[operator]
    return found._replace(events=[event._replace(data=data), *found.events[1:]])


def not_counted(found: Found) -> Found:
    """An acceptance was not counted."""
    key = ("500000", NEW, "2023-01")
    return found._replace(figures=dict(found.figures) | {key: (300, 0, 1, 0, 0, 0)})


def counted_twice(found: Found) -> Found:
    """A report was counted twice."""
    key = ("500000-db", NEW, "2023-02")
    return found._replace(figures=dict(found.figures) | {key: (800, 0, 2, 0, 0, 0)})


def not_listed(found: Found) -> Found:
    """The list of reports does not know of the acceptance."""
    key = ("500101", "2023-01")
    return found._replace(standings=dict(found.standings) | {key: Standing("submitted", 1, None)})


def test_where_all_is_as_promised_nothing_is_found() -> None:
    assert faults(DEEDS, WELL) == []


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        (lost, "4: promised, and lost"),
        (lost_amid, "4: promised, and lost"),
        (doubled, "5: nobody asked for it"),
        (doubled_key, "reporter-500101:a stands 2 times"),
        (exchanged, "1: stream was promised as report-500101-2023-01, stored as report-500101-2023-02"),
        (altered, "1: lines was promised as"),
        (
            not_counted,
            "figure ('500000', 'urban_new_employment', '2023-01'): should be (300, 0, 1, 300, 0, 1), is",
        ),
        (counted_twice, "figure ('500000-db', 'urban_new_employment', '2023-02'): should be (400, 0, 1, 0, 0, 0)"),
        (not_listed, "report ('500101', '2023-01'): should be Standing(status='accepted'"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_planted_fault_is_found_and_named(plant: Callable[[Found], Found], said: str) -> None:
    found = faults(DEEDS, plant(WELL))
    assert any(each.startswith(said) for each in found), found


def test_two_promises_of_one_place_are_found() -> None:
    twice = (*DEEDS, DEEDS[2]._replace(position=4))
    assert "4: promised to 2" in faults(twice, WELL)
