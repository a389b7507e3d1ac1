"""The rows of one report of a CSV text as they come. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from services.intake.bulk.items import Item
from services.intake.bulk.rows import CsvRow
from services.intake.bulk.spreadsheet import read_month
from services.intake.faults import ReportFault, fault
from services.intake.submission.parse import Correction, Line, Parsed, Submission, wording_faults
from services.intake.submission.region_code import read_code
from services.intake.submission.validate import MOST_LINES

_REPORT_COLUMNS = ("simulated", "reason", "evidence")

_TRUE, _FALSE = {"true", "1", "是"}, {"", "false", "0", "否"}


def alone(row: CsvRow) -> Item:
    """A row that could not be read and belongs to no report: refused for itself."""
    assert row.fault is not None
    return Item(row.line, row.raw, None, (row.fault,), rows=1)


@dataclass
class RowGroup:
    """The rows of one report as they come. Rows beyond the most that a report may hold are counted only."""

    key: tuple[str, str]
    line: int
    lines: list[Line] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    faults: list[ReportFault] = field(default_factory=list)
    shared: dict[str, str] = field(default_factory=dict)
    rows: int = 0

    def add(self, row: CsvRow, values: dict[str, str]) -> None:
        """One more figure."""
        self.rows += 1
        if len(self.lines) > MOST_LINES:
            return  # one too many is there already, and says so
        self.raw.append(row.raw)
        self.numbers.append(row.line)
        for column in _REPORT_COLUMNS:
            if column in values and self.shared.setdefault(column, values[column]) != values[column]:
                self.faults.append(self._fault("conflicting-rows", row.line, f"同一份报表各行的“{column}”应一致"))
        figure = {name: values.get(name) for name in ("value", "numerator", "denominator", "unit", "basis", "note")}
        self.lines.append(Line(values.get("indicator", ""), **figure))

    def spoil(self, row: CsvRow) -> None:
        """One of this report's rows that could not be read; the first of them are told of."""
        self.rows += 1
        if len(self.faults) < MOST_LINES:
            assert row.fault is not None
            self.raw.append(row.raw)
            self.faults.append(self._fault(row.fault.code, row.line, row.fault.message))

    def item(self) -> Item:
        """The report."""
        region, period = self._read(read_code, 0), self._read(read_month, 1)
        if self.faults and not (region and period):
            return Item(self.line, b"\n".join(self.raw), None, tuple(self.faults), tuple(self.numbers), self.rows)
        simulated = self.shared.get("simulated", "").lower()
        if simulated not in _TRUE | _FALSE:
            self.faults.append(self._fault("wrong-type", self.line, "simulated 应为 true 或 false"))
        reason, evidence = self.shared.get("reason", ""), self.shared.get("evidence", "")
        submission = Submission(
            region,
            period,
            self.lines,
            simulated=simulated in _TRUE,
            correction=Correction(reason, evidence) if reason or evidence else None,
        )
        parsed = Parsed(submission, [*self.faults, *wording_faults(submission)])
        return Item(self.line, b"\n".join(self.raw), parsed, lines=tuple(self.numbers), rows=self.rows)

    def _read(self, how: Callable[[str], str | ReportFault], part: int) -> str:
        """The code or the month as it is meant; '' after a fault."""
        read = how(self.key[part])
        if isinstance(read, str):
            return read
        self.faults.append(self._fault(read.code, self.line, read.message))
        return ""

    @staticmethod
    def _fault(code: str, line: int, message: str) -> ReportFault:
        return fault(code, "", f"第{line}行：{message}")
