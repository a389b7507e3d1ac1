"""An adjustment proposed."""

from __future__ import annotations

from typing import Any

import pytest

from services.intake.adjustments.bodies import AdjustedRowBody
from services.intake.adjustments.proposing import proposal_event
from services.intake.adjustments.standing import Adjustment
from services.intake.targets.published_row import WrongAmendment
from shared.catalogue import Catalogue
from shared.catalogue.amendments import NO_AMENDMENTS
from tests.unit.intake.adjustments.bodies import TODAY, a_proposal, a_row, happened, proposed


def _faults(
    catalogue: Catalogue, *rows: AdjustedRowBody, waiting: dict[str, Adjustment] | None = None, **changes: Any
) -> list[tuple[str, str]]:
    with pytest.raises(WrongAmendment) as caught:
        proposal_event(a_proposal(*rows, **changes), catalogue, NO_AMENDMENTS, waiting or {}, TODAY)
    return [(each.code, each.pointer) for each in caught.value.faults]


def test_a_proposal_holds_what_is_asked_for_exactly_and_what_stands(catalogue: Catalogue) -> None:
    rows = a_row(value="700.50"), a_row(7, "40", bound="at_most")
    event = proposal_event(a_proposal(*rows, document=" 请示 "), catalogue, NO_AMENDMENTS, {}, TODAY)
    eighth, seventh = event.rows
    assert (eighth.value, eighth.old_value, eighth.attribute, eighth.old_attribute) == (
        "700.50",
        "750",
        None,
        "binding",
    )
    assert (seventh.bound, seventh.old_bound) == ("at_most", "at_least")
    assert (event.region, event.document, event.proposed_on) == ("500000", "请示", "2023-05-10")


def test_without_a_day_it_is_proposed_today(catalogue: Catalogue) -> None:
    event = proposal_event(a_proposal(proposed_on=""), catalogue, NO_AMENDMENTS, {}, TODAY)
    assert event.proposed_on == TODAY.isoformat()


def test_what_stands_already_is_no_adjustment_but_another_attribute_is(catalogue: Catalogue) -> None:
    assert _faults(catalogue, a_row(value="750")) == [("nothing-revised", "/rows/0/value")]
    event = proposal_event(a_proposal(a_row(value="750", attribute="expected")), catalogue, NO_AMENDMENTS, {}, TODAY)
    assert event.rows[0].attribute == "expected"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"plan": "nobodys"}, ("unknown-plan", "/plan")),
        ({"effective": "2020-12"}, ("outside-plan", "/effective")),
        ({"effective": "2026-01"}, ("outside-plan", "/effective")),
        ({"effective": "2023"}, ("bad-period", "/effective")),
        ({"reason": " "}, ("empty-text", "/reason")),
        ({"document": ""}, ("empty-text", "/document")),
        ({"proposed_by": ""}, ("empty-text", "/proposed_by")),
        ({"proposed_on": "2023-07-04"}, ("day-to-come", "/proposed_on")),
        ({"proposed_on": "20230701"}, ("bad-day", "/proposed_on")),
        ({"proposed_on": "昨天"}, ("bad-day", "/proposed_on")),
    ],
)
def test_a_proposal_that_will_not_do_says_why(
    catalogue: Catalogue, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert _faults(catalogue, **changes) == [fault]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (a_row(99), ("unknown-row", "/rows/0/row")),
        (a_row(unit="人"), ("unit-differs", "/rows/0/unit")),
        (a_row(value="x"), ("not_a_number", "/rows/0/value")),
        (a_row(16, "101", "%"), ("too_large", "/rows/0/value")),
    ],
)
def test_a_row_that_will_not_do_says_why(catalogue: Catalogue, row: AdjustedRowBody, fault: tuple[str, str]) -> None:
    assert _faults(catalogue, row) == [fault]


def test_every_fault_of_every_row_is_told(catalogue: Catalogue) -> None:
    found = _faults(catalogue, a_row(), a_row(), a_row(value="x"), effective="x", reason="")
    assert found == [
        ("empty-text", "/reason"),
        ("bad-period", "/effective"),
        ("row-twice", "/rows/1/row"),
        ("row-twice", "/rows/2/row"),
        ("not_a_number", "/rows/2/value"),
    ]


def test_rows_are_needed(catalogue: Catalogue) -> None:
    with pytest.raises(WrongAmendment) as caught:
        body = a_proposal()
        body.rows.clear()
        proposal_event(body, catalogue, NO_AMENDMENTS, {}, TODAY)
    assert [each.code for each in caught.value.faults] == ["nothing-adjusted"]


def test_of_a_row_only_one_adjustment_waits_at_a_time(catalogue: Catalogue) -> None:
    first = proposed(catalogue)
    waiting = happened(first.proposed)
    assert _faults(catalogue, waiting=waiting) == [("row-waiting", "/rows/0/row")]
    other = proposal_event(a_proposal(a_row(7, "40")), catalogue, NO_AMENDMENTS, waiting, TODAY)
    assert other.rows[0].row == 7


@pytest.mark.parametrize("day", ["0023-05-10", "2019-12-31"])
def test_a_day_long_before_the_plan_is_a_slip_of_the_year(catalogue: Catalogue, day: str) -> None:
    assert _faults(catalogue, proposed_on=day) == [("day-outside-plan", "/proposed_on")]
