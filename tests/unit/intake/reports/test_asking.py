"""What a person asks for, checked for its own content and made into a command."""

from __future__ import annotations

from datetime import date

import pytest

from services.intake.reports.asking import Asking
from services.intake.reports.commands import Close, Withdraw
from services.intake.submission.bodies import MOST_DECISIONS, ClosingBody, DecisionBody
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.periods import SettableClock
from shared.security.access import Access
from shared.security.keys import Principal, Role
from shared.web.problems import Problem
from tests.unit.intake.support import CITY, NOW, UNIT

CLERK = Principal("clerk", Role.REPORTER, UNIT)
REVIEWER = Principal("reviewer", Role.REVIEWER, CITY)


@pytest.fixture(scope="module")
def asking(catalogue: Catalogue) -> Asking:
    return Asking(Rulebook(catalogue), Access(catalogue), SettableClock(NOW))


def test_a_unit_takes_back_its_own_report_of_a_month_that_has_ended_and_says_why(asking: Asking) -> None:
    assert asking.withdrawal(CLERK, UNIT, "2023-03", "错报") == Withdraw(UNIT, "2023-03", "错报")
    for region, period, reason, code in (
        ("500102", "2023-03", "x", "region-not-yours"),
        (UNIT, "2023-04", "x", "body-invalid"),
        (UNIT, "2023-03", " ", "body-invalid"),
    ):
        with pytest.raises(Problem) as caught:
            asking.withdrawal(CLERK, region, period, reason)
        assert caught.value.code == code


def test_decisions_outside_the_reviewers_area_are_marked_and_the_others_carry_it(asking: Asking) -> None:
    posted = [DecisionBody(UNIT, "2023-03", "accept"), DecisionBody("510104", "2023-03", "return", "x" * 5_000, 2)]
    command = asking.review(REVIEWER, posted)
    assert command.outside == {1}
    assert [(each.accept, each.revision, each.area) for each in command.decisions] == [
        (True, None, CITY),
        (False, 2, CITY),
    ]
    assert len(command.decisions[1].reason) == 2_000


@pytest.mark.parametrize("count", [0, MOST_DECISIONS + 1])
def test_a_review_holds_between_one_and_the_most(asking: Asking, count: int) -> None:
    with pytest.raises(Problem) as caught:
        asking.review(REVIEWER, [DecisionBody(UNIT, "2023-03", "accept")] * count)
    assert [each.code for each in caught.value.faults] == ["decision-count"]


def test_a_month_is_closed_for_an_area_that_has_a_plan(asking: Asking) -> None:
    assert asking.closing(REVIEWER, ClosingBody(CITY, "2023-02", " 已核 ", " 早 ")) == Close(
        CITY, "2023-02", "已核", "早"
    )
    assert asking.closing(REVIEWER, ClosingBody(CITY, "2023-03")).due == date(2023, 4, 10), "units still report in time"
    with pytest.raises(Problem) as caught:
        asking.closing(REVIEWER, ClosingBody(UNIT, "2023-04"))
    assert {each.code for each in caught.value.faults} == {"future-month", "not-an-area"}
    with pytest.raises(Problem) as elsewhere:
        asking.closing(REVIEWER, ClosingBody("510000", "2023-03"))
    assert elsewhere.value.code == "region-not-yours"
