"""The rows of one report as they come."""

from __future__ import annotations

from services.intake.bulk.row_group import RowGroup, alone
from services.intake.bulk.rows import CsvRow
from services.intake.faults import fault
from services.intake.submission.validate import MOST_LINES

KEY = ("500101", "2023-03")


def test_the_rows_make_a_report_that_knows_the_line_of_each_figure() -> None:
    group = RowGroup(KEY, 2)
    group.add(CsvRow(2, b"a,1", []), {"indicator": "a", "value": "1", "reason": "漏报"})
    group.add(CsvRow(5, b"b,2", []), {"indicator": "b", "value": "2"})
    item = group.item()
    assert (item.region, item.period, item.line, item.lines, item.content) == (*KEY, 2, (2, 5), b"a,1\nb,2")
    assert item.parsed is not None and item.parsed.submission is not None
    assert [(line.indicator, line.value) for line in item.parsed.submission.lines] == [("a", "1"), ("b", "2")]
    assert item.parsed.submission.correction is not None and item.parsed.submission.correction.reason == "漏报"


def test_rows_beyond_the_most_are_not_kept_but_one_that_shows_there_are_too_many() -> None:
    group = RowGroup(KEY, 2)
    for number in range(MOST_LINES + 5):
        group.add(CsvRow(number + 2, b"", []), {"indicator": "a"})
    assert len(group.lines) == MOST_LINES + 1
    assert group.item().rows == MOST_LINES + 5, "they are told of all the same"


def test_a_row_that_could_not_be_read_spoils_its_report_with_its_line() -> None:
    stray = CsvRow(3, b"x", [], fault("bad-row", "", "引号"))
    group = RowGroup(KEY, 2)
    group.spoil(stray)
    parsed = group.item().parsed
    assert parsed is not None
    assert [(each.code, each.message) for each in parsed.faults] == [("bad-row", "第3行：引号")]
    assert (alone(stray).line, alone(stray).parsed, alone(stray).faults) == (3, None, (stray.fault,))
    assert (group.item().rows, alone(stray).rows) == (1, 1)
