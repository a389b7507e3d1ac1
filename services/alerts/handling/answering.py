"""What people ask to do about an episode: 签收, 反馈, 会审, 销号, 静默; decided, or refused with a reason. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.alerts.handling.handling import Handling
from services.alerts.handling.promise_month import PromiseMonths, month_fault
from shared.events import (
    AlertAcknowledged,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertSignedOff,
    AlertSilenced,
    Attachment,
    Event,
)

LONGEST_SILENCE_DAYS = 92
"""A silence is for a known cause that passes; a longer one would be forgotten."""


@dataclass(frozen=True, slots=True)
class HandlingRefusal:
    """Why something may not happen: ``code`` names it, ``message`` tells in Chinese what to do."""

    code: str
    message: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """反馈: why the indicator fell behind, what is done, and when it should be back (``YYYY-MM`` or '')."""

    signer: str
    cause: str
    measures: str
    expected: str = ""
    attachments: tuple[Attachment, ...] = ()


def acknowledge(state: Handling, alert: str, episode: int, signer: str) -> tuple[Event, ...] | HandlingRefusal:
    """签收: once for each time that the department was asked."""
    if (refusal := _not_to_handle(state, episode)) is not None:
        return refusal
    if state.acknowledged:
        return HandlingRefusal("already-acknowledged", "本期预警已签收，无需再签")
    if not signer.strip():
        return HandlingRefusal("signer-missing", "请填写签收人姓名", "signer")
    return (AlertAcknowledged(alert=alert, episode=episode, signer=signer.strip()),)


def answer(
    state: Handling, alert: str, episode: int, given: Answer, months: PromiseMonths
) -> tuple[Event, ...] | tuple[HandlingRefusal, ...]:
    """反馈, which signs for the alert as well where nobody has; until it is reviewed a later one replaces it, and so
    it does once its promise was broken.

    The month that it expects to be back by is a promise. Every fault of the answer is told, not only the first.
    """
    if (refusal := _not_to_handle(state, episode)) is not None:
        return (refusal,)
    if state.answer == "accepted":
        return (HandlingRefusal("answer-accepted", "反馈已通过会审，无需再报"),)
    if faults := _faults(given, months):
        return faults
    signer = given.signer.strip()
    answered = AlertAnswered(
        alert=alert,
        episode=episode,
        signer=signer,
        cause=given.cause.strip(),
        measures=given.measures.strip(),
        expected=given.expected,
        attachments=given.attachments,
    )
    signed = () if state.acknowledged else (AlertAcknowledged(alert=alert, episode=episode, signer=signer),)
    return (*signed, answered)


def _faults(given: Answer, months: PromiseMonths) -> tuple[HandlingRefusal, ...]:
    texts = {"signer": "反馈人姓名", "cause": "落后原因", "measures": "整改措施"}
    found = [
        HandlingRefusal(f"{field}-missing", f"请填写{name}", field)
        for field, name in texts.items()
        if not getattr(given, field).strip()
    ]
    if (fault := month_fault(given.expected, months)) is not None:
        found.append(HandlingRefusal(*fault, "expected"))
    return tuple(found)


def review(state: Handling, alert: str, episode: int, accept: bool, reason: str) -> tuple[Event, ...] | HandlingRefusal:
    """会审 of the standing answer: accepted, or returned with a reason."""
    if episode != state.episode:
        return _other_episode(state)
    if state.answer != "standing":
        return HandlingRefusal("nothing-to-review", "没有待会审的反馈")
    if accept:
        return (AlertAnswerAccepted(alert=alert, episode=episode, note=reason.strip()),)
    if not reason.strip():
        return HandlingRefusal("reason-missing", "退回须说明理由", "reason")
    return (AlertAnswerReturned(alert=alert, episode=episode, reason=reason.strip()),)


def sign_off(state: Handling, alert: str, episode: int, note: str) -> tuple[Event, ...] | HandlingRefusal:
    """销号: only of an episode that the figures have closed, and whose answer, if there is one, was reviewed."""
    if episode != state.episode:
        return _other_episode(state)
    if state.open:
        return HandlingRefusal("still-open", "指标尚未回到序时进度，不能销号")
    if state.signed_off:
        return HandlingRefusal("already-signed-off", "本期预警已销号")
    if state.answer == "standing":
        return HandlingRefusal("answer-not-reviewed", "反馈尚未会审，请先会审")
    return (AlertSignedOff(alert=alert, episode=episode, note=note.strip()),)


def silence(
    state: Handling, alert: str, episode: int, until: date, reason: str, today: date
) -> tuple[Event, ...] | HandlingRefusal:
    """静默: until a day, for a reason. A day before today ends a silence."""
    if (refusal := _not_to_handle(state, episode)) is not None:
        return refusal
    if not reason.strip():
        return HandlingRefusal("reason-missing", "静默须说明理由", "reason")
    if until > today + timedelta(days=LONGEST_SILENCE_DAYS):
        return HandlingRefusal("too-long", f"静默至多{LONGEST_SILENCE_DAYS}天", "until")
    if until < today and not state.silenced(today):
        return HandlingRefusal("not-silenced", "静默的截止日不能早于今天", "until")
    return (AlertSilenced(alert=alert, episode=episode, until=until.isoformat(), reason=reason.strip()),)


def _not_to_handle(state: Handling, episode: int) -> HandlingRefusal | None:
    if episode != state.episode:
        return _other_episode(state)
    return None if state.open else HandlingRefusal("episode-closed", "本期预警已结束，无需再办")


def _other_episode(state: Handling) -> HandlingRefusal:
    if state.episode == 0:
        return HandlingRefusal("never-raised", "没有这一预警")
    return HandlingRefusal("other-episode", f"现为第{state.episode}期，请打开最新一期")
