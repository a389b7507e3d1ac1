"""CSV: one figure a row; the rows of one unit's month that follow each other are one report."""

from __future__ import annotations

import codecs
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from services.intake.bulk.items import Item, Limits, RawLine
from services.intake.bulk.rows import CsvRow, rows_of
from services.intake.faults import ReportFault, fault
from services.intake.submission.parse import Correction, Line, Parsed, Submission, wording_faults
from services.intake.submission.validate import MOST_LINES

COLUMNS: dict[str, tuple[str, ...]] = {
    "region": ("地区代码", "单位代码"),
    "period": ("月份",),
    "indicator": ("指标",),
    "value": ("数值", "本月数"),
    "numerator": ("分子",),
    "denominator": ("分母",),
    "unit": ("计量单位",),
    "basis": ("口径",),
    "note": ("说明",),
    "simulated": ("模拟数据",),
    "reason": ("更正理由",),
    "evidence": ("更正依据",),
}
"""The columns by name, and the Chinese names they may have instead. The first three must be there."""

_NAMES = {name: column for column, others in COLUMNS.items() for name in (column, *others)}
_REQUIRED = ("region", "period", "indicator")
_REPORT_COLUMNS = ("simulated", "reason", "evidence")
_TRUE, _FALSE = {"true", "1", "是"}, {"", "false", "0", "否"}


class TableUnreadable(Exception):
    """The first row does not name the columns: nothing of the table can be read."""

    def __init__(self, faults: tuple[ReportFault, ...]) -> None:
        super().__init__()
        self.faults = faults


async def csv_items(lines: AsyncIterator[RawLine], limits: Limits, charset: str = "") -> AsyncIterator[Item]:
    """The reports of the rows.

    A row that cannot be read spoils the report whose rows stand around it; between two reports it
    belongs to neither, and is refused for itself.

    Raises:
        TableUnreadable: the head is missing or wrong.
    """
    columns: list[str] | None = None
    group: _Group | None = None
    strays: list[CsvRow] = []
    async for row in rows_of(lines, limits, known_charset(charset)):
        if columns is None:
            columns = read_head(row)
            continue
        if row.fault is None and not any(cell.strip() for cell in row.cells):
            continue
        values = _values(row, columns)
        if isinstance(values, ReportFault):
            strays.append(row._replace(fault=values))
            continue
        key = values.get("region", ""), values.get("period", "")
        if group is not None and group.key == key:
            group.spoil(strays)
        else:
            if group is not None:
                yield group.item()
            for stray in strays:
                yield _alone(stray)
            group = _Group(key, row.line)
        strays = []
        group.add(row, values)
    if group is not None:
        yield group.item()
    for stray in strays:
        yield _alone(stray)


def known_charset(name: str) -> str:
    """``utf-8``, ``gb18030``, or '' where nothing (or something else) is said of the encoding."""
    try:
        found = codecs.lookup(name.strip().strip('"')).name if name else ""
    except LookupError:
        return ""
    return {"utf-8": "utf-8", "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030"}.get(found, "")


def read_head(row: CsvRow) -> list[str]:
    """The columns that the first row names.

    Raises:
        TableUnreadable: with every fault.
    """
    if row.fault is not None:
        raise TableUnreadable((row.fault,))
    names = [cell.strip() for cell in row.cells]
    columns = [_NAMES.get(name.lower(), "") for name in names]
    faults = [
        fault("unknown-column", name, f"没有“{name}”这一列；可用：{'、'.join(COLUMNS)}")
        for name, column in zip(names, columns, strict=True)
        if not column
    ]
    faults += [
        fault("duplicate-column", column, f"“{column}”列重复") for column in COLUMNS if columns.count(column) > 1
    ]
    faults += [
        fault("missing-column", column, f"第一行缺少“{column}”列") for column in _REQUIRED if column not in columns
    ]
    if faults:
        raise TableUnreadable(tuple(faults))
    return columns


def _values(row: CsvRow, columns: list[str]) -> dict[str, str] | ReportFault:
    if row.fault is not None:
        return row.fault
    if len(row.cells) > len(columns):
        return fault("wrong-columns", "", f"这一行有{len(row.cells)}列，第一行只有{len(columns)}列")
    return {column: cell.strip() for column, cell in zip(columns, row.cells, strict=False) if cell.strip()}


def _alone(row: CsvRow) -> Item:
    assert row.fault is not None
    return Item(row.line, row.raw, None, (row.fault,))


@dataclass
class _Group:
    """The rows of one report as they come. Rows beyond the most that a report may hold are counted only."""

    key: tuple[str, str]
    line: int
    lines: list[Line] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    faults: list[ReportFault] = field(default_factory=list)
    shared: dict[str, str] = field(default_factory=dict)

    def add(self, row: CsvRow, values: dict[str, str]) -> None:
        """One more figure."""
        if len(self.lines) > MOST_LINES:
            return  # one too many is there already, and says so
        self.raw.append(row.raw)
        self.numbers.append(row.line)
        for column in _REPORT_COLUMNS:
            if column in values and self.shared.setdefault(column, values[column]) != values[column]:
                self.faults.append(self._fault("conflicting-rows", row.line, f"同一份报表各行的“{column}”应一致"))
        figure = {name: values.get(name) for name in ("value", "numerator", "denominator", "unit", "basis", "note")}
        self.lines.append(Line(values.get("indicator", ""), **figure))

    def spoil(self, rows: list[CsvRow]) -> None:
        """Rows among this report's that could not be read."""
        for row in rows[:MOST_LINES]:
            assert row.fault is not None
            self.faults.append(self._fault(row.fault.code, row.line, row.fault.message))

    def item(self) -> Item:
        """The report."""
        simulated = self.shared.get("simulated", "").lower()
        if simulated not in _TRUE | _FALSE:
            self.faults.append(self._fault("wrong-type", self.line, "simulated 应为 true 或 false"))
        reason, evidence = self.shared.get("reason", ""), self.shared.get("evidence", "")
        submission = Submission(
            *self.key,
            self.lines,
            simulated=simulated in _TRUE,
            correction=Correction(reason, evidence) if reason or evidence else None,
        )
        parsed = Parsed(submission, [*self.faults, *wording_faults(submission)])
        return Item(self.line, b"\n".join(self.raw), parsed, lines=tuple(self.numbers))

    @staticmethod
    def _fault(code: str, line: int, message: str) -> ReportFault:
        return fault(code, "", f"第{line}行：{message}")
