"""What happened to an alert, episode by episode, as answers and pages show it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from services.alerts.episodes.advice.advising import of_expected
from services.alerts.episodes.events import AdviceEvent, AlertEvent, PeopleEvent
from services.alerts.messages.notification import NotificationRow
from services.alerts.messages.wording import LOOKS, AlertFigure, Scale, figures, reason_text
from services.alerts.reading.handling_views import people_entry, promise_words
from services.alerts.reading.message_views import message_view
from services.alerts.reading.recorded import RecordedEvent
from services.alerts.reading.shown import AlertCoverage, AlertMessage, AlertStep
from services.alerts.reading.told_reviews import told_of_reviews
from shared.catalogue.catalogue import Catalogue
from shared.events import (
    BY_ANOTHER_CATALOGUE,
    AlertAdviceLifted,
    AlertAdvised,
    AlertClosedByCorrection,
    AlertExpired,
    AlertFreezeLasted,
    AlertFrozen,
    AlertGapGrew,
    AlertLevelChanged,
    AlertOutcomeChanged,
    AlertPromiseBroken,
    AlertPromiseKept,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Assessment,
    Event,
    NotificationQueued,
    NotificationRetried,
)
from shared.periods import Month

ADVICE = 0
"""Where a timeline keeps the 提示, which belong to no episode."""

_HEADINGS: dict[type[Event], str] = {
    AlertAdvised: "提示",
    AlertAdviceLifted: "提示结束",
    AlertRaised: "发出预警",
    AlertLevelChanged: "级别变化",
    AlertGapGrew: "差距扩大",
    AlertFrozen: "缺报冻结",
    AlertFreezeLasted: "缺报未补",
    AlertPromiseKept: "承诺兑现",
    AlertPromiseBroken: "承诺未兑现",
    AlertResolved: "预警解除",
    AlertClosedByCorrection: "更正销警",
    AlertExpired: "期满",
    AlertOutcomeChanged: "期满结果变化",
    AlertReopened: "预警恢复",
}


def timelines(
    past: Sequence[RecordedEvent], messages: Iterable[NotificationRow], catalogue: Catalogue
) -> dict[int, list[AlertStep]]:
    """What happened in each episode, in order, each decision with the messages it caused; 提示 as episode 0."""
    retries = _retries(past)
    sent = {each.notification: message_view(each, retries.get(each.notification, ())) for each in messages}
    found: dict[int, list[AlertStep]] = defaultdict(list)
    scale: Scale | None = None
    for each in past:
        event = each.event
        if isinstance(event, AlertRaised | AlertAdvised):
            scale = _scale(event, catalogue)
        if isinstance(event, NotificationQueued):
            _caused(found[event.episode], event.instead_of).append(sent[event.notification])
        elif isinstance(event, AdviceEvent):
            found[ADVICE].append(_entry(each, event, scale))
        elif isinstance(event, AlertPromiseBroken):
            found[event.episode].append(_entry(each, event, scale))
        elif isinstance(event, AlertEvent):
            entry = _entry(each, event, scale)
            found[event.episode].append(replace(entry, told=told_of_reviews(event, scale, catalogue)))
        elif isinstance(event, PeopleEvent):
            found[event.episode].append(_not_said_before(people_entry(each, event), found[event.episode]))
    return dict(found)


def _not_said_before(entry: AlertStep, before: Sequence[AlertStep]) -> AlertStep:
    """A step without the promise that the one before it quotes: what is 督办 was broken just then."""
    if not before or before[-1].type != "AlertPromiseBroken":
        return entry
    return replace(entry, told=[each for each in entry.told if each not in before[-1].told])


def _retries(past: Iterable[RecordedEvent]) -> Mapping[str, Sequence[tuple[str, datetime]]]:
    """By whom and when each notification was sent again, by its name."""
    found: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for each in past:
        if isinstance(each.event, NotificationRetried):
            found[each.event.notification].append((each.recorded.actor, each.recorded.recorded_instant))
    return found


def _caused(steps: list[AlertStep], instead_of: str) -> list[AlertMessage]:
    """The messages beside which a new one stands: those of the last step, or of the one that it takes the place of."""
    of = (each for each in steps if any(message.notification == instead_of for message in each.messages))
    return next(of, steps[-1]).messages


def _scale(event: AlertRaised | AlertAdvised, catalogue: Catalogue) -> Scale | None:
    target = catalogue.target_of(event.plan, event.row)
    if target is None:
        return None
    return Scale.of(target, catalogue.indicators[target.indicator])


def coverage_of(assessment: Assessment) -> AlertCoverage:
    """Of how many units a figure was that was judged."""
    return AlertCoverage(assessment.expected_units, assessment.reported_units, assessment.accepted_units)


def _entry(
    past: RecordedEvent,
    event: AlertEvent | AlertPromiseBroken | AdviceEvent,
    scale: Scale | None,
) -> AlertStep:
    level = event.level if isinstance(event, AlertRaised | AlertLevelChanged | AlertReopened) else None
    if isinstance(event, AlertGapGrew | AlertAdvised) and not of_expected(event):  # which names no level of alerts
        level = event.assessment.level
    assessment = (
        None if isinstance(event, AlertFrozen | AlertFreezeLasted) or _of_another_month(event) else event.assessment
    )
    old = event.old_actual if isinstance(event, AlertClosedByCorrection) else None
    return AlertStep(
        position=past.recorded.position,
        type=past.recorded.type,
        heading=_HEADINGS[type(event)],
        at=past.recorded.recorded_instant,
        period=event.period,
        period_name=Month.parse(event.period).chinese,
        level=level,
        level_name=LOOKS[level].name if level is not None else None,
        old_level=event.old_level if isinstance(event, AlertLevelChanged) else None,
        reason=event.reason,
        reason_text=reason_text(event.reason, by_catalogue=past.recorded.correlation_id == BY_ANOTHER_CATALOGUE),
        letter="",
        gathered_by=event.gathered_by if isinstance(event, AlertLevelChanged | AlertFrozen) else "",
        figures=figures(assessment, scale) if assessment is not None and scale is not None else {},
        coverage=coverage_of(assessment) if assessment is not None else None,
        old_actual=AlertFigure(old, scale.value(old)) if old is not None and scale is not None else None,
        data_version=assessment.data_version if assessment is not None else None,
        simulated=assessment is not None and assessment.simulated,
        correlation_id=past.recorded.correlation_id,
        hash=past.recorded.hash,
        actor=past.recorded.actor,
        told=promise_words(event.promise) if isinstance(event, AlertPromiseKept | AlertPromiseBroken) else [],
        attachments=[],
        messages=[],
    )


def _of_another_month(event: AlertEvent | AlertPromiseBroken | AdviceEvent) -> bool:
    """Whether the figures that an event holds are of a month before the one that it is about."""
    return isinstance(event, AlertExpired) and bool(event.figures_period)
