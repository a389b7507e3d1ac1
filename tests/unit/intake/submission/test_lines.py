"""The lines of a report held against what the unit owes and has reported."""

from __future__ import annotations

import pytest

from services.intake.faults import ReportFault
from services.intake.submission.lines import SLIP, report_lines
from services.intake.submission.parse import Line, Submission
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook, UnitRules
from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.intake.support import UNIT

JOBS, TRAINING, MIGRANT = "urban_new_employment", "subsidised_training", "migrant_worker_training"
MARCH = Month(2023, 3)


@pytest.fixture(scope="module")
def rulebook(catalogue: Catalogue) -> Rulebook:
    return Rulebook(catalogue)


@pytest.fixture(scope="module")
def rules(rulebook: Rulebook) -> UnitRules:
    found = rulebook.unit(UNIT)
    assert found is not None
    return found


def _read(
    rulebook: Rulebook, rules: UnitRules, *lines: Line, history: UnitHistory | None = None, broken: tuple[int, ...] = ()
) -> tuple[tuple[ReportLine, ...], list[tuple[str, str]]]:
    faults: list[ReportFault] = []
    submission = Submission(UNIT, "2023-03", list(lines))
    read = report_lines(submission, rules, rulebook, history or UnitHistory(0), MARCH, frozenset(broken), faults)
    return read, [(each.code, each.pointer) for each in faults]


def test_an_indicator_may_be_named_in_any_way_but_once(rulebook: Rulebook, rules: UnitRules) -> None:
    read, faults = _read(rulebook, rules, Line("城镇新增就业人数", 5), Line(JOBS, 6), Line("no-such", 7))
    assert read == (ReportLine(JOBS, 5),)
    assert faults == [("duplicate-indicator", "/lines/1/indicator"), ("unknown-indicator", "/lines/2/indicator")]


def test_what_the_unit_does_not_owe_is_a_fault_by_its_name(rulebook: Rulebook, rules: UnitRules) -> None:
    _, faults = _read(rulebook, rules, Line("surveyed_unemployment_rate", 5))
    assert faults == [("indicator-not-owed", "/lines/0/indicator")]


def test_a_line_whose_shape_is_at_fault_is_passed_over(rulebook: Rulebook, rules: UnitRules) -> None:
    assert _read(rulebook, rules, Line("", None), Line(JOBS, 5), broken=(0,)) == ((ReportLine(JOBS, 5),), [])


def test_a_part_above_its_whole_is_told_of_one_basis_only(rulebook: Rulebook, rules: UnitRules) -> None:
    _, faults = _read(rulebook, rules, Line(TRAINING, 5), Line(MIGRANT, 6))
    assert faults == [("part-exceeds-whole", "/lines/1/value")]
    _, faults = _read(rulebook, rules, Line(TRAINING, 5), Line(MIGRANT, 6, basis="year_to_date"))
    assert faults == []


def test_a_figure_ten_thousand_times_the_usual_one_is_a_slip(rulebook: Rulebook, rules: UnitRules) -> None:
    history = UnitHistory(0)
    for step in (1, 2, 3):
        history.put(MARCH.shift(-step).ordinal, (ReportLine(JOBS, 1_200),))
    read, faults = _read(rulebook, rules, Line(JOBS, 1_200, unit="万人"), history=history)
    assert read == (ReportLine(JOBS, 12_000_000),) and faults == [(SLIP, "/lines/0/value")]
