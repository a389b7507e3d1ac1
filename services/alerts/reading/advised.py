"""A target that was only ever advised of, under the number it was given: no alert, but the 提示 there were. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET

from services.alerts.episodes.advice.advising import of_expected
from services.alerts.messages.notification import NotificationRow
from services.alerts.reading.recorded import RecordedEvent
from services.alerts.reading.shown import AdviceState, AlertAdvice
from services.alerts.reading.timelines import ADVICE, timelines
from shared.catalogue.catalogue import Catalogue
from shared.events import AlertAdviceLifted, AlertAdvised

ADVICE_STATES: dict[AdviceState, str] = {"advised": "提示", "advice_over": "提示已结束"}


def advice_view(
    number: str, past: Sequence[RecordedEvent], messages: Iterable[NotificationRow], catalogue: Catalogue
) -> AlertAdvice | None:
    """The 提示 of an alert's stream as far as ``past`` goes; None where there is none."""
    given = [each.event for each in past if isinstance(each.event, AlertAdvised | AlertAdviceLifted)]
    told = [each for each in given if isinstance(each, AlertAdvised)]
    if not told:
        return None
    newest = told[-1]
    plan, target = catalogue.plans.get(newest.plan), catalogue.target_of(newest.plan, newest.row)
    state: AdviceState = "advice_over" if isinstance(given[-1], AlertAdviceLifted) else "advised"
    return AlertAdvice(
        number=number,
        plan=newest.plan,
        plan_name=(plan.short_name or plan.name) if plan is not None else newest.plan,
        row=newest.row,
        indicator=newest.indicator,
        name=target.name if target is not None else newest.indicator,
        region=newest.region,
        region_name=catalogue.region_name(newest.region),
        binding=not of_expected(newest),
        state=state,
        state_name=ADVICE_STATES[state],
        department=catalogue.department_for(newest.plan, newest.row).name if target is not None else UNSET,
        advice=timelines(past, messages, catalogue)[ADVICE],
    )
