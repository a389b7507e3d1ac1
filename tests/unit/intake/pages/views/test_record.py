"""One unit's report for one month, as the pages read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.intake.pages.views.record import Record
from services.intake.reports.state import NOTHING, evolve
from shared.events import (
    CorrectionDeclined,
    CorrectionProposed,
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
)
from shared.periods import Month
from shared.store import Recorded

IDS: dict[str, Any] = {"region": "500101", "period": "2023-03"}
FIRST, SECOND = (ReportLine("urban_new_employment", 5),), (ReportLine("urban_new_employment", 7),)
SUBMITTED = ReportSubmitted(**IDS, lines=FIRST, digest="d", simulated=True)
ACCEPTED = ReportAccepted(**IDS, revision=1, area="500000")
CORRECTED = ReportCorrected(**IDS, lines=SECOND, digest="e", reason="r", second_signer="s")


def _record(*events: Event) -> Record:
    history, state = [], NOTHING
    for place, event in enumerate(events, 1):
        recorded = Recorded(place, "s", place, type(event).__name__, 1, b"", place * 10, "a", "c", None, "", "")
        history.append((recorded, event))
        state = evolve(state, event)
    return Record("500101", Month(2023, 3), history, False, state)


def test_a_correction_stands_while_what_was_accepted_counts() -> None:
    record = _record(SUBMITTED, ACCEPTED, CORRECTED)
    assert (record.standing, record.accepted) == (SECOND, FIRST)
    assert [event.digest for _, event in record.revisions] == ["d", "e"]
    assert not record.simulated and record.reported.first == 10


def test_what_was_returned_counts_nowhere() -> None:
    record = _record(SUBMITTED, ReportReturned(**IDS, revision=1, reason="x"))
    assert (record.standing, record.accepted) == ((), ())
    assert record.simulated


def test_what_was_returned_is_owed_from_that_day_whatever_is_proposed_since() -> None:
    back = ReportReturned(**IDS, revision=1, reason="x")
    proposed = CorrectionProposed(**IDS, base=1, proposer="p", lines=SECOND, digest="e", reason="r")
    declined = CorrectionDeclined(**IDS, proposal=1, reason="d")
    for since in ([], [proposed], [proposed, declined]):
        assert _record(SUBMITTED, back, *since).given_back == (date(1970, 1, 1), "x")
    assert _record(SUBMITTED, back, SUBMITTED).given_back is None


def test_what_was_never_reported_is_empty() -> None:
    record = _record()
    assert (record.revisions, record.standing, record.accepted, record.simulated) == ([], (), (), False)
    assert record.reported.first is None
