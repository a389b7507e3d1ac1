from __future__ import annotations

import pytest

from services.intake.accounts.account import Account, HeldRole
from services.intake.people.steps import Step, next_step
from shared.security.keys import Role
from tests.builders import NOON

ONE = (HeldRole(Role.OPS, ""),)
TWO = (*ONE, HeldRole(Role.AUDITOR, ""))


def steps(*, must_change: bool = False, roles: tuple[HeldRole, ...] = ONE, factor: bool, required: bool) -> list[Step]:
    """Every step after the password, in order; setting one up gives the account a second factor."""
    account = Account(id="chen", name="陈", opened_at=NOON, must_change=must_change, grants=roles)
    found: list[Step] = []
    while step := next_step(account, found[-1] if found else None, has_factor=factor, factor_required=required):
        found.append(step)
        factor = factor or step is Step.ENROL
    return found


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (steps(factor=False, required=False), []),
        (steps(factor=True, required=False), [Step.FACTOR]),
        (steps(factor=True, required=True), [Step.FACTOR]),
        (steps(factor=False, required=True), [Step.ENROL]),
        (steps(must_change=True, factor=True, required=True), [Step.FACTOR, Step.PASSWORD]),
        (steps(must_change=True, roles=TWO, factor=False, required=True), [Step.PASSWORD, Step.ENROL, Step.ROLE]),
        (steps(roles=TWO, factor=False, required=False), [Step.ROLE]),
    ],
)
def test_a_sign_in_lacks_what_the_account_and_the_office_ask_for_one_after_another(
    told: list[Step], expected: list[Step]
) -> None:
    assert told == expected
