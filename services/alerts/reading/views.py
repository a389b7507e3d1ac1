"""Alerts as answers and pages show them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from msgspec import UNSET
from msgspec.structs import asdict

from services.alerts.episodes.events import EpisodeEvent
from services.alerts.episodes.known_months import History, current_levels, newest_judged
from services.alerts.episodes.row import EpisodeRow
from services.alerts.episodes.summary import fold
from services.alerts.messages.notification import NotificationRow
from services.alerts.messages.occasions.ending import course
from services.alerts.messages.wording import LOOKS, STATES, AlertFigure, Scale, figures
from services.alerts.reading.handling_views import handling_view
from services.alerts.reading.message_views import message_view
from services.alerts.reading.recorded import RecordedEvent
from services.alerts.reading.shown import (
    AlertEpisode,
    AlertHistory,
    AlertMessage,
    AlertStep,
    EpisodeStanding,
)
from services.alerts.reading.timelines import ADVICE, coverage_of, timelines
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Target
from shared.catalogue.rules import Deadlines
from shared.periods import CHINA, Month, from_microseconds


class NewestMonth(NamedTuple):
    """What an alert's target stands at now: the newest month that is judged, and the newest ``figures`` that show,
    of which month; empty where none show."""

    judged: str
    period: str
    figures: dict[str, AlertFigure]


def newest_month(history: History, shown: History, scale: Scale) -> NewestMonth | None:
    """The newest of the months that are known, of which those are ``shown``; None where none is judged."""
    levels, newest = current_levels(history), newest_judged(shown)
    if not levels:
        return None
    judged = levels[-1][0]
    if newest is None:
        return NewestMonth(judged, judged, {})
    return NewestMonth(judged, newest[0], figures(newest[1], scale))


def alert_views(
    rows: Iterable[EpisodeRow], messages: Iterable[NotificationRow], catalogue: Catalogue
) -> list[AlertEpisode]:
    """One view an episode, with its messages."""
    return [AlertEpisode(**asdict(each), hidden=False) for each in _standings(rows, messages, catalogue)]


def episode_views(
    rows: Sequence[EpisodeRow],
    messages: Sequence[NotificationRow],
    past: Sequence[RecordedEvent],
    catalogue: Catalogue,
) -> list[AlertHistory]:
    """One alert's episodes, newest first, each with its ``events`` as far as ``past`` goes."""
    history = timelines(past, messages, catalogue)
    views = [
        AlertHistory(
            **asdict(each),
            events=history[each.episode],
            figures_period=_figures_period(each, history[each.episode]),
            advice=history.get(ADVICE, []),
            hidden=False,
            course=_course(each, past),
        )
        for each in _standings(rows, messages, catalogue)
    ]
    return sorted(views, key=lambda view: -view.episode)


def _course(standing: EpisodeStanding, past: Iterable[RecordedEvent]) -> str:
    """An episode as far as ``past`` goes, in one sentence."""
    own = (each for each in past if isinstance(each.event, EpisodeEvent) and each.event.episode == standing.episode)
    summed = fold((each.event, each.recorded.recorded_instant.astimezone(CHINA).date()) for each in own)
    return course(summed, Month.parse(standing.period))


def _figures_period(standing: EpisodeStanding, steps: Iterable[AlertStep]) -> str:
    """The month that an episode's figures are of: a freeze, or what people did, brings none."""
    told = [step.period for step in steps if step.figures]
    return told[-1] if told else standing.period


def _standings(
    rows: Iterable[EpisodeRow], messages: Iterable[NotificationRow], catalogue: Catalogue
) -> list[EpisodeStanding]:
    by_episode: dict[tuple[str, int], list[AlertMessage]] = defaultdict(list)
    for message in messages:
        by_episode[message.alert, message.episode].append(message_view(message))
    return [_standing(row, by_episode[row.number, row.episode], catalogue) for row in rows]


def _standing(row: EpisodeRow, messages: list[AlertMessage], catalogue: Catalogue) -> EpisodeStanding:
    """An alert of a plan or a row that was taken away is still shown, without what only they know."""
    assessment = row.assessed
    plan, target = catalogue.plans.get(row.plan), catalogue.target_of(row.plan, row.row)
    return EpisodeStanding(
        number=row.number,
        plan=row.plan,
        plan_name=(plan.short_name or plan.name) if plan is not None else row.plan,
        row=row.row,
        indicator=row.indicator,
        name=target.name if target is not None else row.indicator,
        region=row.region,
        region_name=catalogue.region_name(row.region),
        binding=True,
        episode=row.episode,
        after=row.after,
        state=row.state,
        state_name=STATES[row.state],
        level=row.level,
        level_name=LOOKS[row.level].name,
        raised_period=row.raised_period,
        raised_at=from_microseconds(row.raised_at),
        period=row.period,
        changed_at=from_microseconds(row.changed_at),
        figures=_figures(row, target, catalogue) if target is not None else {},
        coverage=coverage_of(assessment),
        data_version=assessment.data_version,
        rule_version=assessment.rule_version,
        simulated=assessment.simulated,
        handling=handling_view(
            row, plan.rules.deadlines if plan is not None else Deadlines(), catalogue.calendar_of(row.region)
        ),
        messages=messages,
        department=catalogue.department_for(row.plan, row.row).name if target is not None else UNSET,
    )


def _figures(row: EpisodeRow, target: Target, catalogue: Catalogue) -> dict[str, AlertFigure]:
    return figures(row.assessed, Scale.of(target, catalogue.indicators[target.indicator]))
