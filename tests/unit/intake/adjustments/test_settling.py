"""An adjustment approved, rejected, or overtaken."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.adjustments.bodies import RejectionBody
from services.intake.adjustments.proposing import proposal_event
from services.intake.adjustments.settling import approval_events, rejection_event
from services.intake.adjustments.standing import Adjustment, RecordedStep, standing
from services.intake.reports.commands import CommandRefused
from services.intake.targets.published_row import WrongAmendment
from shared.catalogue import Catalogue, load_catalogue
from shared.catalogue.amendments import NO_AMENDMENTS, Amendment, Amendments
from shared.catalogue.model import Attribute, Target
from shared.events import Adjusting, AdjustmentApproved, TargetRevised
from shared.periods import Month
from tests.unit.intake.adjustments.bodies import PLAN, TODAY, a_proposal, a_row, an_approval, happened, proposed


def _approved(catalogue: Catalogue, waiting: Adjustment, known: Amendments = NO_AMENDMENTS, **changes: Any) -> Any:
    return approval_events(waiting, an_approval(**changes), catalogue, known, "signer", TODAY)


def _refused(catalogue: Catalogue, waiting: Adjustment, known: Amendments = NO_AMENDMENTS, by: str = "signer") -> str:
    with pytest.raises(CommandRefused) as caught:
        approval_events(waiting, an_approval(), catalogue, known, by, TODAY)
    return caught.value.refusal.code


def test_an_approval_comes_with_the_revision_of_each_row(catalogue: Catalogue) -> None:
    rows = a_row(attribute="expected"), a_row(7, "40")
    approved, *revised = _approved(catalogue, proposed(catalogue, *rows))
    assert isinstance(approved, AdjustmentApproved)
    assert (approved.approved_by, approved.approved_on, approved.adjustment) == (
        "市人民政府",
        "2023-06-20",
        f"{PLAN}-1",
    )
    assert [(each.row, each.value, each.effective, each.attribute) for each in revised] == [
        (8, "700", "2023-07", "expected"),
        (7, "40", "2023-07", None),
    ]
    assert {(each.document, each.number, each.reason, each.second_signer) for each in revised} == {
        ("批复", "渝府〔2023〕8号", "参保口径调整", "signer")
    }
    known = Amendments(Amendment(position, 0, event) for position, event in enumerate(revised, 1))
    target = catalogue.plans[PLAN].target(8)
    assert known.target(target, Month(2023, 6)) == target
    after = known.target(target, Month(2023, 7))
    assert (str(after.value), after.attribute) == ("700", Attribute.EXPECTED)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"approved_by": ""}, ("empty-text", "/approved_by")),
        ({"document": " "}, ("empty-text", "/document")),
        ({"approved_on": ""}, ("bad-day", "/approved_on")),
        ({"approved_on": "2023-07-04"}, ("day-to-come", "/approved_on")),
        ({"approved_on": "2023-05-09"}, ("approved-before-proposed", "/approved_on")),
    ],
)
def test_an_approval_that_will_not_do_says_why(
    catalogue: Catalogue, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(WrongAmendment) as caught:
        _approved(catalogue, proposed(catalogue), **changes)
    assert [(each.code, each.pointer) for each in caught.value.faults] == [fault]


def test_it_may_be_approved_on_the_day_of_its_proposal(catalogue: Catalogue) -> None:
    assert len(_approved(catalogue, proposed(catalogue), approved_on="2023-05-10")) == 2


def test_who_has_proposed_it_does_not_record_its_approval(catalogue: Catalogue) -> None:
    assert _refused(catalogue, proposed(catalogue), by="reviewer") == "signer-is-proposer"


def test_what_is_settled_is_not_settled_again(catalogue: Catalogue) -> None:
    waiting = proposed(catalogue)
    approved, *_ = _approved(catalogue, waiting)
    rejected = rejection_event(waiting, RejectionBody("市人民政府", "依据不足"))
    for event in (approved, rejected):
        settled = happened(waiting.proposed, event)[waiting.number]
        assert _refused(catalogue, settled) == "adjustment-settled"
        with pytest.raises(CommandRefused) as caught:
            rejection_event(settled, RejectionBody("市人民政府", "依据不足"))
        assert caught.value.refusal.code == "adjustment-settled"


def test_a_rejection_says_who_and_why(catalogue: Catalogue) -> None:
    with pytest.raises(WrongAmendment) as caught:
        rejection_event(proposed(catalogue), RejectionBody(" ", ""))
    assert [each.pointer for each in caught.value.faults] == ["/rejected_by", "/reason"]


def test_a_proposal_is_overtaken_by_another_approval_of_the_same_row(catalogue: Catalogue) -> None:
    waiting = proposed(catalogue)
    _, other = _approved(catalogue, proposed(catalogue, a_row(value="720")))
    known = Amendments([Amendment(1, 0, other)])
    assert _refused(catalogue, waiting, known) == "adjustment-overtaken"
    later = Amendments([Amendment(1, 0, msgspec.structs.replace(other, effective="2024-01"))])
    assert len(_approved(catalogue, waiting, later)) == 2  # in the month from which it is in force the old value stands


def test_a_proposal_is_overtaken_by_a_corrected_transcription(catalogue: Catalogue) -> None:
    waiting = proposed(catalogue)
    row = msgspec.structs.replace(waiting.proposed.rows[0], old_value="57")
    misread = replace(waiting, proposed=msgspec.structs.replace(waiting.proposed, rows=(row,)))
    assert _refused(catalogue, misread) == "adjustment-overtaken"


_ROWS = (7, 8, 9)
_MONTHS = ("2021-07", "2022-01", "2023-07")
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(("propose", "approve", "reject")),
        st.lists(st.sampled_from(_ROWS), min_size=1, max_size=3, unique=True),
        st.sampled_from(_MONTHS),
        st.sampled_from(("300", "310", "320")),
        st.integers(1, 6),
    ),
    max_size=14,
)
Step = tuple[str, list[int], str, str, int]


class Played:
    """A plan's adjustments as they are played, and beside them which rows were approved to come to what from when."""

    def __init__(self) -> None:
        self.catalogue = load_catalogue()
        self.history: list[RecordedStep] = []
        self.amendments: list[Amendment] = []
        self.expected: list[tuple[int, str, str]] = []

    def target(self, row: int) -> Target:
        return self.catalogue.plans[PLAN].target(row)

    def step(self, what: str, rows: list[int], month: str, value: str, number: int) -> None:
        known, there = Amendments(self.amendments), standing(self.history)
        if what == "propose":
            bodies = [a_row(row, value, self.target(row).unit.symbol) for row in rows]
            self.record(proposal_event(a_proposal(*bodies, effective=month), self.catalogue, known, there, TODAY))
        elif (chosen := there.get(f"{PLAN}-{number}")) is None:
            return
        elif what == "reject":
            self.record(rejection_event(chosen, RejectionBody("市政府", "依据不足")))
        else:
            for event in approval_events(chosen, an_approval(), self.catalogue, known, "signer", TODAY):
                self.record(event)
            self.expected += [(each.row, chosen.proposed.effective, each.value) for each in chosen.proposed.rows]

    def record(self, event: Adjusting | TargetRevised) -> None:
        position = len(self.history) + len(self.amendments) + 1
        if isinstance(event, TargetRevised):
            self.amendments.append(Amendment(position, 0, event))
        else:
            self.history.append(RecordedStep(event, "reviewer", position, 0))

    def wanted(self, row: int, month: str) -> str:
        """What the last approval from that month or before says of a row; as published where none does."""
        mine = [value for of, since, value in self.expected if of == row and since <= month]
        return mine[-1] if mine else str(self.target(row).value)


@settings(max_examples=60, deadline=None)
@given(steps=_STEPS)
def test_a_target_is_what_the_approvals_make_of_it_whatever_was_proposed_meanwhile(steps: list[Step]) -> None:
    played = Played()
    for step in steps:
        with suppress(WrongAmendment, CommandRefused):
            played.step(*step)
    known = Amendments(played.amendments)
    for row in _ROWS:
        for month in _MONTHS:
            assert str(known.target(played.target(row), Month.parse(month)).value) == played.wanted(row, month)
    waiting = [row for each in standing(played.history).values() if each.state == "proposed" for row in each.rows]
    assert len(waiting) == len(set(waiting))
