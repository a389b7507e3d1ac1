"""Lines in flat arrays."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.rebuild.replaying.flat import digest
from services.aggregator.rebuild.replaying.lines import TO_DATE, TWICE, LineColumns
from shared.events import ReportLine
from shared.shapes.shape import NotOfItsShape, shape_of
from tests.builders import SOME_LINES
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


names = st.sampled_from(["jobs", "rate", "50%", '失业"率', "a:%d", "\\"])
amounts = st.integers(-(2**63) + 1, 2**63 - 1)
some_lines = st.lists(
    st.builds(
        ReportLine,
        indicator=names,
        value=amounts,
        denominator=st.none() | amounts,
        basis=st.sampled_from(["month", "year_to_date"]),
    ),
    max_size=6,
)


@given(st.lists(some_lines, max_size=3))
def test_a_report_that_names_its_shape_fills_the_columns_as_its_lines_would(reports: list[list[ReportLine]]) -> None:
    spelt, packed = LineColumns(["jobs"]), LineColumns(["jobs"])
    for lines in reports:
        spelt.add(lines)
        below = [line.denominator for line in lines if line.denominator is not None]
        packed.add_packed(shape_of(lines), [line.value for line in lines], below)
    for column in ("names", "indicators", "values", "denominators", "to_date", "starts", "marks", "digests"):
        assert getattr(packed, column) == getattr(spelt, column), column


def test_figures_that_are_not_as_many_as_the_shape_says_are_refused() -> None:
    with pytest.raises(NotOfItsShape):
        LineColumns([]).add_packed(shape_of(SOME_LINES), [1, 2, 3], [4])
