"""What a unit is told whose report was returned. Pure."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.wording import LOOKS, LevelLook
from services.alerts.reminders.letters import LetterContent, LetterKind, about_report, unit_name
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month

PREFIX = "TH"
"""Begins the numbers of these messages: 退回."""

_LOOK = LevelLook("报表退回", LOOKS["yellow"].shape, LOOKS["yellow"].colour)
_KIND = LetterKind("ReportReturned", PREFIX, _LOOK, "改后重新报送")


class ToldReturn(NamedTuple):
    """A return: whose and which, why, by the reviewer of which ``area`` ('' not recorded), and until when to report."""

    region: str
    period: Month
    revision: int
    reason: str
    area: str
    due: date
    simulated: bool


def compose_return(told: ToldReturn, catalogue: Catalogue, public_url: str) -> ComposedMessage:
    """The message about a return.

    Raises:
        KeyError: the catalogue does not know the region.
    """
    unit = unit_name(catalogue, told.region)
    note = catalogue.calendar_of(told.region).note(told.due)
    due = f"{told.due.year}年{told.due.month}月{told.due.day}日{f'（{note}）' if note else ''}"
    by = f"经{catalogue.region_name(told.area)}审核，" if told.area else "经审核，"
    said = LetterContent(
        sequence=told.revision,
        subject=f"报表退回：{unit} {told.period.chinese}，{told.due.month}月{told.due.day}日前重新报送",
        paragraphs=[
            f"**{unit}**的{told.period.chinese}报表（第{told.revision}版）{by}**退回改正**，暂不计入合计。",
            f"退回的理由：{told.reason}",
            f"请改正后于**{due}**前重新报送。数字无误的，在该项旁写明原因后重新报送。",
        ],
        path=f"/reports/{told.region}/{told.period}/form",
        facts={"revision": told.revision, "reason": told.reason, "area": told.area, "due": told.due.isoformat()},
    )
    return about_report(_KIND, told, said, catalogue, public_url)
