"""Alerts as answers and pages show them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from services.alerts.episodes.row import EpisodeRow
from services.alerts.messages.notification import NotificationRow
from services.alerts.messages.wording import LOOKS, STATES, Scale, figures
from services.alerts.reading.handling_views import handling_view
from services.alerts.reading.message_views import View, message_view
from services.alerts.reading.recorded import RecordedEvent
from services.alerts.reading.timelines import ADVICE, timelines
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.rules import Deadlines
from shared.periods import from_microseconds


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
        **_about(row, catalogue),
        **_standing(row),
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


def _about(row: EpisodeRow, catalogue: Catalogue) -> View:
    """The target that the alert is about; what the catalogue no longer knows is called by its code."""
    plan, region = catalogue.plans.get(row.plan), catalogue.regions.get(row.region)
    return {
        "number": row.number,
        "plan": row.plan,
        "plan_name": (plan.short_name or plan.name) if plan is not None else row.plan,
        "row": row.row,
        "indicator": row.indicator,
        "name": row.indicator,
        "region": row.region,
        "region_name": region.name if region is not None else row.region,
        "binding": True,
    }


def _standing(row: EpisodeRow) -> View:
    """How the episode stands."""
    return {
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
    }
