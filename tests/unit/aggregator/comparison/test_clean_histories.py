"""In a history in which nothing is wrong the rules keep silent in more than 99 of 100 quarters: the demonstration's 60
months in every region, on the indicators it has, and many made-up years for all of them.

Only quarters that a rule could speak in count: those with a year before and enough history.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import pytest

from services.aggregator.comparison.evaluating import ComparisonOutcome, compare
from services.aggregator.comparison.quarters import Figures, quarter_figures
from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.series import Series
from services.demo.world.simulation import simulate
from shared.catalogue import Catalogue
from shared.catalogue.model import PANEL
from shared.periods import Month, months
from tests.unit.aggregator.comparison.histories import QUARTERS, clean

FIRST, LAST = Month(2021, 1), Month(2025, 12)
SEEDS = 60
DUMB = {ComparisonOutcome.QUARTER_MISSING, ComparisonOutcome.YEAR_BEFORE_MISSING, ComparisonOutcome.TOO_LITTLE_HISTORY}

Counts = dict[str, Counter[str]]
"""By rule how many quarters it could speak in (``heard``), and how many it did (``found``)."""


def count(catalogue: Catalogue, figures: Mapping[str, Figures], counts: Counts) -> None:
    for rule in catalogue.office.comparisons:
        if rule.first in figures and rule.second in figures:
            for quarter in QUARTERS:
                outcome = compare(rule, quarter, figures[rule.first], figures[rule.second]).outcome
                counts[rule.id]["heard"] += outcome not in DUMB
                counts[rule.id]["found"] += outcome is ComparisonOutcome.PARTED


def demonstrated(catalogue: Catalogue) -> dict[str, dict[str, Figures]]:
    """By region and indicator the quarters of the demonstration, added up as the regions are."""
    simulation = simulate(catalogue, FIRST, LAST)
    wanted = {each for rule in catalogue.office.comparisons for each in (rule.first, rule.second)} - {PANEL}
    added: dict[tuple[str, str], list[list[int]]] = defaultdict(lambda: [[0, 0] for _ in range(60)])
    for region, lines in simulation.series.items():
        for indicator in wanted & set(lines):
            for node in (region, *catalogue.rollup_nodes(region, indicator)):
                for place, (value, whole) in enumerate(
                    zip(lines[indicator].values, lines[indicator].denominators or (0,) * 60, strict=True)
                ):
                    added[node, indicator][place][0] += value
                    added[node, indicator][place][1] += whole
    found: dict[str, dict[str, Figures]] = defaultdict(dict)
    for (node, indicator), sums in added.items():
        points = [
            FigurePoint(month, 1, 1, 1, value, whole)
            for month, (value, whole) in zip(months(FIRST, LAST), sums, strict=True)
        ]
        found[node][indicator] = quarter_figures(catalogue.indicators[indicator], Series(points), QUARTERS)
    return found


def test_in_every_region_of_the_demonstration_each_rule_keeps_silent(catalogue: Catalogue) -> None:
    counts: Counts = defaultdict(Counter)
    for figures in demonstrated(catalogue).values():
        count(catalogue, figures, counts)
    assert {each: found["heard"] for each, found in counts.items()} == {
        "registered_surveyed": 32,
        "registered_new": 2_088,
        "surveyed_new": 32,
        "insured_new": 2_088,
    }
    shares = {each: found["found"] / found["heard"] for each, found in counts.items()}
    assert max(shares.values()) < 0.01, shares
    assert shares["registered_new"] == pytest.approx(0.003, abs=0.003)  # not never: some counties' years are rough


def test_over_many_made_up_years_each_rule_keeps_silent(catalogue: Catalogue) -> None:
    counts: Counts = defaultdict(Counter)
    for seed in range(SEEDS):
        count(catalogue, clean(seed), counts)
    assert {found["heard"] for found in counts.values()} == {SEEDS * 8}
    assert set(counts) == {each.id for each in catalogue.office.comparisons}
    shares = {each: found["found"] / found["heard"] for each, found in counts.items()}
    assert max(shares.values()) < 0.01, shares
