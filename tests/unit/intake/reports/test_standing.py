"""Where a report stands, and its row."""

from __future__ import annotations

from services.intake.reports.standing import ReportRow, ReportStanding, row_of
from services.intake.reports.state import ReportState
from services.intake.review.reviewed import Reviewed
from services.intake.tables import REPORTS
from shared.events import ReviewFinding
from shared.store import Recorded


def _recorded(position: int, kind: str) -> Recorded:
    return Recorded(position, "s", position, kind, 1, b"", position * 10, "a", "c", None, "", "")


def test_only_what_makes_a_revision_moves_the_lines_and_the_first_stays_the_first() -> None:
    state = ReportState(1, "submitted")
    first = ReportStanding().reached(state, _recorded(3, "ReportSubmitted"))
    accepted = first.reached(state, _recorded(5, "ReportAccepted"))
    again = accepted.reached(state, _recorded(8, "ReportCorrected"))
    assert first[1:] == (3, 3, 30, 30, 0)
    assert accepted[1:] == (5, 3, 30, 30, 0)
    assert again[1:] == (8, 8, 30, 80, 0)
    asked = again.reached(state, _recorded(9, "CorrectionProposed"))
    assert asked[1:] == (9, 8, 30, 80, 9)


def test_a_row_holds_the_columns_of_the_read_model_in_their_order() -> None:
    assert ReportRow._fields == tuple(REPORTS.columns.keys())
    finding = ReviewFinding("jump", "query", "", "x")
    state = ReportState(2, "accepted", 1, "500000", 3, True, Reviewed(4, 5, 6, (finding,)))
    row = row_of(("500101", "2023-03"), ReportStanding(state, 7, 8, 9, 10))
    assert tuple(row) == ("500101", "2023-03", "accepted", 2, 1, "500000", 3, True, 7, 8, 9, 10, 4, 5, 6, 1)
