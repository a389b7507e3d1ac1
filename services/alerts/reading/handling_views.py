"""What people did about an alert, as answers and pages show it. Pure."""

from __future__ import annotations

from datetime import date, datetime

from services.alerts.episodes.events import PeopleEvent
from services.alerts.episodes.row import EpisodeRow
from services.alerts.handling.letters import ESCALATIONS
from services.alerts.messages.wording import REASONS, STEPS
from services.alerts.reading.recorded import RecordedEvent
from services.alerts.reading.shown import AlertHandling, AlertStep, AnswerAttachment
from shared.catalogue.rules import Deadlines
from shared.events import (
    AlertAcknowledged,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertEscalated,
    AlertSignedOff,
    AlertSilenced,
    Attachment,
    Event,
    QuotedPromise,
)
from shared.periods import CHINA, Month, from_microseconds
from shared.work_calendar import WorkCalendar

ANSWER_STATES = {
    "none": "未反馈",
    "standing": "已反馈，待会审",
    "accepted": "反馈已通过会审",
    "returned": "反馈已退回",
    "broken": "承诺未兑现，请重新反馈",
}
"""Where an answer stands, as a page writes it."""

_HEADINGS: dict[type[Event], str] = {
    AlertAcknowledged: "签收",
    AlertAnswered: "反馈",
    AlertAnswerAccepted: "会审通过",
    AlertAnswerReturned: "会审退回",
    AlertSignedOff: "销号",
    AlertSilenced: "静默",
}


_DAYS = {"urged": "期限", "leader": "截至"}
"""What the day of a step is, of those that a day passing brings about: the one that was told, or the leader's."""


def handling_view(row: EpisodeRow, deadlines: Deadlines, calendar: WorkCalendar) -> AlertHandling:
    """Where an episode stands with the people who answer for it, and what comes next."""
    asked = _instant(row.asked_at)
    day = asked.astimezone(CHINA).date() if asked is not None else None
    sign_by = _told(row.sign_by, day, deadlines.sign, calendar)
    answer_by = _told(row.answer_by, day, deadlines.answer, calendar)
    return AlertHandling(
        asked_at=asked,
        sign_by=sign_by,
        answer_by=answer_by,
        deadlines_tentative=any(
            each is not None and calendar.awaits_arrangement(each) for each in (sign_by, answer_by)
        ),
        acknowledged_at=_instant(row.acknowledged_at),
        answer=row.answer,
        answer_name=ANSWER_STATES[row.answer],
        answered_at=_instant(row.answered_at),
        signed_off_at=_instant(row.signed_off_at),
        silenced_until=row.silenced_until,
        escalated=row.escalated,
        escalated_name=STEPS.get(row.escalated, ""),
        next=_next(row),
    )


def _told(stored: str, asked: date | None, working_days: int, calendar: WorkCalendar) -> date | None:
    """The day that was told; of what was asked before it was stored, as it is counted now."""
    if stored:
        return date.fromisoformat(stored)
    return calendar.after(asked, working_days) if asked is not None else None


NEXT_STEPS = ("待签收", "待重新反馈", "待反馈", "待会审", "督办中", "整改中", "待销号", "已销号")
"""Every next step, what waits most urgently for somebody first."""


def _next(row: EpisodeRow) -> str:
    """The step that is to be taken now, in a word."""
    if not row.open:
        return "已销号" if row.signed_off_at is not None else "待销号"
    if row.acknowledged_at is None:
        return "待签收"
    waiting = {"none": "待反馈", "standing": "待会审", "returned": "待重新反馈"}
    return {**waiting, "accepted": "整改中", "broken": "督办中"}[row.answer]


def people_entry(past: RecordedEvent, event: PeopleEvent) -> AlertStep:
    """A step of a timeline that a person took, or that was taken because nobody did."""
    escalated = event if isinstance(event, AlertEscalated) else None
    return AlertStep(
        position=past.recorded.position,
        type=past.recorded.type,
        heading=STEPS[escalated.step] if escalated is not None else _HEADINGS[type(event)],
        at=past.recorded.recorded_instant,
        period="",
        period_name="",
        level=None,
        level_name=None,
        old_level=None,
        reason=escalated.reason if escalated is not None else "",
        reason_text=REASONS[escalated.reason] if escalated is not None else "",
        letter=ESCALATIONS.get(escalated.step, "") if escalated is not None else "",
        gathered_by="",
        figures={},
        old_actual=None,
        data_version=None,
        simulated=False,
        correlation_id=past.recorded.correlation_id,
        hash=past.recorded.hash,
        actor=past.recorded.actor,
        told=_words(event),
        attachments=[AnswerAttachment(each.name, each.size, each.sha256) for each in _attachments(event)],
        messages=[],
    )


def _words(event: PeopleEvent) -> list[tuple[str, str]]:
    match event:
        case AlertAcknowledged():
            words = [("签收人", event.signer)]
        case AlertAnswered():
            expected = Month.parse(event.expected).chinese if event.expected else ""
            words = [
                ("反馈人", event.signer),
                ("落后原因", event.cause),
                ("整改措施", event.measures),
                ("预计达到序时", expected),
            ]
        case AlertSilenced():
            words = [("静默至", event.until), ("理由", event.reason)]
        case AlertAnswerReturned():
            words = [("理由", event.reason)]
        case AlertAnswerAccepted() | AlertSignedOff():
            words = [("意见", event.note)]
        case AlertEscalated():
            promised = promise_words(event.promise) if event.promise is not None else ()
            words = [(_DAYS[event.step], event.day), *promised] if event.step in _DAYS else [*promised]
    return [(label, text) for label, text in words if text]


def promise_words(promise: QuotedPromise) -> list[tuple[str, str]]:
    """A promise as a page quotes it: who made it and when, for which month, on which grounds."""
    return [
        ("承诺", f"{promise.signer}于 {promise.answered_on} 反馈"),
        ("承诺达到序时", Month.parse(promise.month).chinese),
        ("当时的原因", promise.cause),
        ("当时的措施", promise.measures),
    ]


def _attachments(event: PeopleEvent) -> tuple[Attachment, ...]:
    return event.attachments if isinstance(event, AlertAnswered) else ()


def _instant(at: int | None) -> datetime | None:
    return from_microseconds(at) if at is not None else None
