"""A row revised."""

from __future__ import annotations

from typing import Any

import pytest

from services.intake.targets.bodies import RevisionBody
from services.intake.targets.published_row import WrongAmendment
from services.intake.targets.revising import revision_event
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments

PLAN = "chongqing-2021-2025"


def _body(**changes: Any) -> RevisionBody:
    said: dict[str, Any] = {
        "value": "700",
        "unit": "万人",
        "effective": "2023-07",
        "document": "方案",
        "reason": "口径",
    }
    return RevisionBody(plan=PLAN, row=8, **(said | changes))


def _codes(catalogue: Catalogue, **changes: Any) -> list[str]:
    with pytest.raises(WrongAmendment) as caught:
        revision_event(_body(**changes), catalogue, Amendments([]), "signer")
    return [each.code for each in caught.value.faults]


def test_a_revision_holds_the_value_exactly_and_who_signed(catalogue: Catalogue) -> None:
    event = revision_event(_body(value="700.50", document=" 方案 "), catalogue, Amendments([]), "signer")
    assert (event.value, event.unit, event.region, event.document) == ("700.50", "万人", "500000", "方案")
    assert (event.effective, event.second_signer) == ("2023-07", "signer")


def test_what_stands_already_is_no_revision_but_another_bound_is(catalogue: Catalogue) -> None:
    assert _codes(catalogue, value="750") == ["nothing-revised"]
    assert revision_event(_body(value="750", bound="at_most"), catalogue, Amendments([]), "s").bound == "at_most"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"unit": "人"}, "unit-differs"),
        ({"effective": "2020-12"}, "outside-plan"),
        ({"effective": "2023"}, "bad-period"),
        ({"reason": " "}, "empty-text"),
        ({"document": ""}, "empty-text"),
        ({"row": 3, "unit": "%", "value": "101"}, "too_large"),
    ],
)
def test_a_revision_that_will_not_do_says_why(catalogue: Catalogue, changes: dict[str, Any], code: str) -> None:
    row = changes.pop("row", 8)
    body = _body(**changes)
    with pytest.raises(WrongAmendment) as caught:
        revision_event(
            RevisionBody(PLAN, row, body.value, body.unit, body.effective, body.document, body.reason),
            catalogue,
            Amendments([]),
            "signer",
        )
    assert [each.code for each in caught.value.faults] == [code]


def test_every_fault_is_told(catalogue: Catalogue) -> None:
    assert _codes(catalogue, value="x", effective="x", reason="") == ["empty-text", "bad-period", "not_a_number"]
