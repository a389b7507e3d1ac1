"""What an assessment says that the one before it did not, and the event that tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from services.aggregator.model import ProgressKey
from shared.catalogue.model import Plan, Target
from shared.events import Assessment, ProgressAssessed
from shared.store import NewEvent


class AssessmentCause(NamedTuple):
    """Why targets are assessed: the day, the version of the figures, and whose reports it follows."""

    today: date
    data_version: int
    correlation: str
    correlations: Mapping[tuple[str, str], str]


def same(stored: Assessment | None, new: Assessment) -> bool:
    """Whether ``new`` is what stands, made of other reports at the most."""
    return stored is not None and msgspec.structs.replace(stored, data_version=new.data_version) == new


def tells_more(stored: Assessment | None, new: Assessment) -> bool:
    """Whether ``new`` differs in what it decides. Counts that grow while reports come in do not,
    nor do the paces of the past and the forecast that another month's correction moves."""
    if stored is None or (stored.level, stored.reason) != (new.level, new.reason):
        return True
    if new.level in ("reporting", "missing"):
        return False
    seen = msgspec.structs.replace(
        stored,
        recent_pace=new.recent_pace,
        recent_months=new.recent_months,
        intensity=new.intensity,
        probability=new.probability,
        outlook=new.outlook,
        outlook_reason=new.outlook_reason,
    )
    return not same(seen, new)


def event_of(plan: Plan, target: Target, key: ProgressKey, assessment: Assessment, cause: AssessmentCause) -> NewEvent:
    """The event that tells ``assessment`` of ``target`` as it is in force in the month of ``key``."""
    period = str(key.period)
    return NewEvent(
        stream=f"progress-{plan.id}-{key.row}",
        event=ProgressAssessed(
            plan=plan.id,
            row=key.row,
            indicator=target.indicator,
            region=plan.region,
            period=period,
            binding=target.binding,
            assessment=assessment,
        ),
        actor="aggregator",
        correlation_id=cause.correlations.get((plan.region, period), cause.correlation),
    )
