"""What the screens pick: a unit's last digits at the precision that it reports."""

from __future__ import annotations

from random import Random

from services.intake.review.screening.screens import screens
from services.intake.units.history import UnitHistory
from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.intake.support import CITY, UNIT

LAST = Month(2023, 12).ordinal
IN_WAN = [
    "unemployment_insurance_insured",
    "work_injury_insurance_insured",
    "social_security_card_holders",
    "professional_personnel",
    "senior_title_personnel",
    "urban_new_employment",
]


def picked(catalogue: Catalogue, step: int, last: int) -> list[str]:
    """The unit's screens over a year of random figures in steps of ``step``, ``last`` behind them."""
    history, random = UnitHistory(0), Random(20_230_101)
    for place in range(12):
        lines = [ReportLine(each, random.randrange(1_000, 10_000) * step + last) for each in IN_WAN]
        history.put(LAST - 11 + place, tuple(lines))
    found = screens(CITY, {UNIT: history}, LAST, catalogue, [])
    return [each.finding.rule for each in found if each.region == UNIT]


def test_the_indicators_of_this_test_are_in_wan(catalogue: Catalogue) -> None:
    assert {catalogue.indicators[each].unit.scale for each in IN_WAN} == {10_000}


def test_a_unit_that_reports_two_decimals_of_wan_is_not_picked_for_the_places_it_never_reports(
    catalogue: Catalogue,
) -> None:
    assert picked(catalogue, 100, 0) == []
    assert picked(catalogue, 1, 0) == []


def test_a_unit_whose_last_reported_digit_is_always_the_same_is(catalogue: Catalogue) -> None:
    assert picked(catalogue, 10, 5) == ["last-digit"]
    assert picked(catalogue, 1_000, 500) == ["last-digit"]
