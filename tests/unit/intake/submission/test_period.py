"""The month that a report is of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.intake.faults import ReportFault
from services.intake.submission.period import month_of, period_faults
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.periods import Month
from tests.unit.intake.support import UNIT

LAST_HOUR = datetime(2023, 3, 31, 15, 59, tzinfo=UTC)
"""A minute before April in China."""


def test_a_month_ends_at_midnight_in_china() -> None:
    assert [each.code for each in period_faults("2023-03", LAST_HOUR)] == ["future-month"]
    assert period_faults("2023-03", LAST_HOUR.replace(hour=16)) == []


@pytest.mark.parametrize("text", ["2023", "2023-13", "2023-3", ""])
def test_what_is_no_month_is_one_fault(text: str) -> None:
    assert [each.code for each in period_faults(text, LAST_HOUR)] == ["bad-period"]


def test_a_units_months_begin_with_its_plans(catalogue: Catalogue) -> None:
    rules = Rulebook(catalogue).unit(UNIT)
    faults: list[ReportFault] = []
    assert month_of("2020-12", rules, LAST_HOUR, faults) == Month(2020, 12)
    assert [each.code for each in faults] == ["before-first-plan"]
    assert month_of("2021-01", rules, LAST_HOUR, faults) == Month(2021, 1) and len(faults) == 1
