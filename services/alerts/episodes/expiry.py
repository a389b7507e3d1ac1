"""How an episode ends with its plan: 期满完成 or 期满未完成, on accepted figures or without them. Pure.

At a plan's last month the question is only whether the target was reached, and nobody can catch up any more. So once
the plan is over an alert is neither raised nor moved; it waits for the last month, and expires with it: as soon as that
is judged on accepted figures of enough units, or when the days for reviewing it have passed.
"""

from __future__ import annotations

from datetime import date

from services.alerts.episodes.episode import AlertDecision, Episode
from services.alerts.episodes.known_months import History, newest_judged
from services.alerts.episodes.policy import Policy, is_judged
from services.alerts.episodes.row import UNREVIEWED
from shared.events import AlertExpired, AlertOutcomeChanged, Assessment, ProgressAssessed
from shared.periods import Month

COMPLETED, NOT_COMPLETED = "completed", "not_completed"
UNREPORTED, UNJUDGED = "unreported", "unjudged"


def is_over(assessed: ProgressAssessed, last: Month | None, today: date) -> bool:
    """Whether the plan that ends with the month ``last`` (None: not known) is over, or the month is its last."""
    return assessed.assessment.rule == "final" or (last is not None and today > last.last_day)


def accepted_outcome(assessment: Assessment, policy: Policy) -> str | None:
    """How the target came out on accepted figures of enough units; None where they do not tell yet.

    Where some units are not accepted, what was reported must say the same: their part is not in the accepted figure.
    """
    if assessment.rule != "final" or not policy.enough_accepted(assessment):
        return None
    provisional = _met(assessment)
    if assessment.accepted_units < assessment.expected_units and assessment.accepted_met is not provisional:
        return None
    return COMPLETED if assessment.accepted_met else NOT_COMPLETED


def while_open(state: Episode, assessed: ProgressAssessed, policy: Policy) -> AlertDecision:
    """What a judged month makes of an open episode whose plan is over."""
    if assessed.assessment.rule != "final":
        return AlertDecision((), "plan_over")
    outcome = accepted_outcome(assessed.assessment, policy)
    if outcome is None:
        return AlertDecision((), "last_month_not_accepted")
    return AlertDecision((_expired(state, assessed.period, outcome, assessed.assessment),), outcome)


def while_closed(state: Episode, assessed: ProgressAssessed, policy: Policy) -> AlertDecision:
    """What a judged month makes of an alert that is not open when its plan is over: at most another outcome."""
    outcome = accepted_outcome(assessed.assessment, policy)
    if not state.expired or outcome is None:
        return AlertDecision((), "plan_over")
    if outcome == state.expired:
        return AlertDecision((), "only_recorded")
    changed = AlertOutcomeChanged(
        alert=state.number,
        episode=state.episode,
        period=assessed.period,
        old_reason=state.expired,
        reason=outcome,
        assessment=assessed.assessment,
    )
    return AlertDecision((changed,), outcome)


def out_of_time(
    state: Episode, history: History, last: Month, policy: Policy, told: tuple[str, Assessment]
) -> AlertExpired:
    """The end of an open episode when the days for reviewing the plan's last month are over.

    ``told`` are the month and the assessment that the episode last told of, for one of which no month is known.
    """
    known = history.get(str(last))
    if known is not None and known.judged is not None and is_judged(known.level):
        reason = accepted_outcome(known.judged, policy) or (
            f"{COMPLETED if _met(known.judged) else NOT_COMPLETED}{UNREVIEWED}"
        )
        return _expired(state, str(last), reason, known.judged)
    period, assessment = newest_judged(history) or told
    reason = UNJUDGED if known is not None and known.level == "unassessed" else UNREPORTED
    return _expired(state, str(last), reason, assessment, period if period != str(last) else "")


def _expired(state: Episode, last: str, reason: str, assessment: Assessment, of: str = "") -> AlertExpired:
    return AlertExpired(
        alert=state.number,
        episode=state.episode,
        period=last,
        reason=reason,
        assessment=assessment,
        figures_period=of,
    )


def _met(assessment: Assessment) -> bool:
    """Whether what was reported reached the target, in a month that only asks for that."""
    return assessment.level in ("normal", "blue")
