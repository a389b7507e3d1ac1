"""The published row that an amendment is of."""

from __future__ import annotations

import pytest

from services.intake.targets.published_row import LONGEST_TITLE, WrongAmendment, paper_faults, row_of
from shared.catalogue import Catalogue

PLAN = "chongqing-2021-2025"


def test_a_row_is_found_by_its_plan_and_number(catalogue: Catalogue) -> None:
    plan, target = row_of(catalogue, PLAN, 8)
    assert (plan.id, target.row) == (PLAN, 8)


@pytest.mark.parametrize(("plan", "row", "code"), [("no-such", 1, "unknown-plan"), (PLAN, 999, "unknown-row")])
def test_what_was_never_published_cannot_be_amended(catalogue: Catalogue, plan: str, row: int, code: str) -> None:
    with pytest.raises(WrongAmendment) as caught:
        row_of(catalogue, plan, row)
    assert [each.code for each in caught.value.faults] == [code]


def test_an_amendment_rests_on_a_document() -> None:
    assert paper_faults("分解表", "") == []
    assert [each.code for each in paper_faults(" ", "x" * (LONGEST_TITLE + 1))] == ["empty-text", "too-long"]
