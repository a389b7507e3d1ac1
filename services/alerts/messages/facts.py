"""What a message says, for machines. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from services.alerts.episodes.events import AskingEvent, ToldEvent
from services.alerts.messages.subject import MessagePlace, MessageSubject
from services.alerts.messages.wording import LOOKS, figures, reason_text
from shared.events import (
    AlertAdvised,
    AlertAnswerReturned,
    AlertClosedByCorrection,
    AlertExpired,
    AlertGapGrew,
    AlertLevelChanged,
    AlertRaised,
    AlertReopened,
    Assessment,
)


def facts_of(
    event: ToldEvent,
    assessment: Assessment,
    subject: MessageSubject,
    place: MessagePlace,
    deadlines: tuple[date, date] | None,
    link: str,
) -> dict[str, Any]:
    """What the message says, by fixed names and with exact numbers."""
    of = event.figures_period if isinstance(event, AlertExpired) else ""
    acknowledge, answer = deadlines if deadlines is not None else (None, None)
    return {
        **_event(event, assessment, by_catalogue=place.by_catalogue),
        **_target(subject),
        **_measures(assessment, subject),
        **({"figures_period": of} if of else {}),
        **_in_review(event, assessment),
        "policy_version": place.policy_version,
        "simulated": place.simulated,
        "department": subject.department.name,
        "acknowledge_by": acknowledge.isoformat() if acknowledge is not None else None,
        "answer_by": answer.isoformat() if answer is not None else None,
        "link": link,
    }


def _event(event: ToldEvent, assessment: Assessment, *, by_catalogue: bool) -> dict[str, Any]:
    level = event.level if isinstance(event, AlertRaised | AlertLevelChanged | AlertReopened) else None
    level = assessment.level if isinstance(event, AskingEvent | AlertAdvised | AlertGapGrew) else level
    reason = "answer_returned" if isinstance(event, AlertAnswerReturned) else event.reason
    return {
        "event": type(event).__name__,
        "reason": reason,
        "reason_text": reason_text(reason, by_catalogue=by_catalogue),
        "level": level,
        "level_name": LOOKS[level].name if level is not None else None,
    }


def _target(subject: MessageSubject) -> dict[str, Any]:
    return {
        "plan": subject.plan.id,
        "row": subject.target.row,
        "indicator": subject.indicator.id,
        "name": subject.target.name,
        "binding": subject.target.binding,
        "region": subject.region.code,
        "region_name": subject.region.name,
        "period": str(subject.period),
    }


def _in_review(event: ToldEvent, assessment: Assessment) -> dict[str, Any]:
    """Whose figures are in doubt, which corrections wait, and which ones ended the alert."""
    cures = event.corrections if isinstance(event, AlertClosedByCorrection) else ()
    return {
        "doubtful": [msgspec.to_builtins(each) for each in assessment.doubtful],
        "doubtful_units": assessment.doubtful_units,
        "waiting": [msgspec.to_builtins(each) for each in assessment.waiting],
        "corrections_waiting": assessment.corrections_waiting,
        "corrections": [msgspec.to_builtins(each) for each in cures],
    }


def _measures(assessment: Assessment, subject: MessageSubject) -> dict[str, Any]:
    return {
        "figures": msgspec.to_builtins(figures(assessment, subject.scale)),
        "contributions": [msgspec.to_builtins(each) for each in assessment.contributions],
        "coverage": {
            "expected": assessment.expected_units,
            "reported": assessment.reported_units,
            "accepted": assessment.accepted_units,
        },
        **_missing_units(assessment),
        **({"year": msgspec.to_builtins(assessment.year)} if assessment.year is not None else {}),
        "data_version": assessment.data_version,
        "rule_version": assessment.rule_version,
    }


def _missing_units(assessment: Assessment) -> dict[str, Any]:
    """Who is counted without a report, and what they could change; nothing where all have reported."""
    if not assessment.estimated:
        return {}
    spread = assessment.missing_range
    return {
        "missing_units": {
            "reported_weight": assessment.reported_weight,
            "estimated": [msgspec.to_builtins(each) for each in assessment.estimated],
            "more_estimated": assessment.more_estimated,
            "range": msgspec.to_builtins(spread) if spread is not None else None,
        }
    }
