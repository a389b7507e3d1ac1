"""What a reminder (催报) says: what is owed, since when, and where it is reported. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.rendering import Letter
from services.alerts.messages.wording import LOOKS, LevelLook
from services.alerts.reminders.due import OwedMonth, Reminder, Status, Step
from services.alerts.reminders.letters import as_message, title_of, unit_name
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.contacts import Contact
from shared.periods import Month
from shared.work_calendar import WorkCalendar

STEP_NAMES: Mapping[Step, str] = {"before_due": "到期前提醒", "after_due": "逾期催报", "leader": "报请领导督促"}
"""The steps as people call them."""

PREFIX = "CB"
"""Begins the numbers of reminders: 催报."""

STEP_LOOKS: Mapping[Step, LevelLook] = {
    "before_due": LevelLook(STEP_NAMES["before_due"], "○", LOOKS["missing"].colour),
    "after_due": LevelLook(STEP_NAMES["after_due"], LOOKS["yellow"].shape, LOOKS["yellow"].colour),
    "leader": LevelLook(STEP_NAMES["leader"], LOOKS["orange"].shape, LOOKS["orange"].colour),
}
"""How a step looks."""

_STATES: Mapping[Status | None, str] = {
    None: "未报",
    "returned": "已退回，须重新报送",
    "withdrawn": "已撤回，须重新报送",
}
_MARKS: Mapping[Status | None, str] = {None: "", "returned": "（已退回）", "withdrawn": "（已撤回）"}
_MOST_LISTED = 12
_ACTION = "去报送"


@dataclass(frozen=True, slots=True)
class ReminderPlace:
    """Where a reminder stands: the number it goes under, how many went under it before, and whether the area's
    figures come from a demonstration."""

    number: str
    sequence: int
    public_url: str
    simulated: bool


def number_of(region: str, period: Month) -> str:
    """The number that the reminders of a region's month go under: safe in an address or a file name."""
    return f"{PREFIX}-{region}-{period}"


def recipients(contacts: Iterable[Contact], step: Step) -> tuple[str, ...]:
    """Who is told by a step, each address once: the unit, and from the last step on its leader."""
    told = ((*each.mail, *(each.leader_mail if step == "leader" else ())) for each in contacts)
    return tuple(dict.fromkeys(address for addresses in told for address in addresses))


def compose(
    reminder: Reminder,
    everything: Sequence[OwedMonth],
    catalogue: Catalogue,
    place: ReminderPlace,
    contacts: Iterable[Contact],
) -> ComposedMessage:
    """The message of a reminder; ``everything`` is what the region owes by now, the newest month first; it goes to
    ``contacts``.

    Raises:
        KeyError: the catalogue does not know the region.
    """
    unit = unit_name(catalogue, reminder.region)
    months = "、".join(owed.period.chinese for owed in reminder.months)
    leaders = "、".join(each.leader for each in contacts if each.leader) or "分管领导"
    paragraphs = _paragraphs(reminder, everything, catalogue, unit, leaders)
    look = STEP_LOOKS[reminder.step]
    title = title_of(look, f"{unit} {months}", f"{place.number} 第{place.sequence}号", place.simulated)
    link = f"{place.public_url.rstrip('/')}/reports"
    letter = Letter(title, look, paragraphs, link, _ACTION, place.simulated)
    subject = f"催报 {place.number}：{unit} {reminder.months[0].period.chinese}报表"
    return as_message(
        letter, place.number, place.sequence, subject, _facts(reminder, everything, catalogue, place, link)
    )


def _paragraphs(
    reminder: Reminder, everything: Sequence[OwedMonth], catalogue: Catalogue, unit: str, leaders: str
) -> list[str]:
    lines = _unreported(reminder, catalogue, unit, leaders) + _in_part(reminder, catalogue, unit, leaders)
    listed = everything[:_MOST_LISTED]
    lines += [_line(owed, catalogue, reminder.region) for owed in listed]
    if len(everything) > len(listed):
        lines.append(f"连同更早的月份，共 **{len(everything)}** 个月未报或未报齐。")
    return [*lines, "这是 16 时的情况；此后已经报送的，请不必理会。"]


def _unreported(reminder: Reminder, catalogue: Catalogue, unit: str, leaders: str) -> list[str]:
    """What is said of the months that are not reported at all."""
    whole = [owed for owed in reminder.months if not owed.blank]
    if not whole:
        return []
    due = _days(whole, catalogue, reminder.region)
    months = "、".join(f"{owed.period.chinese}{_MARKS[owed.again]}" for owed in whole)
    said: dict[Step, str] = {
        "before_due": f"**{unit}**的{months}报表还没有报送，**{due}**到期。请按时报送。",
        "after_due": f"**{unit}**的{months}报表应于**{due}**前报送，**至今未报**。请立即报送；"
        "确有困难的，请与上级审核单位联系。",
        "leader": f"**{unit}**的{months}报表应于**{due}**前报送，逾期**至今未报**。现报请{leaders}督促。",
    }
    return [said[reminder.step]]


def _in_part(reminder: Reminder, catalogue: Catalogue, unit: str, leaders: str) -> list[str]:
    """What is said of the months that are reported, but for some figures."""
    part = [owed for owed in reminder.months if owed.blank]
    if not part:
        return []
    due = _days(part, catalogue, reminder.region)
    months = "、".join(owed.period.chinese for owed in part)
    begins = f"**{unit}**的{months}报表"
    said: dict[Step, str] = {
        "before_due": f"{begins}已经报送，其中有**应报而未填**的指标（见下），请于**{due}**前补填后重新报送。",
        "after_due": f"{begins}中有指标应于**{due}**前补填，**至今未填**（见下）。请补填后重新报送；"
        "确实报不出的，请与上级审核单位联系，由其通过时确认。",
        "leader": f"{begins}中有指标应于**{due}**前补填，逾期**至今未填**（见下）。现报请{leaders}督促。",
    }
    return [f"{said[reminder.step]}未填不等于0。"]


def _line(owed: OwedMonth, catalogue: Catalogue, region: str) -> str:
    indicators = len(catalogue.owed(region, owed.period))
    due = _day(owed, catalogue.calendar_of(region))
    if owed.blank:
        names = "、".join(catalogue.indicators[each].name for each in owed.blank)
        return f"{owed.period.chinese}：应报 {indicators} 项，未填 {len(owed.blank)} 项（{names}），{due}到期。"
    return f"{owed.period.chinese}：应报 {indicators} 项，{due}到期，{_STATES[owed.again]}。"


def _days(months: Iterable[OwedMonth], catalogue: Catalogue, region: str) -> str:
    calendar = catalogue.calendar_of(region)
    return "、".join(dict.fromkeys(_day(owed, calendar) for owed in months))


def _day(owed: OwedMonth, calendar: WorkCalendar) -> str:
    note = calendar.note(owed.due)
    return f"{owed.due.year}年{owed.due.month}月{owed.due.day}日{f'（{note}）' if note else ''}"


def _owed_fact(owed: OwedMonth) -> dict[str, Any]:
    blank = {"blank": list(owed.blank)} if owed.blank else {}
    return {"period": str(owed.period), "due": owed.due.isoformat(), "again": owed.again} | blank


def _facts(
    reminder: Reminder, everything: Sequence[OwedMonth], catalogue: Catalogue, place: ReminderPlace, link: str
) -> dict[str, Any]:
    return {
        "event": "ReminderIssued",
        "reason": reminder.step,
        "reason_text": STEP_NAMES[reminder.step],
        "region": reminder.region,
        "region_name": catalogue.regions[reminder.region].name,
        "periods": [str(owed.period) for owed in reminder.months],
        "owed": [_owed_fact(owed) for owed in everything],
        "simulated": place.simulated,
        "link": link,
    }
