"""What a message says: the facts in the order a busy reader needs them. Pure."""

from __future__ import annotations

from datetime import date

from services.alerts.episodes.advice.advising import of_expected
from services.alerts.episodes.events import AskingEvent, ToldEvent
from services.alerts.episodes.policy import rank
from services.alerts.messages import sentences
from services.alerts.messages.occasions import reviews
from services.alerts.messages.occasions.advising import advising
from services.alerts.messages.occasions.ending import EndingEvent, ending
from services.alerts.messages.occasions.promises import promised, supervised
from services.alerts.messages.subject import MessagePlace, MessageSubject
from services.alerts.messages.wording import LOOKS, REASONS, STEPS, reason_text
from shared.events import (
    AlertAdvised,
    AlertAnswerReturned,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertExpired,
    AlertFreezeLasted,
    AlertFrozen,
    AlertGapGrew,
    AlertLevelChanged,
    AlertOutcomeChanged,
    AlertPromiseKept,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Assessment,
)


def paragraphs_of(
    event: ToldEvent,
    assessment: Assessment,
    subject: MessageSubject,
    place: MessagePlace,
    deadlines: tuple[date, date] | None,
) -> list[str]:
    """What it says, in the order a busy reader needs it; ``**…**`` around what stands out."""
    if isinstance(event, AskingEvent):
        return [
            _asking(event, subject, place),
            sentences.standing(assessment, subject),
            sentences.contributors(assessment, subject),
            *filter(None, (reviews.doubts(assessment, subject, raised=False), reviews.waiting(assessment, subject))),
            sentences.sources(assessment, _change(event, subject, place)),
        ]
    if isinstance(event, AlertFreezeLasted):
        return [
            sentences.still_frozen(subject),
            f"{_change(event, subject, place)}。",
            sentences.request(subject, None, closed=False),
        ]
    if isinstance(event, EndingEvent):
        return [line for line in ending(event, subject, place, _change(event, subject, place)) if line]
    if of_expected(event):
        return [line for line in advising(event, subject) if line]
    lines: list[str] = []
    if isinstance(event, AlertFrozen):
        lines.append(sentences.frozen(assessment, subject))
    elif isinstance(event, AlertClosedByCorrection):
        lines.append(sentences.corrected(event.old_actual, assessment, subject, by_catalogue=place.by_catalogue))
        lines += reviews.cures(event.corrections, subject)
    elif isinstance(event, AlertResolved):
        lines += [sentences.resolved(event.reason), sentences.standing(assessment, subject)]
    elif isinstance(event, AlertPromiseKept):
        lines.append(sentences.standing(assessment, subject))
    else:
        lines += _at_length(event, assessment, subject, place)
    if place.promise is not None and not isinstance(event, AlertAdvised):
        lines.append(promised(*place.promise))
    lines.append(sentences.sources(assessment, _change(event, subject, place)))
    return [line for line in (*lines, _asked(event, subject, deadlines)) if line]


def _asked(event: ToldEvent, subject: MessageSubject, deadlines: tuple[date, date] | None) -> str:
    """What is asked for, if anything."""
    if isinstance(event, AlertAdvised):
        return sentences.advice(subject)
    if isinstance(event, AlertReopened):
        return reviews.owed_again(event, subject)
    return sentences.request(subject, deadlines, closed=isinstance(event, AlertResolved | AlertClosedByCorrection))


def _at_length(event: ToldEvent, assessment: Assessment, subject: MessageSubject, place: MessagePlace) -> list[str]:
    """How the figure stands and will, who makes up the gap, and what of it waits for review."""
    return [
        reviews.reopened(event, by_catalogue=place.by_catalogue) if isinstance(event, AlertReopened) else "",
        sentences.standing(assessment, subject),
        sentences.ahead(assessment, subject),
        sentences.of_the_year(assessment, subject),
        sentences.contributors(assessment, subject),
        sentences.gathers(place.gathers),
        reviews.doubts(assessment, subject, raised=isinstance(event, AlertRaised)),
        reviews.waiting(assessment, subject),
    ]


def _asking(event: AskingEvent, subject: MessageSubject, place: MessagePlace) -> str:
    """What is still owed, and by when."""
    if isinstance(event, AlertAnswerReturned):
        told = event.asked.answer_by if event.asked is not None else ""
        return sentences.returned(event.reason, subject, _day(told, place, place.deadlines.answer))
    if event.promise is not None:
        return supervised(event.promise, subject)
    leader = event.step == "leader"
    return sentences.overdue(event.reason, date.fromisoformat(event.day), subject, leader=leader)


def _change(event: ToldEvent, subject: MessageSubject, place: MessagePlace) -> str:
    """What is different from the message before."""
    match event:
        case AlertAnswerReturned():
            change = REASONS["answer_returned"]
        case AlertEscalated():
            change = f"{STEPS[event.step]}：{REASONS[event.reason]}"
        case AlertAdvised():
            change = REASONS[event.reason]
        case AlertRaised():
            why = reason_text(event.reason, by_catalogue=place.by_catalogue)
            linked = f"；接第{event.after}期" if event.after is not None else ""
            change = f"本期首号：{why}{linked}"
        case AlertGapGrew():
            change = sentences.grown(event, subject)
        case AlertLevelChanged():
            why = reason_text(event.reason, by_catalogue=place.by_catalogue)
            change = f"较上一号：{_moved(event)}（{why}）"
        case AlertExpired() | AlertOutcomeChanged():  # the result is the first that it says
            change = f"上一号为{LOOKS[place.previous_level].name}" if place.previous_level is not None else ""
        case _:
            previous = f"上一号为{LOOKS[place.previous_level].name}；" if place.previous_level is not None else ""
            change = f"{previous}{reason_text(event.reason, by_catalogue=place.by_catalogue)}"
    return change


def _moved(event: AlertLevelChanged) -> str:
    if event.old_level == event.level:
        return "级别不变"
    return f"由{LOOKS[event.old_level].name}转{LOOKS[event.level].name}"


def deadlines_of(event: ToldEvent, place: MessagePlace) -> tuple[date, date] | None:
    """Until when to sign and to answer; only what got worse asks for an answer."""
    if not isinstance(event, AlertRaised | AlertLevelChanged):
        return None
    if isinstance(event, AlertLevelChanged) and rank(event.level) <= rank(event.old_level):
        return None
    asked = event.asked
    return (
        _day(asked.sign_by if asked is not None else "", place, place.deadlines.sign),
        _day(asked.answer_by if asked is not None else "", place, place.deadlines.answer),
    )


def _day(told: str, place: MessagePlace, working_days: int) -> date:
    return date.fromisoformat(told) if told else place.calendar.after(place.today, working_days)
