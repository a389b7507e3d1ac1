"""The targets of a year, set by one document."""

from __future__ import annotations

from typing import Any

import pytest

from services.intake.targets.bodies import AnnualTargetBody, AnnualTargetsBody
from services.intake.targets.published_row import WrongAmendment
from services.intake.targets.setting_years import annual_target_events
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendment, Amendments
from shared.events import AnnualTargetSet

PLAN = "chongqing-2021-2025"
JOBS, RATE = AnnualTargetBody(1, "65", "万人"), AnnualTargetBody(2, "5.5", "%", "at_most")


def _set(catalogue: Catalogue, known: Amendments | None = None, **said: Any) -> tuple[AnnualTargetSet, ...]:
    body: dict[str, Any] = {"plan": PLAN, "year": 2025, "targets": [JOBS, RATE], "document": " 2025年政府工作报告 "}
    return annual_target_events(AnnualTargetsBody(**(body | said)), catalogue, known or Amendments([]), "signer")


def test_a_document_sets_as_many_rows_as_it_names(catalogue: Catalogue) -> None:
    jobs, rate = _set(catalogue, number="渝府发〔2025〕1号")
    assert (jobs.row, jobs.year, jobs.value, jobs.unit, jobs.region, jobs.bound) == (
        1,
        2025,
        "65",
        "万人",
        "500000",
        None,
    )
    assert (rate.row, rate.value, rate.bound) == (2, "5.5", "at_most")
    assert {(each.document, each.number, each.second_signer) for each in (jobs, rate)} == {
        ("2025年政府工作报告", "渝府发〔2025〕1号", "signer")
    }


def test_a_row_that_has_the_target_already_is_not_set_again(catalogue: Catalogue) -> None:
    known = Amendments([Amendment(7 + index, 0, event) for index, event in enumerate(_set(catalogue))])
    (again,) = _set(catalogue, known, targets=[AnnualTargetBody(1, "65.0", "万人"), AnnualTargetBody(2, "5.4", "%")])
    assert (again.row, again.value) == (2, "5.4")
    with pytest.raises(WrongAmendment) as caught:
        _set(catalogue, known)
    assert [each.code for each in caught.value.faults] == ["nothing-set"]


def test_every_fault_of_every_row_is_told_with_its_place(catalogue: Catalogue) -> None:
    rows = [
        AnnualTargetBody(99, "1", "人"),
        AnnualTargetBody(1, "65", "人"),
        AnnualTargetBody(8, "7.00001", "万人"),
        AnnualTargetBody(2, "101", "%"),
        AnnualTargetBody(1, "-1", "万人"),
    ]
    with pytest.raises(WrongAmendment) as caught:
        _set(catalogue, year=2026, document="", targets=rows)
    assert [(each.code, each.pointer) for each in caught.value.faults] == [
        ("empty-text", "/document"),
        ("year-outside-plan", "/year"),
        ("unknown-row", "/targets/0/row"),
        ("unit-differs", "/targets/1/unit"),
        ("not_whole", "/targets/2/value"),
        ("too_large", "/targets/3/value"),
        ("row-twice", "/targets/4/row"),
        ("negative", "/targets/4/value"),
    ]


@pytest.mark.parametrize(
    ("said", "code"),
    [({"plan": "nobodys"}, "unknown-plan"), ({"targets": []}, "nothing-set"), ({"reason": "x" * 3_000}, "too-long")],
)
def test_a_document_that_will_not_do_says_why(catalogue: Catalogue, said: dict[str, Any], code: str) -> None:
    with pytest.raises(WrongAmendment) as caught:
        _set(catalogue, **said)
    assert [each.code for each in caught.value.faults] == [code]
