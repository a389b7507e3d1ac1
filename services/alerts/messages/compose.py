"""The message about an event of an alert, put together. Pure."""

from __future__ import annotations

from services.alerts.episodes.advice.advising import of_expected
from services.alerts.episodes.events import AskingEvent, ToldEvent
from services.alerts.messages.facts import facts_of
from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.occasions.advising import EXPECTED_LOOK
from services.alerts.messages.occasions.ending import OUTCOME_LOOKS, EndingEvent
from services.alerts.messages.paragraphs import deadlines_of, paragraphs_of
from services.alerts.messages.rendering import SIMULATED, Letter, render_html, render_text
from services.alerts.messages.subject import MessagePlace, MessageSubject
from services.alerts.messages.wording import LOOKS, STEPS, LevelLook
from shared.catalogue.catalogue import Catalogue
from shared.events import (
    AlertAdvised,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertFreezeLasted,
    AlertFrozen,
    AlertGapGrew,
    AlertLevelChanged,
    AlertPromiseKept,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Assessment,
    ProgressAssessed,
)

_FROZEN = LevelLook("缺报冻结", LOOKS["missing"].shape, LOOKS["missing"].colour)
_CLOSED_LOOKS = {
    AlertResolved: LevelLook("解除", "●", LOOKS["normal"].colour),
    AlertClosedByCorrection: LevelLook("更正销警", "●", LOOKS["normal"].colour),
    AlertPromiseKept: LevelLook("承诺兑现", "●", LOOKS["normal"].colour),
    AlertFrozen: _FROZEN,
    AlertFreezeLasted: _FROZEN,
}


_NAMED: dict[type, str] = {AlertAdvised: "提示", AlertGapGrew: "差距扩大", AlertReopened: "预警恢复"}
"""What stands before the level, where a message is not about a level that is new."""


def compose(event: ToldEvent, assessed: ProgressAssessed, catalogue: Catalogue, place: MessagePlace) -> ComposedMessage:
    """The message about an alert's event.

    ``assessed`` is the assessment that brought it about, or the last one before what people did.

    Raises:
        KeyError: the catalogue does not know the plan, row or region.
    """
    period = assessed.period if isinstance(event, AskingEvent) else event.period
    assessment = (
        assessed.assessment if isinstance(event, AskingEvent | AlertFrozen | AlertFreezeLasted) else event.assessment
    )
    subject = MessageSubject.of(catalogue, assessed, period, assessment)
    look = _look(event, assessment)
    deadlines = deadlines_of(event, place)
    title = _title(event.alert, subject, look, place)
    link = f"{place.public_url.rstrip('/')}{_page(event, assessed)}"
    paragraphs = paragraphs_of(event, assessment, subject, place, deadlines)
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
        facts=facts_of(event, assessment, subject, place, deadlines, link),
        paragraphs=(*((SIMULATED,) if place.simulated else ()), *paragraphs),
        action=letter.link_text,
        chart=place.chart,
    )


def _page(event: ToldEvent, assessed: ProgressAssessed) -> str:
    """Where the link leads: a 提示 has no alert to look at, only the target."""
    advice = isinstance(event, AlertAdvised)
    return f"/plans/{assessed.plan}/{assessed.row}" if advice else f"/alerts/{event.alert}"


def _called(alert: str, episode: int) -> str:
    return f"预警 {alert} 第{episode}期" if episode else f"提示 {alert}"


def _look(event: ToldEvent, assessment: Assessment) -> LevelLook:
    if isinstance(event, AlertRaised | AlertLevelChanged):
        return LOOKS[event.level]
    if of_expected(event):
        return EXPECTED_LOOK
    level = LOOKS[event.level if isinstance(event, AlertReopened) else assessment.level]
    if type(event) in _NAMED:
        return LevelLook(f"{_NAMED[type(event)]}·{level.name}", level.shape, level.colour)
    if isinstance(event, AskingEvent):
        word = STEPS[event.step] if isinstance(event, AlertEscalated) else "反馈退回"
        return LevelLook(f"{word}·{level.name}", level.shape, level.colour)
    if isinstance(event, EndingEvent):
        return OUTCOME_LOOKS[event.reason]
    return _CLOSED_LOOKS[type(event)]


def _title(alert: str, subject: MessageSubject, look: LevelLook, place: MessagePlace) -> str:
    number = f"{_called(alert, place.episode)} 第{place.sequence}号"
    marked = "（模拟数据）" if place.simulated else ""
    return f"【{look.name}】{subject.headline}· {subject.period.chinese} · {number}{marked}"
