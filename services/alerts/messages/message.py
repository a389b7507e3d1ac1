"""What a message says: the facts in the order a busy reader needs them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

import msgspec

from services.alerts.episodes.events import AskingEvent, ToldEvent
from services.alerts.episodes.policy import rank
from services.alerts.messages import sentences
from services.alerts.messages.chart import Chart
from services.alerts.messages.rendering import SIMULATED, Letter, render_html, render_text
from services.alerts.messages.sentences import MessageSubject
from services.alerts.messages.wording import LOOKS, REASONS, STEPS, LevelLook, figures
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.rules import Deadlines
from shared.events import (
    AlertAdvised,
    AlertAnswerReturned,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertResolved,
    Assessment,
    Level,
    ProgressAssessed,
)
from shared.periods import add_working_days

_CLOSED_LOOKS = {
    AlertResolved: LevelLook("解除", "●", LOOKS["normal"].colour),
    AlertClosedByCorrection: LevelLook("更正销警", "●", LOOKS["normal"].colour),
    AlertFrozen: LevelLook("缺报冻结", LOOKS["missing"].shape, LOOKS["missing"].colour),
}


class ComposedMessage(msgspec.Struct, frozen=True):
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
    paragraphs: tuple[str, ...] = ()
    action: str = "查看预警"
    chart: Chart | None = None

    @property
    def told(self) -> Sequence[str]:
        """The paragraphs, ``**…**`` around what stands out; of a message kept before there were any, its text's."""
        return self.paragraphs or self.text.strip().split("\n\n")[1:-1]


@dataclass(frozen=True, slots=True)
class MessagePlace:
    """Where a message stands: its number in the episode, the level before it, and the day in China.

    ``simulated``: figures behind the alert come from a demonstration. ``policy_version`` is the
    rule that decided. ``chart``: the months before, where there are enough. ``gathers``: name of
    the region, number and level of each open alert on the same indicator inside the area.
    """

    episode: int
    sequence: int
    previous_level: Level | None
    today: date
    public_url: str
    policy_version: int = 1
    simulated: bool = False
    chart: Chart | None = None
    deadlines: Deadlines = field(default_factory=Deadlines)
    gathers: tuple[tuple[str, str, Level], ...] = ()


def compose(event: ToldEvent, assessed: ProgressAssessed, catalogue: Catalogue, place: MessagePlace) -> ComposedMessage:
    """The message about an alert's event.

    ``assessed`` is the assessment that brought it about, or the last one before what people did.

    Raises:
        KeyError: the catalogue does not know the plan, row or region.
    """
    period = assessed.period if isinstance(event, AskingEvent) else event.period
    assessment = assessed.assessment if isinstance(event, AskingEvent | AlertFrozen) else event.assessment
    subject = MessageSubject.of(catalogue, assessed, period)
    look = _look(event, assessment)
    deadlines = _deadlines(event, place)
    title = _title(event.alert, subject, look, place)
    link = f"{place.public_url.rstrip('/')}{_page(event, assessed)}"
    paragraphs = _paragraphs(event, assessment, subject, place, deadlines)
    action = "签收、反馈" if deadlines or isinstance(event, AskingEvent) else "查看预警"
    action = "看指标轨迹" if isinstance(event, AlertAdvised) else action
    letter = Letter(title, look, paragraphs, link, action, place.simulated, place.chart)
    return ComposedMessage(
        alert=event.alert,
        episode=place.episode,
        sequence=place.sequence,
        subject=f"{_called(event.alert, place.episode)}：{subject.headline}",
        title=title,
        text=render_text(letter),
        html=render_html(letter),
        link=link,
        facts=_facts(event, assessment, subject, place, deadlines, link),
        paragraphs=(*((SIMULATED,) if place.simulated else ()), *paragraphs),
        action=letter.link_text,
        chart=place.chart,
    )


def personal(message: ComposedMessage, link: str) -> ComposedMessage:
    """The message with a link of the recipient's own. What machines read keeps the one that opens to everybody."""
    return msgspec.structs.replace(
        message,
        link=link,
        text=message.text.replace(message.link, link),
        html=message.html.replace(escape(message.link), escape(link)),
    )


def impersonal(message: ComposedMessage) -> ComposedMessage:
    """The message as others than its recipient may see it: without the link that signs as the recipient."""
    return personal(message, str(message.facts["link"]))


def _page(event: ToldEvent, assessed: ProgressAssessed) -> str:
    """Where the link leads: a 提示 has no alert to look at, only the target."""
    advice = isinstance(event, AlertAdvised)
    return f"/plans/{assessed.plan}/{assessed.row}" if advice else f"/alerts/{event.alert}"


def _called(alert: str, episode: int) -> str:
    return f"预警 {alert} 第{episode}期" if episode else f"提示 {alert}"


def _look(event: ToldEvent, assessment: Assessment) -> LevelLook:
    if isinstance(event, AlertRaised | AlertLevelChanged):
        return LOOKS[event.level]
    if isinstance(event, AlertAdvised):
        level = LOOKS[assessment.level]
        return LevelLook(f"提示·{level.name}", level.shape, level.colour)
    if isinstance(event, AskingEvent):
        level = LOOKS[assessment.level]
        word = STEPS[event.step] if isinstance(event, AlertEscalated) else "反馈退回"
        return LevelLook(f"{word}·{level.name}", level.shape, level.colour)
    return _CLOSED_LOOKS[type(event)]


def _title(alert: str, subject: MessageSubject, look: LevelLook, place: MessagePlace) -> str:
    number = f"{_called(alert, place.episode)} 第{place.sequence}号"
    marked = "（模拟数据）" if place.simulated else ""
    return f"【{look.name}】{subject.headline}· {subject.period.chinese} · {number}{marked}"


def _deadlines(event: ToldEvent, place: MessagePlace) -> tuple[date, date] | None:
    """Until when to sign and to answer; only what got worse asks for an answer."""
    worsened = isinstance(event, AlertLevelChanged) and rank(event.level) > rank(event.old_level)
    if not (isinstance(event, AlertRaised) or worsened):
        return None
    return (
        add_working_days(place.today, place.deadlines.sign),
        add_working_days(place.today, place.deadlines.answer),
    )


def _paragraphs(
    event: ToldEvent,
    assessment: Assessment,
    subject: MessageSubject,
    place: MessagePlace,
    deadlines: tuple[date, date] | None,
) -> list[str]:
    lines: list[str] = []
    if isinstance(event, AskingEvent):
        lines += [_asking(event, subject, place), sentences.standing(assessment, subject)]
        return [
            *lines,
            sentences.contributors(assessment, subject),
            sentences.sources(assessment, _change(event, place)),
        ]
    if isinstance(event, AlertFrozen):
        lines.append(sentences.frozen(assessment, subject))
    elif isinstance(event, AlertClosedByCorrection):
        lines.append(sentences.corrected(event.old_actual, assessment, subject))
    elif isinstance(event, AlertResolved):
        lines += [sentences.resolved(event.reason), sentences.standing(assessment, subject)]
    else:
        lines += [sentences.standing(assessment, subject), sentences.ahead(assessment, subject)]
        lines += [sentences.contributors(assessment, subject), sentences.gathers(place.gathers)]
    lines.append(sentences.sources(assessment, _change(event, place)))
    if isinstance(event, AlertAdvised):
        return [line for line in (*lines, sentences.advice(subject)) if line]
    lines.append(
        sentences.request(subject, deadlines, closed=isinstance(event, AlertResolved | AlertClosedByCorrection))
    )
    return [line for line in lines if line]


def _asking(event: AskingEvent, subject: MessageSubject, place: MessagePlace) -> str:
    """What is still owed, and by when."""
    if isinstance(event, AlertAnswerReturned):
        return sentences.returned(event.reason, subject, add_working_days(place.today, place.deadlines.answer))
    leader = event.step == "leader"
    return sentences.overdue(event.reason, date.fromisoformat(event.day), subject, leader=leader)


def _change(event: ToldEvent, place: MessagePlace) -> str:
    """What is different from the message before."""
    if isinstance(event, AlertAnswerReturned):
        return REASONS["answer_returned"]
    reason = REASONS[event.reason]
    if isinstance(event, AlertEscalated):
        return f"{STEPS[event.step]}：{reason}"
    if isinstance(event, AlertAdvised):
        return reason
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
    event: ToldEvent,
    assessment: Assessment,
    subject: MessageSubject,
    place: MessagePlace,
    deadlines: tuple[date, date] | None,
    link: str,
) -> dict[str, Any]:
    level = event.level if isinstance(event, AlertRaised | AlertLevelChanged) else None
    level = assessment.level if isinstance(event, AskingEvent | AlertAdvised) else level
    reason = "answer_returned" if isinstance(event, AlertAnswerReturned) else event.reason
    acknowledge, answer = deadlines if deadlines is not None else (None, None)
    return {
        "event": type(event).__name__,
        "reason": reason,
        "reason_text": REASONS[reason],
        "level": level,
        "level_name": LOOKS[level].name if level is not None else None,
        "plan": subject.plan.id,
        "row": subject.target.row,
        "indicator": subject.indicator.id,
        "name": subject.target.name,
        "binding": subject.target.binding,
        "region": subject.region.code,
        "region_name": subject.region.name,
        "period": str(subject.period),
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
