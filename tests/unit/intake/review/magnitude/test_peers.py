"""A month's figures beside those of the units of the same parent."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from services.intake.review.magnitude.beside import beside
from services.intake.review.magnitude.peers import PARTS, RATE, VALUE, expectations, off_peers
from services.intake.review.month import UnitReport, month_findings
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import Explanation, ReportLine
from shared.periods import Month

JOBS, INSURED, INJURY, CARDS = (
    "urban_new_employment",
    "unemployment_insurance_insured",
    "work_injury_insurance_insured",
    "social_security_card_holders",
)
PENSION, SURVEYED = "pension_coverage_rate", "surveyed_unemployment_rate"
MARCH = Month(2023, 3).ordinal
SIZES = {"500101": 8, "500102": 5, "500103": 3, "500104": 1, "500105": 2, "500106": 13}


def lines_of(size: int, uneven: int = 0) -> list[ReportLine]:
    """A unit of a size: its figures stand to each other as everybody's do, give or take."""
    return [
        ReportLine(JOBS, 131 * size + uneven),
        ReportLine(INSURED, 10_300 * size),
        ReportLine(INJURY, 14_100 * size - uneven),
        ReportLine(CARDS, 61_700 * size),
        ReportLine(PENSION, 9_500 * size, 10_000 * size),
    ]


def months(wrong: Mapping[str, Mapping[str, ReportLine]]) -> dict[str, tuple[ReportLine, ...]]:
    return {
        unit: tuple(wrong.get(unit, {}).get(line.indicator, line) for line in lines_of(size, number))
        for number, (unit, size) in enumerate(SIZES.items())
    }


def asked(
    catalogue: Catalogue,
    wrong: Mapping[str, Mapping[str, ReportLine]],
    histories: Mapping[str, UnitHistory] | None = None,
) -> list[tuple[str, str, str]]:
    known = histories or {unit: UnitHistory(0) for unit in SIZES}
    found = beside(months(wrong).items(), known, MARCH, Rulebook(catalogue))
    return [(unit, each.rule, each.indicator) for unit, findings in found.items() for each in findings]


def test_units_of_any_size_that_stand_alike_are_not_asked_about(catalogue: Catalogue) -> None:
    assert asked(catalogue, {}) == []


@pytest.mark.parametrize(
    "line",
    [
        ReportLine(JOBS, 131 * 50),
        ReportLine(JOBS, 65),
        ReportLine(INSURED, 10_300 * 50_000),
        ReportLine(CARDS, 31),
        ReportLine(PENSION, 9_500 * 5, 100_000 * 5),
        ReportLine(PENSION, 9_500 * 50, 10_000 * 50),
    ],
)
def test_a_slip_is_seen_in_the_first_month_of_all(catalogue: Catalogue, line: ReportLine) -> None:
    assert asked(catalogue, {"500102": {line.indicator: line}}) == [("500102", "off-peers", line.indicator)]


def test_what_is_asked_names_the_figure_the_peers_and_what_is_expected(catalogue: Catalogue) -> None:
    wrong = months({"500102": {INSURED: ReportLine(INSURED, 515_000)}})
    found = beside(wrong.items(), {unit: UnitHistory(0) for unit in SIZES}, MARCH, Rulebook(catalogue))
    (finding,) = found["500102"]
    assert "本月515,000，按6个同级单位本月的数和本单位规模约为51," in finding.message
    assert finding.action == "query"


def test_twice_or_a_third_is_a_difference_between_places(catalogue: Catalogue) -> None:
    assert asked(catalogue, {"500102": {JOBS: ReportLine(JOBS, 131 * 15), INSURED: ReportLine(INSURED, 17_000)}}) == []


def test_what_was_so_the_month_before_is_not_asked_again(catalogue: Catalogue) -> None:
    wrong = {"500102": {JOBS: ReportLine(JOBS, 6_550)}}
    histories = {unit: UnitHistory(0) for unit in SIZES}
    for unit, lines in months(wrong).items():
        histories[unit].put(MARCH - 1, lines)
    assert asked(catalogue, wrong, histories) == []
    for unit, lines in months({}).items():
        histories[unit].put(MARCH - 1, lines)
    assert asked(catalogue, wrong, histories) == [("500102", "off-peers", JOBS)]


def test_a_rate_alone_is_held_against_the_middle_of_the_peers_rates(catalogue: Catalogue) -> None:
    units = ("a", "b", "c", "d", "e")
    now = {unit: {(SURVEYED, RATE): 520 + number, **rows(number + 1)} for number, unit in enumerate(units)}
    assert expectations(now)["a", (SURVEYED, RATE)].expected == 522
    rules = Rulebook(catalogue).unit("500000")
    assert rules is not None
    checks = dict.fromkeys(units, rules.checks.indicators)
    assert off_peers(now, {}, checks) == []
    (found,) = off_peers(now | {"e": {(SURVEYED, RATE): 5_240, **rows(5)}}, {}, checks)
    assert found[0] == "e" and "本月52.40%，按5个同级单位本月的数约为5.22%" in found[1].message


def rows(size: int) -> dict[tuple[str, str], int]:
    return {
        ("x", VALUE): 1_000 * size,
        ("y", VALUE): 70 * size,
        ("z", PARTS[0]): 900 * size,
        ("z", PARTS[1]): 999 * size,
    }


def test_three_units_are_no_middle_and_two_rows_no_size() -> None:
    assert expectations({unit: rows(number + 1) for number, unit in enumerate("abc")}) == {}
    assert expectations({unit: {("x", VALUE): 100, ("y", VALUE): 90} for unit in "abcdef"}) == {}


def test_a_few_people_are_no_other_order(catalogue: Catalogue) -> None:
    small = {unit: (*lines, ReportLine("postdoctoral_recruits", 2)) for unit, lines in months({}).items()}
    small["500106"] = (*months({})["500106"], ReportLine("postdoctoral_recruits", 49))
    assert beside(small.items(), {unit: UnitHistory(0) for unit in SIZES}, MARCH, Rulebook(catalogue)) == {}


def test_a_year_to_date_is_held_by_what_the_month_adds(catalogue: Catalogue) -> None:
    histories = {unit: UnitHistory(0) for unit in SIZES}
    histories["500102"].put(MARCH - 1, (ReportLine(JOBS, 131 * 10, None, "year_to_date"),))
    right = {"500102": {JOBS: ReportLine(JOBS, 131 * 15, None, "year_to_date")}}
    assert asked(catalogue, right, histories) == []
    wrong = {"500102": {JOBS: ReportLine(JOBS, 131 * 60, None, "year_to_date")}}
    assert asked(catalogue, wrong, histories) == [("500102", "off-peers", JOBS)]


def test_the_order_of_the_reports_does_not_matter(catalogue: Catalogue) -> None:
    wrong = {"500102": {JOBS: ReportLine(JOBS, 6_550)}, "500106": {CARDS: ReportLine(CARDS, 80)}}
    histories = {unit: UnitHistory(0) for unit in SIZES}
    given = list(months(wrong).items())
    rulebook = Rulebook(catalogue)
    assert beside(given, histories, MARCH, rulebook) == beside(reversed(given), histories, MARCH, rulebook)


def test_the_areas_month_tells_it_and_knows_whether_it_was_explained(catalogue: Catalogue) -> None:
    reports = [
        UnitReport(unit, "submitted", 1, lines, (), (Explanation(JOBS, "园区集中招工", "off-peers"),))
        for unit, lines in months({"500102": {JOBS: ReportLine(JOBS, 6_550)}}).items()
    ]
    found = month_findings(reports, {unit: UnitHistory(0) for unit in SIZES}, MARCH, Rulebook(catalogue))
    told = [
        (each.region, each.recorded, each.present, each.explained) for each in found if each.finding.rule == "off-peers"
    ]
    assert told == [("500102", False, True, True)]
