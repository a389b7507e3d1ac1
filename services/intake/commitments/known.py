"""A commitment as its readers see it: printed, who answers for it, what was said, and what is owed. Pure."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from shared.catalogue.model import Commitment, Plan
from shared.commitments.history import CommitmentHistory
from shared.commitments.periods import StatementPeriod


class OwedStatement(NamedTuple):
    """A period that is to be stated by the end of a day."""

    period: StatementPeriod
    due: date


class KnownCommitment(NamedTuple):
    """A commitment, who answers for it, what was said of it, and the periods that are over and not stated; and the row
    of the main table that its progress follows from (None: it is stated)."""

    plan: Plan
    printed: Commitment
    departments: tuple[str, ...]
    history: CommitmentHistory
    owed: tuple[OwedStatement, ...]
    followed: int | None
