"""One posted line in base units."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.intake.faults import ReportFault
from services.intake.submission.parse import Line
from services.intake.submission.read_line import read_line, usual_line
from services.intake.units.indicator_rule import IndicatorRule
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import ReportLine
from tests.unit.intake.support import UNIT

JOBS, RATE, STOCK = "urban_new_employment", "mediation_success_rate", "professional_personnel"


@pytest.fixture(scope="module")
def rules(catalogue: Catalogue) -> dict[str, IndicatorRule]:
    found = Rulebook(catalogue).unit(UNIT)
    assert found is not None
    return found.owed


def _faults(rules: dict[str, IndicatorRule], line: Line) -> list[tuple[str, str]]:
    faults: list[ReportFault] = []
    assert read_line(line, 3, rules[line.indicator], faults) is None
    return [(each.code, each.pointer) for each in faults]


@pytest.mark.parametrize(
    "line",
    [
        Line(JOBS, 1200),
        Line(JOBS, 12, unit="万人"),
        Line(JOBS, 0, basis="本年累计"),
        Line(RATE, None, 97, 100),
        Line(RATE, None, 0, 0, "件", "year_to_date"),
    ],
)
def test_the_short_way_says_the_same_as_the_long_one(rules: dict[str, IndicatorRule], line: Line) -> None:
    faults: list[ReportFault] = []
    usual = usual_line(line, rules[line.indicator])
    assert usual is not None and usual == read_line(line, 0, rules[line.indicator], faults) and not faults


@pytest.mark.parametrize(
    "line",
    [
        Line(JOBS, "1200"),
        Line(JOBS, Decimal("0.5"), unit="万人"),
        Line(JOBS, True),
        Line(JOBS, -1),
        Line(JOBS, 5, unit="件"),
        Line(STOCK, 5, basis="year_to_date"),
        Line(RATE, None, 101, 100),
        Line(RATE, 97),
    ],
)
def test_the_short_way_says_nothing_of_what_needs_a_closer_look(rules: dict[str, IndicatorRule], line: Line) -> None:
    assert usual_line(line, rules[line.indicator]) is None


def test_a_text_and_a_fraction_are_read_exactly(rules: dict[str, IndicatorRule]) -> None:
    assert read_line(Line(JOBS, Decimal("0.1234"), unit="万人"), 0, rules[JOBS], []) == ReportLine(JOBS, 1234)


def test_every_fault_of_a_line_has_its_place(rules: dict[str, IndicatorRule]) -> None:
    assert _faults(rules, Line(JOBS, None)) == [("missing-value", "/lines/3/value")]
    assert _faults(rules, Line(JOBS, 1, 2)) == [("not-a-ratio", "/lines/3/numerator")]
    assert _faults(rules, Line(JOBS, 1, basis="x")) == [("unknown-basis", "/lines/3/basis")]
    assert _faults(rules, Line(STOCK, 1, basis="本年累计")) == [("basis-not-allowed", "/lines/3/basis")]
    assert _faults(rules, Line(RATE, 1)) == [
        ("ratio-needs-parts", "/lines/3/value"),
        ("missing-numerator", "/lines/3/numerator"),
        ("missing-denominator", "/lines/3/denominator"),
    ]
    assert _faults(rules, Line(RATE, None, 1, 0)) == [("denominator-zero", "/lines/3/numerator")]


def test_of_an_unknown_unit_only_the_unit_is_at_fault(rules: dict[str, IndicatorRule]) -> None:
    assert _faults(rules, Line(JOBS, Decimal("0.5"), unit="亿元")) == [("wrong-unit", "/lines/3/unit")]
