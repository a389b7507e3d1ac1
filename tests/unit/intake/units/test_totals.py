"""Which totals a report's figures are added to."""

from __future__ import annotations

from services.intake.units.totals import CountedIn, counted_in
from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.intake.support import JIULONGPO, UNIT

MARCH = Month(2023, 3)


def test_a_report_is_counted_in_the_totals_above_its_unit_with_the_indicators_that_add_up(catalogue: Catalogue) -> None:
    lines = (ReportLine("urban_new_employment", 5), ReportLine("work_injury_insurance_insured", 7))
    found = counted_in(catalogue, UNIT, MARCH, lines)
    assert CountedIn("500000", "重庆市", 2) in found
    assert all(catalogue.rollup_nodes(UNIT, lines[0].indicator).count(each.region) == 1 for each in found)
    assert counted_in(catalogue, UNIT, MARCH, ()) == ()


def test_a_units_own_indicators_are_in_no_total_above_it(catalogue: Catalogue) -> None:
    own = next(each for each in catalogue.owed(JIULONGPO) if each not in catalogue.owed(UNIT))
    assert counted_in(catalogue, JIULONGPO, MARCH, (ReportLine(own, 1),)) == ()
