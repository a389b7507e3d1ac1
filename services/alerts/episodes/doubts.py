"""Whether a raise waits for review, because figures that it would rest on are in doubt. Pure."""

from __future__ import annotations

from datetime import date

from services.alerts.episodes.policy import Policy, rank
from shared.events import Assessment
from shared.periods import Month

DOUBTFUL = "doubtful_until_reviewed"
"""Why nothing is raised yet: a unit's figure has an open finding, and its reviewer still has time."""


def waits_for_review(assessment: Assessment, period: str, policy: Policy, today: date) -> bool:
    """Whether a raise about ``period`` waits: a line that the figure is made of has an open finding, the accepted
    figures alone do not warrant as much, and the last day for reviewing them has not passed."""
    if not assessment.doubtful_units or today > policy.reviewed_by(Month.parse(period)):
        return False
    accepted = assessment.accepted_level if policy.enough_accepted(assessment) else None
    return accepted is None or rank(accepted) < rank(assessment.level)
