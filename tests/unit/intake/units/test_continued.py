"""A unit's past where regions changed."""

from __future__ import annotations

import pytest

from services.intake.units.continued import continued, predecessors
from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.intake.changing import GIVER, MERGED, OLD, PART_OF_IT, a_changing_catalogue
from tests.unit.intake.support import SIBLING, UNIT

JOBS, INSURED, MEDIATED, SURVEYED = (
    "urban_new_employment",
    "work_injury_insurance_insured",
    "mediation_success_rate",
    "surveyed_unemployment_rate",
)
DECEMBER, JANUARY, FEBRUARY = Month(2022, 12), Month(2023, 1), Month(2023, 2)


@pytest.fixture(scope="module")
def changed() -> Catalogue:
    return a_changing_catalogue()


def to_date(value: int) -> ReportLine:
    return ReportLine(JOBS, value, None, "year_to_date")


def test_a_recoded_unit_has_the_old_codes_months_and_none_of_the_others(changed: Catalogue) -> None:
    reports = {
        SIBLING: {JANUARY: (to_date(1),), FEBRUARY: (to_date(30),)},
        OLD: {JANUARY: (to_date(10),), FEBRUARY: (to_date(99),)},
    }
    assert continued(changed, SIBLING, reports, FEBRUARY) == {JANUARY: (to_date(10),), FEBRUARY: (to_date(30),)}
    assert continued(changed, OLD, {OLD: reports[OLD]}, FEBRUARY) == {JANUARY: (to_date(10),)}


def test_a_merged_unit_has_what_all_of_its_predecessors_reported_alike(changed: Catalogue) -> None:
    first = (to_date(10), ReportLine(INSURED, 500), ReportLine(MEDIATED, 3, 4), ReportLine(SURVEYED, 510))
    second = (to_date(5), ReportLine(MEDIATED, 1, 6), ReportLine(SURVEYED, 490))
    found = continued(changed, MERGED, {MERGED: {JANUARY: first}, PART_OF_IT: {JANUARY: second}}, FEBRUARY)
    assert found == {JANUARY: (to_date(15), ReportLine(MEDIATED, 4, 10))}


def test_predecessors_that_reported_in_other_ways_come_to_a_month(changed: Catalogue) -> None:
    first = {Month(2022, 11): (to_date(100),), DECEMBER: (to_date(130),)}
    second = {Month(2022, 11): (ReportLine(JOBS, 7),), DECEMBER: (ReportLine(JOBS, 8),)}
    found = continued(changed, MERGED, {MERGED: first, PART_OF_IT: second}, FEBRUARY)
    assert found[DECEMBER] == (ReportLine(JOBS, 38, None, "month"),)
    assert Month(2022, 11) not in found  # what came before November is in it, for one of them


def test_what_only_one_of_them_reported_is_not_the_whole(changed: Catalogue) -> None:
    assert continued(changed, MERGED, {MERGED: {JANUARY: (to_date(10),)}, PART_OF_IT: {}}, FEBRUARY) == {}


def test_what_has_left_the_catalogue_is_added_up_for_nobody(changed: Catalogue) -> None:
    lines = (to_date(10), ReportLine("gone", 7))
    found = continued(changed, MERGED, {code: {JANUARY: lines} for code in (MERGED, PART_OF_IT)}, FEBRUARY)
    assert found == {JANUARY: (to_date(20),)}


@pytest.mark.parametrize("unit", [UNIT, GIVER])
def test_who_got_or_gave_a_part_has_no_past(changed: Catalogue, unit: str) -> None:
    reports = {unit: {JANUARY: (to_date(1),), FEBRUARY: (to_date(2),)}}
    assert continued(changed, unit, reports, FEBRUARY) == {FEBRUARY: (to_date(2),)}
    assert predecessors(changed, unit, JANUARY, FEBRUARY) == ()


def test_a_month_before_the_change_is_held_against_the_past_that_it_had_then(changed: Catalogue) -> None:
    reports = {UNIT: {DECEMBER: (to_date(1),), JANUARY: (to_date(2),)}}
    assert continued(changed, UNIT, reports, JANUARY) == reports[UNIT]
