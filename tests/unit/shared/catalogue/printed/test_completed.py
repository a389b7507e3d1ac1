"""A row of a table of completion read from its print, and with what a person has said of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Bound, Horizon
from shared.catalogue.printed.completed import CompletedCells, CompletedRow, read_completed_row
from tests.unit.units_of_measure import UNITS_OF_MEASURE, unit_of


def read(target: str, outcome: str, upward: bool = True) -> CompletedRow:
    return read_completed_row(CompletedCells(target, outcome), upward, unit_of("万人"), UNITS_OF_MEASURE)


def test_the_published_tables_are_read_from_their_print_as_people_read_them(catalogue: Catalogue) -> None:
    falling = {name for each in catalogue.indicators.values() if not each.upward for name in (each.name, *each.aliases)}
    differing = []
    for plan in catalogue.plans.values():
        for row in plan.completed:
            cells = CompletedCells(row.printed_target, row.printed_outcome)
            found = read_completed_row(cells, row.name not in falling, row.unit, catalogue.units_of_measure)
            mine = (found.bound, found.value, found.outcome, found.outcome_bound)
            if mine != (row.bound, row.value, row.outcome, row.outcome_bound):
                differing.append((plan.id, row.row))
    assert differing == []


@pytest.mark.parametrize(
    ("target", "outcome", "expected"),
    [
        ("【>300】", "【362】", CompletedRow(Horizon.PLAN, Bound.MORE_THAN, Decimal(300), Decimal(362), "")),
        ("610", "657万人", CompletedRow(Horizon.END, Bound.AT_LEAST, Decimal(610), Decimal(657), "")),
        ("610", "650以上", CompletedRow(Horizon.END, Bound.AT_LEAST, Decimal(610), Decimal(650), "at_least")),
        ("稳步提高", "显著提高", CompletedRow(Horizon.END, Bound.AT_LEAST, None, None, "")),
        ("年均60", "310", CompletedRow(Horizon.END, Bound.AT_LEAST, None, Decimal(310), "")),
        ("10:40:50", "9:40:51", CompletedRow(Horizon.END, Bound.AT_LEAST, None, None, "")),
    ],
)
def test_what_is_not_given_is_read_and_what_is_not_certain_is_not_judged(
    target: str, outcome: str, expected: CompletedRow
) -> None:
    assert read(target, outcome) == expected


def test_a_row_that_should_fall_is_bounded_from_above() -> None:
    assert read("5.5", "5.3", upward=False).bound is Bound.AT_MOST


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_print_is_read_as_something(target: str, outcome: str) -> None:
    found = read(target, outcome)
    assert found.value is None or found.value >= 0
    assert found.outcome is not None or found.outcome_bound == ""
