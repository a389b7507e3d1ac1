"""Roundness is told at the precision that a unit reports at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.intake.review import rounds
from services.intake.review.report import Report, review
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import ReportLine
from shared.periods import Month
from tests.unit.intake.support import UNIT

MARCH = Month(2023, 3).ordinal
INDICATORS = (
    "unemployment_insurance_insured",
    "work_injury_insurance_insured",
    "social_security_card_holders",
    "professional_personnel",
    "senior_title_personnel",
    "subsidised_training",
)
SCALES = dict.fromkeys(INDICATORS, 10_000)


def month(place: int, number: int) -> tuple[ReportLine, ...]:
    """A month's figures, all of them whole numbers of ``place`` persons."""
    primes = (7_919, 10_007, 20_011, 6_007, 3_001, 4_001)
    return tuple(
        ReportLine(each, (prime + 11 * number) * place) for each, prime in zip(INDICATORS, primes, strict=True)
    )


def asked(catalogue: Catalogue, months: list[tuple[ReportLine, ...]]) -> list[str]:
    rules, history = Rulebook(catalogue).unit(UNIT), UnitHistory(0)
    assert rules is not None
    for number, lines in enumerate(months[:-1]):
        history.put(MARCH - len(months) + 1 + number, lines)
    found = review(Report(UNIT, MARCH, months[-1]), history, rules.checks)
    return [each.message for each in found if each.rule == "round"]


@pytest.mark.parametrize("place", [1, 10, 100])
def test_decimals_of_ten_thousand_persons_are_no_round_numbers(catalogue: Catalogue, place: int) -> None:
    assert asked(catalogue, [month(place, number) for number in range(8)]) == []


def test_figures_rounded_by_a_unit_that_reports_single_persons_are_asked_about(catalogue: Catalogue) -> None:
    (message,) = asked(catalogue, [month(1, number) for number in range(7)] + [month(100, 7)])
    assert "随机出现的概率< 0.001" in message


def test_who_reports_hundreds_and_rounds_to_ten_thousands_is_asked_about(catalogue: Catalogue) -> None:
    assert asked(catalogue, [month(100, number) for number in range(7)] + [month(10_000, 7)]) != []


def test_the_precision_is_the_last_place_of_all_figures_of_a_unit_of_measure() -> None:
    hundreds = [ReportLine(INDICATORS[0], 179_000), ReportLine(INDICATORS[1], 20_100), ReportLine(INDICATORS[2], 400)]
    assert rounds.precisions([hundreds], SCALES) == {10_000: 100}
    assert rounds.precisions([hundreds, [ReportLine(INDICATORS[3], 1_230)]], SCALES) == {10_000: 10}
    assert rounds.precisions([hundreds, [ReportLine(INDICATORS[3], 1_234)]], SCALES) == {10_000: 1}
    assert rounds.precisions([hundreds[:2]], SCALES) == {10_000: 1}, "two figures prove nothing"
    assert rounds.precisions([[*hundreds, ReportLine("ratio", 1, 3)]], SCALES) == {10_000: 100}


def test_months_are_read_until_a_figure_is_written_to_the_last_place() -> None:
    read = []

    def months() -> Iterator[list[ReportLine]]:
        for number, value in enumerate((179_000, 20_100, 1_234, 500)):
            read.append(number)
            yield [ReportLine(INDICATORS[0], value)] * 2

    assert rounds.precisions(months(), SCALES) == {10_000: 1}
    assert read == [0, 1, 2]


def test_at_a_precision_a_figure_ends_in_00_by_the_places_that_were_reported() -> None:
    lines = (ReportLine(INDICATORS[0], 179_000), ReportLine(INDICATORS[1], 180_000), ReportLine("ratio", 300, 400))
    assert rounds.count(lines, {}, SCALES, {10_000: 100}) == (4, 3)
    assert rounds.count(lines, {}, SCALES, {10_000: 1}) == (4, 4)


@pytest.mark.parametrize(
    ("chance", "told"), [(1e-30, "< 0.001"), (0.0, "< 0.001"), (0.001, "为0.001"), (0.0042, "为0.0042")]
)
def test_a_small_probability_is_told_as_small(chance: float, told: str) -> None:
    assert rounds.probability(chance) == told
