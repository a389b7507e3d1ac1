"""What sample enterprises report, held against the sample and what they reported before. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from services.intake.faults import ReportFault, fault
from services.intake.panel.bodies import COUNTS, LEFT, MOST_REPORTS, PanelReportBody
from shared.catalogue import Catalogue
from shared.catalogue.model import PanelMember
from shared.catalogue.model.panel import ends_quarter
from shared.events import Leavers, PanelFrequency, PanelReported
from shared.periods import Month
from shared.texts import names_a_person

LONGEST_TEXT = 200
"""Characters of a note or a reason."""

MOST_HEADS = 9_999_999
"""Of one enterprise; more is a slip."""

KnownPeriods = Mapping[tuple[str, str], PanelReported]
"""What stands of enterprises' periods."""

MayReport = Callable[[PanelMember], bool]
"""Whether whoever asks reports for an enterprise."""


class WrongReports(Exception):
    """They will not do: every fault of every one."""

    def __init__(self, faults: Sequence[ReportFault]) -> None:
        super().__init__("; ".join(each.code for each in faults))
        self.faults = faults


def panel_events(
    bodies: Sequence[PanelReportBody], catalogue: Catalogue, known: KnownPeriods, today: date, may: MayReport
) -> tuple[PanelReported, ...]:
    """The events of what is posted, in the order of the periods.

    Raises:
        WrongReports: some will not do, with every fault of each; nothing of the others is taken.
    """
    if not 1 <= len(bodies) <= MOST_REPORTS:
        raise WrongReports([fault("report-count", "/reports", f"一次应报1至{MOST_REPORTS}份")])
    checked = [_Checked(body, f"/reports/{index}", catalogue, today, may) for index, body in enumerate(bodies)]
    standing = dict(known)
    faults: list[ReportFault] = []
    events: list[PanelReported] = []
    seen: set[tuple[str, str]] = set()
    for each in sorted(checked, key=lambda each: each.body.period):
        if each.key in seen:
            each.wrong("report-twice", "/period", "同一企业同一期在这一次里报了两份")
        seen.add(each.key)
        event = each.event(standing)
        faults += each.faults
        if event is not None:
            standing[each.key] = event
            events.append(event)
    if faults:
        raise WrongReports(sorted(faults, key=lambda each: _place(each.pointer)))
    return tuple(events)


class _Period(NamedTuple):
    """Whose period it is."""

    member: PanelMember
    month: Month


class _Checked:
    """One posted report on its way; what is wrong with it is gathered."""

    def __init__(self, body: PanelReportBody, pointer: str, catalogue: Catalogue, today: date, may: MayReport) -> None:
        self.body, self.faults = body, list[ReportFault]()
        self.key = (body.enterprise, body.period)
        self._pointer, self._catalogue, self._today = pointer, catalogue, today
        self._of = self._period(may)
        self._texts()

    def wrong(self, code: str, place: str, message: str) -> None:
        """Something is wrong with it."""
        self.faults.append(fault(code, self._pointer + place, message))

    def event(self, standing: KnownPeriods) -> PanelReported | None:
        """What is recorded of it, where nothing is wrong."""
        self._amounts()
        if self._of is None:
            return None
        before = standing.get(self.key)
        self._moves(standing)
        self._stale(before)
        made = self._made(self._of, before)
        if before is not None:
            self._correction(before, made)
        return None if self.faults else made

    def _period(self, may: MayReport) -> _Period | None:
        body, panel = self.body, self._catalogue.panel
        spans = [each for each in panel.spans(body.enterprise) if may(each)]
        if not spans:
            self.wrong("unknown-enterprise", "/enterprise", f"“{body.enterprise[:40]}”不是您可以报送的样本企业")
        try:
            month = Month.parse(body.period)
        except ValueError as error:
            self.wrong("bad-period", "/period", str(error))
            return None
        if month >= Month.of(self._today):
            self.wrong("future-month", "/period", f"{month.chinese}尚未结束，不能报送")
        member = next((each for each in spans if each.holds(month)), None)
        if member is None:
            if spans:
                self.wrong("not-in-sample", "/period", f"这家企业{month.chinese}不在样本中")
            return None
        if member.frequency is PanelFrequency.QUARTER and not ends_quarter(month):
            self.wrong("not-a-quarter", "/period", "这家企业按季报送，数据期应为季末月（3、6、9、12月）")
        return _Period(member, month)

    def _texts(self) -> None:
        for name, word, text in (("note", "说明", self.body.note), ("reason", "更正理由", self.body.reason)):
            if len(text) > LONGEST_TEXT:
                self.wrong("too-long", f"/{name}", f"{word}不得超过{LONGEST_TEXT}字")
            if names_a_person(text):
                self.wrong("personal-data", f"/{name}", f"{word}中有个人的证件号码或电话，请删去：这里不收个人信息")

    def _amounts(self) -> None:
        body = self.body
        named = [*((f"/{name}", word, getattr(body, name)) for name, word in COUNTS.items())]
        named += [(f"/left/{name}", f"减少：{word}", getattr(body.left, name)) for name, word in LEFT.items()]
        for place, word, amount in named:
            if amount < 0:
                self.wrong("below-zero", place, f"{word}不能为负数")
            elif amount > MOST_HEADS:
                self.wrong("too-large", place, f"{word}{amount}过大，请核对")
        left = _leavers(body).total
        should = body.start + body.hired - left
        if should != body.end:
            sides = f"期初{body.start}＋新增{body.hired}－减少{left}＝{should}"
            self.wrong("does-not-balance", "/end", f"{sides}，与期末{body.end}不符，差{body.end - should:+d}")

    def _moves(self, standing: KnownPeriods) -> None:
        """What it begins with is what the period before ended with, and what it ends with what the next began with; or
        somebody says why not."""
        if self.body.note.strip():
            return
        for place, message in self._breaks(standing):
            self.wrong("not-continued", place, f"{message}；如属实请在“说明”（note）中写明原因")

    def _breaks(self, standing: KnownPeriods) -> Iterator[tuple[str, str]]:
        assert self._of is not None
        member, month = self._of
        earlier, later = member.before(month), month.shift(month.ordinal - member.before(month).ordinal)
        before, after = (standing.get((member.enterprise, str(each))) for each in (earlier, later))
        if before is not None and before.end != self.body.start:
            yield "/start", f"期初{self.body.start}与上期（{earlier.chinese}）期末{before.end}不符"
        if after is not None and after.start != self.body.end:
            yield "/end", f"期末{self.body.end}与已报的下期（{later.chinese}）期初{after.start}不符"

    def _stale(self, before: PanelReported | None) -> None:
        """Two have the period before them, two tabs or the enterprise and its district: the second is told."""
        stands, seen = 0 if before is None else before.revision, self.body.drawn_from
        if seen is not None and seen != stands:
            had = f"第{seen}版" if seen else "还没有报送的空表"
            now = f"第{stands}版" if stands else "没有报送"
            self.wrong("revision-moved", "/drawn_from", f"您填的时候是{had}，现为{now}；请先核对现行的数，再报送")

    def _correction(self, before: PanelReported, made: PanelReported) -> None:
        if not self.body.reason.strip():
            message = f"这一期已报第{before.revision}版；更正须写明理由（reason）"
            self.wrong("reason-missing", "/reason", message)
        same = {"revision": before.revision, "reason": before.reason, "late": before.late}
        if msgspec.structs.replace(made, **same) == before:
            self.wrong("nothing-changed", "", f"与已报的第{before.revision}版相同，没有可更正的")

    def _made(self, of: _Period, before: PanelReported | None) -> PanelReported:
        body, (member, month) = self.body, of
        return PanelReported(
            enterprise=member.enterprise,
            region=member.region,
            industry=member.industry,
            size=member.size,
            frequency=member.frequency,
            period=body.period,
            start=body.start,
            end=body.end,
            hired=body.hired,
            left=_leavers(body),
            vacancies=body.vacancies,
            expected=body.expected,
            revision=1 if before is None else before.revision + 1,
            note=body.note.strip(),
            reason="" if before is None else body.reason.strip(),
            late=self._today > self._catalogue.calendar_of(member.region).due_day(month),
            simulated=body.simulated,
        )


def _leavers(body: PanelReportBody) -> Leavers:
    return Leavers(**{name: getattr(body.left, name) for name in LEFT})


def _place(pointer: str) -> tuple[int, str]:
    """Where a fault stands, in the order in which the body is written."""
    parts = pointer.split("/")
    return (int(parts[2]) if len(parts) > 2 else -1, pointer)
