"""What a department is told that owes statements on commitments. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.rendering import Letter
from services.alerts.reminders.commitments.due import StatementReminder
from services.alerts.reminders.due import Step
from services.alerts.reminders.letters import as_message
from services.alerts.reminders.message import STEP_LOOKS
from shared.commitments.words import asked_text
from shared.work_calendar import WorkCalendar

PREFIX = "RW"
"""Begins the numbers of these messages: 任务."""

_DIGEST = 8
_MOST_LISTED = 12
_ACTION = "去填报"
_SAID: Mapping[Step, str] = {
    "before_due": "**{whose}**有 **{count}** 项重点任务{period}的进度还没有填报，**{due}**到期。请按时填报。",
    "after_due": "**{whose}**有 **{count}** 项重点任务{period}的进度应于**{due}**前填报，**至今未报**。请立即填报；"
    "确有困难的，请与规划牵头部门联系。",
    "leader": "**{whose}**有 **{count}** 项重点任务{period}的进度应于**{due}**前填报，逾期**至今未报**。"
    "现报请{leader}督促。",
}


def number_of(reminder: StatementReminder) -> str:
    """The number that a department's reminders of a plan's period go under: safe in an address or a file name, and as
    short whatever an office calls its plans and departments, of which it has only a digest."""
    owed = reminder.owed
    digest = hashlib.sha256(f"{owed.plan.id}\n{owed.department.id}".encode()).hexdigest()[:_DIGEST]
    return f"{PREFIX}-{owed.plan.region}-{digest}-{owed.period}"


def recipients(reminder: StatementReminder) -> tuple[str, ...]:
    """Who is told: the department, and by the last step its leader."""
    department = reminder.owed.department
    return tuple(dict.fromkeys((*department.mail, *(department.leader_mail if reminder.step == "leader" else ()))))


def compose_statement_reminder(
    reminder: StatementReminder, sequence: int, calendar: WorkCalendar, public_url: str, simulated: bool
) -> ComposedMessage:
    """The ``sequence``-th message about what a department owes for a period."""
    owed, step = reminder.owed, reminder.step
    number, look = number_of(reminder), STEP_LOOKS[step]
    plan_name = owed.plan.short_name or owed.plan.name
    note = calendar.note(owed.due)
    said = _SAID[step].format(
        whose=owed.department.name,
        count=len(owed.commitments),
        period=owed.period.chinese,
        due=f"{_day(owed.due)}{f'（{note}）' if note else ''}",
        leader=owed.department.leader or "分管领导",
    )
    listed = [f"第{each.row}项：{each.subject}（{asked_text(each)}）" for each in owed.commitments[:_MOST_LISTED]]
    if len(owed.commitments) > len(listed):
        listed.append(f"等共 **{len(owed.commitments)}** 项。")
    ending = f"《{plan_name}》正文和专栏里的承诺，由责任部门填报进展，审核通过后计入。此后已经填报的，请不必理会。"
    what = f"{owed.department.name} {owed.period.chinese}重点任务"
    title = f"【{look.name}】{what} · {number}{'（模拟数据）' if simulated else ''}"
    link = f"{public_url.rstrip('/')}/commitments"
    letter = Letter(title, look, [said, *listed, ending], link, _ACTION, simulated)
    facts = {
        "event": "StatementReminderIssued",
        "step": step,
        "plan": owed.plan.id,
        "region": owed.plan.region,
        "department": owed.department.name,
        "period": str(owed.period),
        "due": owed.due.isoformat(),
        "rows": [each.row for each in owed.commitments],
        "simulated": simulated,
        "link": link,
    }
    return as_message(letter, number, sequence, f"催报 {number}：{what}", facts)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
