"""Lines in flat arrays."""

from __future__ import annotations

import msgspec
import pytest

from services.aggregator.rebuild.replaying.flat import digest
from services.aggregator.rebuild.replaying.lines import TO_DATE, TWICE, LineColumns
from tests.unit.aggregator.report_builders import a_line


def test_lines_come_back_as_they_were_reported() -> None:
    columns = LineColumns(["jobs"])
    reports = [
        (a_line("jobs", 3, to_date=True), a_line("rate", -1, 0)),
        (),
        (a_line("rate", 2**63 - 1, 5), a_line("jobs", 0), a_line("jobs", 1)),
    ]
    assert [columns.add(lines) for lines in reports] == [0, 1, 2]
    assert [columns.of(number) for number in range(3)] == reports
    assert columns.names == ["jobs", "rate"]
    assert list(columns.marks) == [TO_DATE, 0, TWICE]
    assert columns.digests == [digest(msgspec.json.encode(lines)) for lines in reports]


def test_a_figure_that_does_not_fit_is_refused() -> None:
    with pytest.raises(OverflowError):
        LineColumns([]).add([a_line("jobs", 2**63)])
