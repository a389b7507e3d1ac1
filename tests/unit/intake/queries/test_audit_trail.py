"""Every event of a report in one view."""

from __future__ import annotations

from typing import Any

from services.intake.queries.audit_trail import audit_trail, changed_lines, describe_area, describe_indicator
from shared.catalogue import Catalogue
from shared.events import Event, ReportAccepted, ReportCorrected, ReportLine, ReportSubmitted
from shared.store import Recorded

IDS: dict[str, Any] = {"region": "500101", "period": "2023-03"}
JOBS, RATE = "urban_new_employment", "mediation_success_rate"


def _stream(*events: Event) -> tuple[list[Recorded], dict[int, Event]]:
    recorded = [
        Recorded(
            place, "s", place, type(event).__name__, 1, b"", 0, f"key-{place}", "c", None, "before", f"hash-{place}"
        )
        for place, event in enumerate(events, 1)
    ]
    return recorded, dict(enumerate(events, 1))


def test_each_event_says_who_what_and_what_it_changed(catalogue: Catalogue) -> None:
    first = ReportSubmitted(**IDS, lines=(ReportLine(JOBS, 5),), digest="d")
    corrected = ReportCorrected(
        **IDS, lines=(ReportLine(JOBS, 7),), digest="e", reason="漏报", second_signer="key-wang"
    )
    stream, events = _stream(first, ReportAccepted(**IDS, revision=1, area="500000"), corrected)
    found = audit_trail(stream, lambda recorded: events[recorded.position], catalogue)
    assert [(each["what"], each["revision"], each["actor"]) for each in found] == [
        ("报送", 1, "key-1"),
        ("审核通过", 1, "key-2"),
        ("更正", 2, "key-3"),
    ]
    assert found[0]["changes"] == [] and found[1]["level"] == "province"
    assert (found[2]["reason"], found[2]["second_signer"]) == ("漏报", "key-wang")
    assert [(each["old"]["value"], each["new"]["value"]) for each in found[2]["changes"]] == [(5, 7)]


def test_changes_stand_in_the_catalogues_order_and_name_what_came_and_went(catalogue: Catalogue) -> None:
    found = changed_lines((ReportLine("gone", 1),), (ReportLine(RATE, 1, 2), ReportLine(JOBS, 3)), catalogue)
    assert [each["indicator"] for each in found] == [JOBS, RATE, "gone"]
    assert found[1]["new"] == {"numerator": 1, "denominator": 2, "basis": "month"} and found[1]["old"] is None
    assert found[2]["new"] is None and "name" not in found[2]


def test_what_the_catalogue_does_not_know_is_told_by_its_code(catalogue: Catalogue) -> None:
    assert describe_indicator("no-such", catalogue) == {"indicator": "no-such"}
    assert describe_area("", catalogue) == {}
    assert describe_area("999999", catalogue) == {"area": "999999"}
