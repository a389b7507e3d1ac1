"""The receipt of a report, made from what the store holds."""

from __future__ import annotations

from typing import Any

import pytest

from services.intake.reports.receipts import find_receipt, instant
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import Event, ReportAccepted, ReportCorrected, ReportLine, ReportSubmitted
from shared.store import Recorded

IDS: dict[str, Any] = {"region": "500101", "period": "2023-03"}
LINES = (ReportLine("urban_new_employment", 5),)
EVENTS: list[Event] = [
    ReportSubmitted(**IDS, lines=LINES, digest="first"),
    ReportAccepted(**IDS, revision=1),
    ReportCorrected(**IDS, lines=LINES, digest="second", reason="r", second_signer="s"),
]
STREAM = [
    Recorded(place * 10, "s", place, type(event).__name__, 1, b"", 0, "a", "c", None, "", f"hash-{place}")
    for place, event in enumerate(EVENTS, 1)
]


@pytest.mark.parametrize(
    ("asked", "digest"),
    [
        ({}, "second"),
        ({"revision": 1}, "first"),
        ({"revision": 2}, "second"),
        ({"position": 10}, "first"),
        ({"position": 30}, "second"),
        ({"revision": 3}, None),
        ({"revision": 0}, None),
        ({"position": 20}, None),
    ],
)
def test_a_receipt_is_found_by_its_revision_or_its_place(
    catalogue: Catalogue, asked: dict[str, int], digest: str | None
) -> None:
    found = find_receipt(STREAM, lambda recorded: EVENTS[recorded.version - 1], Rulebook(catalogue), **asked)
    assert (found.digest if found else None) == digest


def test_a_receipt_names_what_is_owed_and_missing(catalogue: Catalogue) -> None:
    found = find_receipt(STREAM, lambda recorded: EVENTS[recorded.version - 1], Rulebook(catalogue), revision=1)
    assert found is not None and (found.position, found.hash, found.revision) == (10, "hash-1", 1)
    missing = {each.indicator for each in found.findings}
    assert "professional_personnel" in missing and "urban_new_employment" not in missing


def test_a_receipt_names_the_totals_it_is_in(catalogue: Catalogue) -> None:
    found = find_receipt(STREAM, lambda recorded: EVENTS[recorded.version - 1], Rulebook(catalogue), revision=2)
    assert found is not None
    assert ("500000", "重庆市", 1) in [(each.region, each.name, each.indicators) for each in found.totals]


def test_an_instant_is_told_in_utc_to_the_microsecond() -> None:
    assert instant(1_680_483_723_000_004) == "2023-04-03T01:02:03.000004Z"
