"""What was posted of commitments, held against the catalogue: commands, or every fault with its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, Protocol, TypeVar

from services.intake.commitments.bodies import (
    MOST_ITEMS,
    EvidenceBody,
    MilestoneBody,
    StatementBody,
    StatementDecisionBody,
)
from services.intake.commitments.decide import AskedCommitment, DecideStatement, ReachMilestone, StateProgress
from services.intake.faults import ReportFault, fault
from services.intake.submission.parse import LONGEST_NOTE, text_faults
from services.intake.targets.published_row import LONGEST_TITLE
from shared.catalogue import Catalogue
from shared.catalogue.model import Commitment as Printed
from shared.catalogue.model import Plan
from shared.commitments.answering import answering, followed_row
from shared.commitments.periods import StatementPeriod
from shared.events import Attachment
from shared.web.uploads.file_kinds import MOST_FILES

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MEDIA_TYPE = re.compile(r"([!#$&^_.+0-9A-Za-z-]{1,60}/[!#$&^_.+0-9A-Za-z-]{1,60})?", re.ASCII)
_MOST_SIZE = 10**12
"""Bytes of a file that a statement names: more is a slip, and more digits than the log writes."""
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)


class WrongContent(Exception):
    """A body that will not do: every fault of it."""

    def __init__(self, faults: list[ReportFault]) -> None:
        super().__init__("; ".join(each.code for each in faults))
        self.faults = faults


class _NamesCommitment(Protocol):
    @property
    def plan(self) -> str: ...
    @property
    def row(self) -> int: ...


Item = TypeVar("Item", bound=_NamesCommitment)
Command = TypeVar("Command")


class _NamedCommitment(NamedTuple):
    """The commitment that an item names, as it is printed."""

    plan: Plan
    printed: Printed
    about: AskedCommitment


class PostedCommitments:
    """Reads items of a body by a catalogue, on a day."""

    def __init__(self, catalogue: Catalogue, today: date) -> None:
        self._catalogue = catalogue
        self._today = today

    def statements(
        self, items: Sequence[StatementBody], department: str, mine: Callable[[str], bool]
    ) -> list[StateProgress]:
        """What ``department`` states; ``mine`` says whether a plan's area is its own.

        Raises:
            WrongContent: with every fault of every item; nothing of it is taken.
        """
        seen: set[tuple[str, int, str]] = set()

        def read(
            item: StatementBody, named: _NamedCommitment, pointer: str, faults: list[ReportFault]
        ) -> StateProgress | None:
            if (item.plan, item.row, item.period) in seen:
                faults.append(fault("stated-twice", f"{pointer}/period", "同一项任务的同一期在这一份里出现了两次"))
            seen.add((item.plan, item.row, item.period))
            if followed_row(named.plan, named.printed) is not None:
                message = f"序号{item.row}的进度随主要指标，不另行填报"
                faults.append(fault("follows-indicator", f"{pointer}/row", message))
            period = self._period(item.period, named.plan, f"{pointer}/period", faults)
            faults += text_faults(f"{pointer}/text", item.text, "进展情况", LONGEST_NOTE)
            _value_faults(item, named.printed, pointer, faults)
            _paper_faults(item.document, item.number, pointer, faults)
            if not item.evidence and not item.document.strip():
                message = "须附佐证材料，或写明佐证文件的名称"
                faults.append(fault("evidence-missing", f"{pointer}/document", message))
            evidence = _evidence(item.evidence, f"{pointer}/evidence", faults)
            if len(item.reason) > LONGEST_NOTE:
                faults.append(fault("too-long", f"{pointer}/reason", f"更正理由不得超过{LONGEST_NOTE}字"))
            if period is None:
                return None
            return StateProgress(
                named.about,
                department,
                period,
                item.progress,
                item.text.strip(),
                item.value.strip(),
                named.printed.unit if item.value.strip() else "",
                evidence,
                item.document.strip(),
                item.number.strip(),
                item.reason.strip(),
                item.drawn_from,
                item.simulated,
                not mine(named.plan.region),
            )

        return self._items("statements", items, read)

    def milestones(
        self, items: Sequence[MilestoneBody], department: str, mine: Callable[[str], bool]
    ) -> list[ReachMilestone]:
        """What a department, or a reviewer ('') records; ``mine`` says whether a plan's area is theirs.

        Raises:
            WrongContent: as :meth:`statements`.
        """

        def read(
            item: MilestoneBody, named: _NamedCommitment, pointer: str, faults: list[ReportFault]
        ) -> ReachMilestone:
            self._day_faults(item.day, named.plan, f"{pointer}/day", faults)
            faults += text_faults(f"{pointer}/document", item.document, "文件名称", LONGEST_TITLE)
            faults += text_faults(f"{pointer}/number", item.number, "发文字号", LONGEST_TITLE)
            if len(item.text) > LONGEST_NOTE:
                faults.append(fault("too-long", f"{pointer}/text", f"说明不得超过{LONGEST_NOTE}字"))
            paper = (item.document.strip(), item.number.strip(), item.text.strip())
            outside = not mine(named.plan.region)
            return ReachMilestone(named.about, department, item.step, item.day, *paper, item.simulated, outside)

        return self._items("milestones", items, read)

    def decisions(self, items: Sequence[StatementDecisionBody], mine: Callable[[str], bool]) -> list[DecideStatement]:
        """What a reviewer decides; ``mine`` says whether a plan's area is theirs.

        Raises:
            WrongContent: as :meth:`statements`.
        """

        def read(
            item: StatementDecisionBody, named: _NamedCommitment, pointer: str, faults: list[ReportFault]
        ) -> DecideStatement | None:
            period = _parsed(item.period, f"{pointer}/period", faults)
            if len(item.reason) > LONGEST_NOTE:
                faults.append(fault("too-long", f"{pointer}/reason", f"审核意见不得超过{LONGEST_NOTE}字"))
            if period is None:
                return None
            outside = not mine(named.plan.region)
            return DecideStatement(named.about, period, item.statement, item.decision, item.reason.strip(), outside)

        return self._items("decisions", items, read)

    def named(self, plan: str, row: int) -> AskedCommitment | None:
        """The commitment of that number, and who answers for it; None where there is none."""
        found = self._named(plan, row, "", [])
        return None if found is None else found.about

    def _items(
        self,
        name: str,
        items: Sequence[Item],
        read: Callable[[Item, _NamedCommitment, str, list[ReportFault]], Command | None],
    ) -> list[Command]:
        faults: list[ReportFault] = []
        if not 1 <= len(items) <= MOST_ITEMS:
            raise WrongContent([fault("item-count", f"/{name}", f"一次应有1至{MOST_ITEMS}项")])
        made = []
        for index, item in enumerate(items):
            pointer = f"/{name}/{index}"
            named = self._named(item.plan, item.row, pointer, faults)
            command = None if named is None else read(item, named, pointer, faults)
            if command is not None:
                made.append(command)
        if faults:
            raise WrongContent(faults)
        return made

    def _named(self, plan_id: str, row: int, pointer: str, faults: list[ReportFault]) -> _NamedCommitment | None:
        plan = self._catalogue.plans.get(plan_id)
        if plan is None:
            faults.append(fault("unknown-plan", f"{pointer}/plan", f"没有规划“{plan_id[:40]}”"))
            return None
        printed = next((each for each in plan.commitments if each.row == row), None)
        if printed is None:
            message = f"{plan.short_name or plan.name}没有序号{row}的重点任务"
            faults.append(fault("unknown-commitment", f"{pointer}/row", message))
            return None
        departments = answering(self._catalogue.departments, plan, printed)
        return _NamedCommitment(plan, printed, AskedCommitment(plan, row, departments))

    def _period(self, text: str, plan: Plan, pointer: str, faults: list[ReportFault]) -> StatementPeriod | None:
        period = _parsed(text, pointer, faults)
        if period is None:
            return None
        if period.year not in plan.years:
            message = f"{period.chinese}不在规划期{plan.first.year}—{plan.last.year}年内"
            faults.append(fault("period-outside-plan", pointer, message))
        elif period.last_day > self._today:
            faults.append(fault("future-period", pointer, f"{period.chinese}尚未结束，期满后再填报"))
        return period

    def _day_faults(self, text: str, plan: Plan, pointer: str, faults: list[ReportFault]) -> None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:  # 2024-W29-1 is a day too, but none that sorts among the others
            faults.append(fault("bad-day", pointer, f"“{text[:20]}”有误，应为日期（如 2024-07-15）"))
        elif day > self._today:
            faults.append(fault("future-day", pointer, f"{text}还没有到，节点到了再记"))
        elif day.year < plan.first.year - 1:
            message = f"{text}早于规划期（{plan.first.year}—{plan.last.year}年）一年以上，请核对年份"
            faults.append(fault("day-outside-plan", pointer, message))


def _parsed(text: str, pointer: str, faults: list[ReportFault]) -> StatementPeriod | None:
    try:
        return StatementPeriod.parse(text)
    except ValueError as error:
        faults.append(fault("bad-period", pointer, str(error)))
        return None


def _value_faults(item: StatementBody, printed: Printed, pointer: str, faults: list[ReportFault]) -> None:
    text = item.value.strip()
    if not text:
        return
    if printed.value is None:
        faults.append(fault("no-number", f"{pointer}/value", f"序号{printed.row}没有写明数值，请在进展情况里说明"))
        return
    if item.unit and item.unit != printed.unit:
        faults.append(fault("unit-differs", f"{pointer}/unit", f"应为原文单位“{printed.unit}”"))
    try:
        value = Decimal(text) if _DECIMAL.fullmatch(text) else None
    except InvalidOperation:
        value = None
    if value is None:
        faults.append(fault("bad-number", f"{pointer}/value", f"“{text[:20]}”有误，应为数字，至多6位小数，不带单位"))
    elif value < 0:
        faults.append(fault("below-zero", f"{pointer}/value", "完成数不能为负数"))


def _paper_faults(document: str, number: str, pointer: str, faults: list[ReportFault]) -> None:
    for field, text, name in (("document", document, "文件名称"), ("number", number, "发文字号")):
        if len(text) > LONGEST_TITLE:
            faults.append(fault("too-long", f"{pointer}/{field}", f"{name}不得超过{LONGEST_TITLE}字"))
    if number.strip() and not document.strip():
        faults.append(fault("empty-text", f"{pointer}/document", "写了发文字号的，也须写文件名称"))


def _evidence(items: Sequence[EvidenceBody], pointer: str, faults: list[ReportFault]) -> tuple[Attachment, ...]:
    if len(items) > MOST_FILES:
        faults.append(fault("too-many-files", pointer, f"佐证材料至多{MOST_FILES}个"))
    found = []
    for index, each in enumerate(items):
        place = f"{pointer}/{index}"
        faults += text_faults(f"{place}/name", each.name, "文件名", LONGEST_TITLE)
        if not _SHA256.fullmatch(each.sha256):
            faults.append(fault("bad-digest", f"{place}/sha256", "应为64位小写十六进制的 SHA-256"))
        if not 0 < each.size <= _MOST_SIZE:
            faults.append(fault("bad-size", f"{place}/size", "文件大小应为正整数（字节），至多13位"))
        if not _MEDIA_TYPE.fullmatch(each.media_type):
            faults.append(fault("bad-media-type", f"{place}/media_type", "文件类型应写作 application/pdf 的样子"))
        found.append(Attachment(each.name.strip(), each.media_type, each.size, each.sha256))
    return tuple(found)
