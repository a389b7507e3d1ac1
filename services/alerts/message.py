"""What a message says: the facts in the order a busy reader needs them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from services.alerts import sentences
from services.alerts.policy import rank
from services.alerts.rendering import Letter, render_html, render_text
from services.alerts.sentences import Subject
from services.alerts.wording import LOOKS, REASONS, Look, figures
from shared.catalogue.catalogue import Catalogue
from shared.events import (
    AlertClosedByCorrection,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    Assessment,
    Level,
    ProgressAssessed,
)
from shared.periods import Month, add_working_days

ACKNOWLEDGE_WORKING_DAYS = 2
ANSWER_WORKING_DAYS = 5

AlertEvent = AlertRaised | AlertLevelChanged | AlertFrozen | AlertResolved | AlertClosedByCorrection
"""The events that a department is told about."""

_CLOSED_LOOKS = {
    AlertResolved: Look("解除", "●", LOOKS["normal"].colour),
    AlertClosedByCorrection: Look("更正销警", "●", LOOKS["normal"].colour),
    AlertFrozen: Look("缺报冻结", LOOKS["missing"].shape, LOOKS["missing"].colour),
}


class Message(msgspec.Struct, frozen=True):
    """A message ready for any channel.

    ``subject`` is the same for every message of an episode, so that mail readers keep them
    together; ``title`` names level, month and sequence, so that a duplicate shows. ``facts`` is
    the same content for machines.
    """

    alert: str
    episode: int
    sequence: int
    subject: str
    title: str
    text: str
    html: str
    link: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands: its number in the episode, the level before it, and the day in China.

    ``simulated``: figures behind the alert come from a demonstration. ``policy_version`` is the
    rule that decided.
    """

    episode: int
    sequence: int
    previous_level: Level | None
    today: date
    public_url: str
    policy_version: int = 1
    simulated: bool = False


def compose(event: AlertEvent, assessed: ProgressAssessed, catalogue: Catalogue, place: Place) -> Message:
    """The message about an alert's event.

    ``assessed`` is the assessment that brought it about.

    Raises:
        KeyError: the catalogue does not know the plan, row or region.
    """
    assessment = assessed.assessment if isinstance(event, AlertFrozen) else event.assessment
    subject = Subject.of(catalogue, assessed, event.period)
    look = _look(event)
    deadlines = _deadlines(event, place)
    title = _title(event, subject, look, place)
    link = f"{place.public_url.rstrip('/')}/alerts/{event.alert}"
    paragraphs = _paragraphs(event, assessment, subject, place, deadlines)
    letter = Letter(title, look, paragraphs, link, "签收、反馈" if deadlines else "查看预警", place.simulated)
    return Message(
        alert=event.alert,
        episode=place.episode,
        sequence=place.sequence,
        subject=f"预警 {event.alert} 第{place.episode}期：{subject.headline}",
        title=title,
        text=render_text(letter),
        html=render_html(letter),
        link=link,
        facts=_facts(event, assessment, subject, place, deadlines, link),
    )


def _look(event: AlertEvent) -> Look:
    if isinstance(event, AlertRaised | AlertLevelChanged):
        return LOOKS[event.level]
    return _CLOSED_LOOKS[type(event)]


def _title(event: AlertEvent, subject: Subject, look: Look, place: Place) -> str:
    number = f"预警 {event.alert} 第{place.episode}期 第{place.sequence}号"
    marked = "（模拟数据）" if place.simulated else ""
    return f"【{look.name}】{subject.headline}· {Month.parse(event.period).chinese} · {number}{marked}"


def _deadlines(event: AlertEvent, place: Place) -> tuple[date, date] | None:
    """Until when to sign and to answer; only what got worse asks for an answer."""
    worsened = isinstance(event, AlertLevelChanged) and rank(event.level) > rank(event.old_level)
    if not (isinstance(event, AlertRaised) or worsened):
        return None
    return (
        add_working_days(place.today, ACKNOWLEDGE_WORKING_DAYS),
        add_working_days(place.today, ANSWER_WORKING_DAYS),
    )


def _paragraphs(
    event: AlertEvent, assessment: Assessment, subject: Subject, place: Place, deadlines: tuple[date, date] | None
) -> list[str]:
    lines: list[str] = []
    if isinstance(event, AlertFrozen):
        lines.append(sentences.frozen(assessment, subject))
    elif isinstance(event, AlertClosedByCorrection):
        lines.append(sentences.corrected(event.old_actual, assessment, subject))
    elif isinstance(event, AlertResolved):
        lines += [sentences.resolved(event.reason), sentences.standing(assessment, subject)]
    else:
        lines += [sentences.standing(assessment, subject), sentences.ahead(assessment, subject)]
        lines.append(sentences.contributors(assessment, subject))
    lines.append(sentences.sources(assessment, _change(event, place)))
    lines.append(
        sentences.request(subject, deadlines, closed=isinstance(event, AlertResolved | AlertClosedByCorrection))
    )
    return [line for line in lines if line]


def _change(event: AlertEvent, place: Place) -> str:
    """What is different from the message before."""
    reason = REASONS[event.reason]
    if isinstance(event, AlertRaised):
        linked = f"；接第{event.after}期" if event.after is not None else ""
        return f"本期首号：{reason}{linked}"
    if isinstance(event, AlertLevelChanged):
        return (
            f"较上一号：由{LOOKS[event.old_level].name}转{LOOKS[event.level].name}（{reason}）"
            if (event.old_level != event.level)
            else f"较上一号：级别不变（{reason}）"
        )
    previous = f"上一号为{LOOKS[place.previous_level].name}；" if place.previous_level is not None else ""
    return f"{previous}{reason}"


def _facts(
    event: AlertEvent,
    assessment: Assessment,
    subject: Subject,
    place: Place,
    deadlines: tuple[date, date] | None,
    link: str,
) -> dict[str, Any]:
    level = event.level if isinstance(event, AlertRaised | AlertLevelChanged) else None
    acknowledge, answer = deadlines if deadlines is not None else (None, None)
    return {
        "event": type(event).__name__,
        "reason": event.reason,
        "reason_text": REASONS[event.reason],
        "level": level,
        "level_name": LOOKS[level].name if level is not None else None,
        "plan": subject.plan.id,
        "row": subject.target.row,
        "indicator": subject.indicator.id,
        "name": subject.target.name,
        "binding": subject.target.binding,
        "region": subject.region.code,
        "region_name": subject.region.name,
        "period": event.period,
        "figures": figures(assessment, subject.scale),
        "contributions": [msgspec.to_builtins(each) for each in assessment.contributions],
        "coverage": {
            "expected": assessment.expected_units,
            "reported": assessment.reported_units,
            "accepted": assessment.accepted_units,
        },
        "data_version": assessment.data_version,
        "rule_version": assessment.rule_version,
        "policy_version": place.policy_version,
        "simulated": place.simulated,
        "department": subject.department.name,
        "acknowledge_by": acknowledge.isoformat() if acknowledge is not None else None,
        "answer_by": answer.isoformat() if answer is not None else None,
        "link": link,
    }
