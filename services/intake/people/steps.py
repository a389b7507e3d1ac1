"""What a sign-in still lacks after each of its steps. Pure."""

from __future__ import annotations

from enum import StrEnum

from services.intake.accounts.account import Account


class Step(StrEnum):
    """One of the things that come between a password and being signed in, in this order."""

    FACTOR = "factor"
    """The second factor that the account has is shown."""
    PASSWORD = "password"
    """A password that was made for the person gives way to one of their own."""
    ENROL = "enrol"
    """A second factor is set up where one is required and there is none."""
    ROLE = "role"
    """One of several roles is chosen."""


def next_step(account: Account, done: Step | None, *, has_factor: bool, factor_required: bool) -> Step | None:
    """What comes after ``done`` (None: after the password); None when the person has signed in."""
    lacking = {
        Step.FACTOR: has_factor,
        Step.PASSWORD: account.must_change,
        Step.ENROL: factor_required and not has_factor,
        Step.ROLE: len(account.grants) > 1,
    }
    order = list(Step)
    ahead = order if done is None else order[order.index(done) + 1 :]
    return next((step for step in ahead if lacking[step]), None)
