"""What a plan promises beyond its table loads as it is printed; every fault is named with its line."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from shared.catalogue.files.commitments import COLUMNS, OPTIONAL, CommitmentContext, read_commitments
from shared.catalogue.findings import Findings
from shared.catalogue.model import Commitment, CommitmentHorizon
from tests.unit.shared.catalogue.checks.builders import a_commitment

CONTEXT = CommitmentContext("plan", range(2026, 2031), {1, 2}, {"urban_new_employment"})
ROW = {
    "row": "1",
    "place": "专栏3 第2项（虚构，示例）",
    "subject": "零工驿站",
    "bound": "exact",
    "value": "2.50",
    "unit": "千个",
    "horizon": "plan",
    "printed": "建成零工驿站2.50千个。",
}


def read(tmp_path: Path, *rows: dict[str, str]) -> tuple[tuple[Commitment, ...], list[tuple[int, str]]]:
    """The commitments of these rows, and the line and code of every fault."""
    text = io.StringIO()
    writer = csv.DictWriter(text, (*COLUMNS, *OPTIONAL), restval="")
    writer.writeheader()
    writer.writerows(ROW | row for row in rows)
    path = tmp_path / "commitments.csv"
    path.write_text(text.getvalue(), "utf-8")
    findings = Findings()
    found = read_commitments(path, "commitments.csv", CONTEXT, findings)
    return found, [(each.line, each.code) for each in findings.items]


def test_a_row_is_read_as_it_is_printed_and_keeps_its_last_zero(tmp_path: Path) -> None:
    (found,), faults = read(tmp_path, {"department": "就业科", "indicator": "urban_new_employment", "target_row": "2"})
    assert faults == []
    assert found == a_commitment(department="就业科", indicator="urban_new_employment", target_row=2)
    assert str(found.value) == "2.50"


def test_rows_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    found, _ = read(tmp_path, {"row": "10"}, {"row": "9"})
    assert [each.row for each in found] == [9, 10]


@pytest.mark.parametrize("word", list(CommitmentHorizon))
def test_a_horizon_is_one_of_its_words(tmp_path: Path, word: CommitmentHorizon) -> None:
    (found,), faults = read(tmp_path, {"horizon": word})
    assert (found.horizon, found.year, faults) == (word, None, [])


def test_a_named_year_is_a_year_of_the_plan(tmp_path: Path) -> None:
    (found,), faults = read(tmp_path, {"horizon": "2028"})
    assert (found.horizon, found.year, faults) == (CommitmentHorizon.YEAR, 2028, [])
    assert read(tmp_path, {"horizon": "2031"}) == ((), [(2, "bad_year")])


def test_a_range_has_both_ends_and_a_whole_needs_none(tmp_path: Path) -> None:
    (found,), faults = read(tmp_path, {"bound": "range", "value": "20", "value_max": "30"})
    assert (found.value, found.value_max, faults) == (Decimal(20), Decimal(30), [])
    (found,), faults = read(tmp_path, {"bound": "whole", "value": "", "unit": ""})
    assert (found.value, found.unit, faults) == (None, "", [])


def test_a_fraction_stays_one_and_nought_needs_no_unit(tmp_path: Path) -> None:
    (found,), faults = read(tmp_path, {"value": "2/3", "unit": "人口"})
    assert (found.value, faults) == (Fraction(2, 3), [])
    (found,), faults = read(tmp_path, {"value": "0", "unit": ""})
    assert (found.value, faults) == (Decimal(0), [])


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"value": ""}, "empty_cell"),
        ({"unit": ""}, "empty_cell"),
        ({"printed": ""}, "empty_cell"),
        ({"value": "二"}, "bad_number"),
        ({"value": "2/0"}, "bad_number"),
        ({"bound": "range"}, "bad_range"),
        ({"value_max": "3"}, "bad_range"),
        ({"bound": "range", "value": "30", "value_max": "30"}, "bad_range"),
        ({"bound": "more"}, "unknown_word"),
        ({"horizon": "soon"}, "unknown_word"),
        ({"indicator": "no_such"}, "unknown_indicator"),
        ({"target_row": "3"}, "unknown_row"),
        ({"row": ""}, "row_number"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, cells: dict[str, str], code: str) -> None:
    _, faults = read(tmp_path, {"row": "7"}, cells)
    assert faults == [(3, code)]


def test_every_fault_of_every_row_is_named_at_once(tmp_path: Path) -> None:
    _, faults = read(tmp_path, {"value": "", "unit": ""}, {"bound": "more", "horizon": "soon"})
    assert faults == [(3, "duplicate_row"), (2, "empty_cell"), (3, "unknown_word"), (3, "unknown_word")]
