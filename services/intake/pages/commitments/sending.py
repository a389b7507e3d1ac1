"""The forms of a commitment, as bodies of the interface: a page changes nothing but as the interface does. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from services.intake.commitments.bodies import EvidenceBody, MilestoneBody, StatementBody, StatementDecisionBody
from services.intake.faults import ReportFault, fault
from shared.commitments.words import STATED, STEPS
from shared.events import Attachment, MilestoneStep, StatedProgress
from shared.texts import unwritable

TEXTS = ("text", "document", "number", "reason")
"""The texts of the forms."""

_IN_A_LIST = 2
_MOST_DIGITS = 6


def statement_body(
    fields: Mapping[str, str], plan: str, row: int, files: Sequence[Attachment]
) -> tuple[StatementBody, list[ReportFault]]:
    """The statement that was filled in, and what of it no choice of the form is."""
    faults = text_faults(fields)
    if fields.get("progress", "") not in STATED:
        faults.append(fault("empty-choice", "progress", "请选择进展情况：按期推进、滞后、已完成或不再实施"))
    period, _, drawn_from = fields.get("period", "").partition(":")
    body = StatementBody(
        plan=plan,
        row=row,
        period=period,
        progress=cast(StatedProgress, fields.get("progress", "")),
        text=_text(fields, "text"),
        value=fields.get("value", ""),
        evidence=tuple(EvidenceBody(each.name, each.size, each.sha256, each.media_type) for each in files),
        document=_text(fields, "document"),
        number=_text(fields, "number"),
        reason=_text(fields, "reason"),
        drawn_from=_number(drawn_from),
    )
    return body, faults


def milestone_body(fields: Mapping[str, str], plan: str, row: int) -> tuple[MilestoneBody, list[ReportFault]]:
    """The milestone that was filled in."""
    faults = text_faults(fields)
    if fields.get("step", "") not in STEPS:
        faults.append(fault("empty-choice", "step", "请选择节点：开工（启动）、完成或取消"))
    step = cast(MilestoneStep, fields.get("step", ""))
    words = (_text(fields, "document"), _text(fields, "number"), _text(fields, "text"))
    return MilestoneBody(plan, row, step, fields.get("day", ""), *words), faults


def decision_body(fields: Mapping[str, str], plan: str, row: int) -> tuple[StatementDecisionBody, list[ReportFault]]:
    """What a reviewer has decided."""
    statement = _number(fields.get("statement", "")) or 0
    accepts = fields.get("decision") == "accept"
    body = StatementDecisionBody(
        plan, row, fields.get("period", ""), statement, "accept" if accepts else "return", _text(fields, "reason")
    )
    return body, text_faults(fields)


def text_faults(fields: Mapping[str, str]) -> list[ReportFault]:
    """Characters that no document can hold."""
    return [
        fault("control-character", name, f"文字中有不能写进文件的控制字符（{character}），请删去后再提交")
        for name in TEXTS
        if (character := unwritable(_text(fields, name))) is not None
    ]


def listed(faults: Sequence[ReportFault], prefix: str) -> list[tuple[str, str]]:
    """Faults for the summary at the top: the field that each belongs to, by its id in the form, which begins with
    ``prefix``; and its words."""
    return [(prefix + _field(each.pointer), each.message) for each in faults]


def _field(pointer: str) -> str:
    """``/statements/0/evidence/1/size`` is of the field ``files``."""
    parts = pointer.strip("/").split("/")
    name = parts[2] if len(parts) > _IN_A_LIST else parts[0]
    return {"evidence": "files"}.get(name, name)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS else None


def _text(fields: Mapping[str, str], name: str) -> str:
    return fields.get(name, "").replace("\r\n", "\n")
