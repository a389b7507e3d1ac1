"""Alerts as answers and pages show them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from services.alerts.episodes.events import AlertEvent, PeopleEvent
from services.alerts.episodes.row import EpisodeRow
from services.alerts.messages.notification import NotificationRow
from services.alerts.messages.wording import DELIVERY_STATES, LOOKS, REASONS, STATES, Scale, figures
from services.alerts.reading.handling_views import handling_view, people_entry
from services.alerts.reading.recorded import RecordedEvent
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.rules import Deadlines
from shared.events import (
    AlertAdvised,
    AlertClosedByCorrection,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    Event,
    NotificationQueued,
    NotificationRetried,
)
from shared.periods import Month, from_microseconds

View = dict[str, Any]

ADVICE = 0
"""Where a timeline keeps the 提示, which belong to no episode."""

_HEADINGS: dict[type[Event], str] = {
    AlertAdvised: "提示",
    AlertRaised: "发出预警",
    AlertLevelChanged: "级别变化",
    AlertFrozen: "缺报冻结",
    AlertResolved: "预警解除",
    AlertClosedByCorrection: "更正销警",
}


def alert_views(rows: Iterable[EpisodeRow], messages: Iterable[NotificationRow], catalogue: Catalogue) -> list[View]:
    """One view an episode, with its messages."""
    by_episode: dict[tuple[str, int], list[View]] = defaultdict(list)
    for message in messages:
        by_episode[message.alert, message.episode].append(message_view(message))
    return [_alert_view(row, by_episode[row.number, row.episode], catalogue) for row in rows]


def episode_views(
    rows: Sequence[EpisodeRow],
    messages: Sequence[NotificationRow],
    past: Sequence[RecordedEvent],
    catalogue: Catalogue,
) -> list[View]:
    """One alert's episodes, newest first, each with its ``events`` as far as ``past`` goes."""
    views = alert_views(rows, messages, catalogue)
    history = timelines(past, map(message_view, messages), catalogue)
    for view in views:
        view["events"] = history[view["episode"]]
        view["figures_period"] = _figures_period(view)
        view["advice"] = history.get(ADVICE, [])
    return sorted(views, key=lambda view: -int(view["episode"]))


def _figures_period(view: View) -> str:
    """The month that an episode's figures are of: a freeze, or what people did, brings none."""
    told = [entry["period"] for entry in view["events"] if entry["figures"]]
    return str(told[-1] if told else view["period"])


def _alert_view(row: EpisodeRow, messages: list[View], catalogue: Catalogue) -> View:
    assessment = row.assessed
    plan = catalogue.plans.get(row.plan)
    view: View = {
        "number": row.number,
        "plan": row.plan,
        "plan_name": (plan.short_name or plan.name) if plan is not None else row.plan,
        "row": row.row,
        "indicator": row.indicator,
        "name": row.indicator,
        "region": row.region,
        "region_name": catalogue.regions[row.region].name if row.region in catalogue.regions else row.region,
        "binding": True,
        "episode": row.episode,
        "after": row.after,
        "state": row.state,
        "state_name": STATES[row.state],
        "level": row.level,
        "level_name": LOOKS[row.level].name,
        "raised_period": row.raised_period,
        "raised_at": from_microseconds(row.raised_at),
        "period": row.period,
        "changed_at": from_microseconds(row.changed_at),
        "figures": {},
        "coverage": {
            "expected": assessment.expected_units,
            "reported": assessment.reported_units,
            "accepted": assessment.accepted_units,
        },
        "data_version": assessment.data_version,
        "rule_version": assessment.rule_version,
        "simulated": assessment.simulated,
        "handling": handling_view(row, plan.rules.deadlines if plan is not None else Deadlines()),
        "messages": messages,
    }
    if plan is not None:  # an alert of a plan that was taken away is still shown, without what only the plan knows
        target = plan.target(row.row)
        view["name"] = target.name
        view["department"] = catalogue.department_for(plan.id, target.row).name
        view["figures"] = figures(assessment, Scale.of(target, catalogue.indicators[target.indicator]))
    return view


def message_view(row: NotificationRow) -> View:
    """One notification, without its content."""
    finished = row.finished_at
    return {
        "notification": row.notification,
        "alert": row.alert,
        "episode": row.episode,
        "sequence": row.sequence,
        "channel": row.channel,
        "recipient": row.recipient,
        "state": row.state,
        "state_name": DELIVERY_STATES[row.state],
        "attempts": row.attempts,
        "queued_at": from_microseconds(row.queued_at),
        "wanted_at": from_microseconds(row.wanted_at),
        "held": row.state == "queued" and row.attempts == 0 and row.wanted_at > row.queued_at,
        "finished_at": from_microseconds(finished) if finished is not None else None,
        "digest": row.digest,
        "retried": [],
        "delivered_at": from_microseconds(finished) if finished is not None and row.state == "delivered" else None,
        "detail": row.detail,
        "subject": row.subject,
        "title": row.title,
        "page": _page_of(row),
    }


def _page_of(row: NotificationRow) -> str:
    """Where what a message is about is shown."""
    if row.stream.startswith("reminder-"):
        period = "-".join(row.stream.split("-")[1:3])
        return f"/reminders?period={period}"
    return f"/alerts/{row.alert}#e{row.episode}"


def timelines(past: Sequence[RecordedEvent], messages: Iterable[View], catalogue: Catalogue) -> dict[int, list[View]]:
    """What happened in each episode, in order, each decision with the messages it caused; 提示 as episode 0."""
    sent = {message["notification"]: message for message in messages}
    found: dict[int, list[View]] = defaultdict(list)
    scale: Scale | None = None
    for each in past:
        event = each.event
        if isinstance(event, AlertRaised | AlertAdvised):
            scale = _scale(event, catalogue)
        if isinstance(event, NotificationQueued):
            _caused(found[event.episode], event.instead_of).append(sent[event.notification])
        elif isinstance(event, NotificationRetried):
            sent[event.notification]["retried"].append((each.recorded.actor, each.recorded.recorded_instant))
        elif isinstance(event, AlertAdvised):
            found[ADVICE].append(_entry(each, event, scale))
        elif isinstance(event, AlertEvent):
            found[event.episode].append(_entry(each, event, scale))
        elif isinstance(event, PeopleEvent):
            found[event.episode].append(people_entry(each, event))
    return dict(found)


def _caused(entries: list[View], instead_of: str) -> list[View]:
    """The messages beside which a new one stands: those of the last entry, or of the one that it takes the place of."""
    of = (each for each in entries if any(message["notification"] == instead_of for message in each["messages"]))
    messages: list[View] = next(of, entries[-1])["messages"]
    return messages


def _scale(event: AlertRaised | AlertAdvised, catalogue: Catalogue) -> Scale | None:
    plan = catalogue.plans.get(event.plan)
    if plan is None:
        return None
    target = plan.target(event.row)
    return Scale.of(target, catalogue.indicators[target.indicator])


def _entry(
    past: RecordedEvent,
    event: AlertEvent | AlertAdvised,
    scale: Scale | None,
) -> View:
    level = event.level if isinstance(event, AlertRaised | AlertLevelChanged) else None
    level = event.assessment.level if isinstance(event, AlertAdvised) else level
    assessment = None if isinstance(event, AlertFrozen) else event.assessment
    old = event.old_actual if isinstance(event, AlertClosedByCorrection) else None
    return {
        "position": past.recorded.position,
        "type": past.recorded.type,
        "heading": _HEADINGS[type(event)],
        "at": past.recorded.recorded_instant,
        "period": event.period,
        "period_name": Month.parse(event.period).chinese,
        "level": level,
        "level_name": LOOKS[level].name if level is not None else None,
        "old_level": event.old_level if isinstance(event, AlertLevelChanged) else None,
        "reason": event.reason,
        "reason_text": REASONS[event.reason],
        "letter": "",
        "gathered_by": event.gathered_by if isinstance(event, AlertLevelChanged | AlertFrozen) else "",
        "figures": figures(assessment, scale) if assessment is not None and scale is not None else {},
        "old_actual": {"value": old, "text": scale.value(old)} if old is not None and scale is not None else None,
        "data_version": assessment.data_version if assessment is not None else None,
        "simulated": assessment is not None and assessment.simulated,
        "correlation_id": past.recorded.correlation_id,
        "hash": past.recorded.hash,
        "actor": past.recorded.actor,
        "told": [],
        "attachments": [],
        "messages": [],
    }
