"""What those are told who may sign a correction that waits. Pure."""

from __future__ import annotations

from typing import NamedTuple

from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.wording import LOOKS, LevelLook
from services.alerts.reminders.letters import LetterContent, LetterKind, about_report, unit_name
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month

PREFIX = "DQ"
"""Begins the numbers of these messages: 待签."""

_LOOK = LevelLook("更正待签", LOOKS["yellow"].shape, LOOKS["yellow"].colour)
_KIND = LetterKind("CorrectionProposed", PREFIX, _LOOK, "去看，去签")


class ToldProposal(NamedTuple):
    """A correction that waits: the ``number``-th of its report, of revision ``base`` (0: a late report), and why."""

    region: str
    period: Month
    number: int
    base: int
    reason: str
    simulated: bool


def compose_signature(told: ToldProposal, catalogue: Catalogue, public_url: str) -> ComposedMessage:
    """The message about a correction that waits for a signature.

    Raises:
        KeyError: the catalogue does not know the region.
    """
    unit = unit_name(catalogue, told.region)
    what = f"要更正{told.period.chinese}已报的第{told.base}版" if told.base else f"要补报{told.period.chinese}"
    said = LetterContent(
        sequence=told.number,
        subject=f"更正待签：{unit} {told.period.chinese}",
        paragraphs=[
            f"**{unit}**{what}，**等第二签字人签字**；签字前什么数都不动。",
            f"更正的理由：{told.reason}",
            "请用自己的账号登录，在“待签”里对照改前改后的数字，签字，或写明理由退回。已有别人签了的，不必再签。",
        ],
        path=f"/signatures#{told.region}-{told.period}",
        facts={"proposal": told.number, "base": told.base, "reason": told.reason},
    )
    return about_report(_KIND, told, said, catalogue, public_url)
