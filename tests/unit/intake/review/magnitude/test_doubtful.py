"""A zero too many or too few, 万人 for 人, and swapped rows, from the second month of a unit on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.review.magnitude.doubtful import Ease, near
from services.intake.review.magnitude.swaps import MovedRow, pairs
from services.intake.review.report import Report, review
from services.intake.units.checks import Checks, ScaleLimits, checks_of
from services.intake.units.history import UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.events import ReportLine, ReviewFinding
from shared.periods import Month
from tests.unit.intake.support import UNIT

INSURED, INJURY, CARDS = (
    "unemployment_insurance_insured",
    "work_injury_insurance_insured",
    "social_security_card_holders",
)
JOBS, PENSION, MEDIATION = "urban_new_employment", "pension_coverage_rate", "mediation_success_rate"
FEBRUARY = Month(2023, 2).ordinal


@pytest.fixture(scope="module")
def checks(catalogue: Catalogue) -> Checks:
    rules = Rulebook(catalogue).unit(UNIT)
    assert rules is not None
    return rules.checks


def asked(
    checks: Checks, before: Mapping[int, tuple[ReportLine, ...]], *lines: ReportLine, month: int = FEBRUARY
) -> list[ReviewFinding]:
    history = UnitHistory(0)
    for each, reported in before.items():
        history.put(each, reported)
    return list(review(Report(UNIT, month, lines), history, checks, names={"500000": "重庆市"}))


def rules_of(found: list[ReviewFinding]) -> list[tuple[str, str]]:
    return [(each.rule, each.indicator) for each in found]


@pytest.mark.parametrize(
    ("figure", "speaks"),
    [
        (603_210, True),
        (6_032, True),
        (120_642, True),
        (120_641, False),
        (30_160, True),
        (30_161, False),
        (0, True),
        (60_500, False),
    ],
)
def test_a_stock_that_doubles_or_halves_against_the_month_before_is_asked_about(
    checks: Checks, figure: int, speaks: bool
) -> None:
    found = asked(checks, {FEBRUARY - 1: (ReportLine(INSURED, 60_321),)}, ReportLine(INSURED, figure))
    assert rules_of(found) == ([("off-scale", INSURED)] if speaks else [])


def test_what_is_asked_names_both_figures_and_how_far_they_are_apart(checks: Checks) -> None:
    before = {FEBRUARY - 1: (ReportLine(INSURED, 60_321),)}
    (found,) = asked(checks, before, ReportLine(INSURED, 603_211))
    assert found.action == "query"
    assert "本月603,211，本单位上月60,321，为其10.0倍" in found.message
    (found,) = asked(checks, before, ReportLine(INSURED, 6_033))
    assert "本单位上月60,321，约为其10.0分之一" in found.message
    (found,) = asked(checks, before, ReportLine(INSURED, 0))
    assert "降为0" in found.message


@pytest.mark.parametrize(
    ("figure", "speaks"), [(4_530, True), (1_359, True), (1_358, False), (151, True), (152, False)]
)
def test_a_flow_is_held_against_all_months_before_it(checks: Checks, figure: int, speaks: bool) -> None:
    before = {FEBRUARY - 1: (ReportLine(JOBS, 453),)}
    assert rules_of(asked(checks, before, ReportLine(JOBS, figure))) == ([("off-scale", JOBS)] if speaks else [])
    wider = before | {FEBRUARY: (ReportLine(JOBS, 2_000),)}
    assert rules_of(asked(checks, wider, ReportLine(JOBS, 4_530), month=FEBRUARY + 1)) == []


def test_a_flow_may_be_nothing_and_may_begin(checks: Checks) -> None:
    assert asked(checks, {FEBRUARY - 1: (ReportLine(JOBS, 453),)}, ReportLine(JOBS, 0)) == []
    assert asked(checks, {FEBRUARY - 1: (ReportLine(JOBS, 0),)}, ReportLine(JOBS, 453)) == []


def test_a_few_people_more_are_no_other_order(checks: Checks) -> None:
    assert asked(checks, {FEBRUARY - 1: (ReportLine(JOBS, 2),)}, ReportLine(JOBS, 11)) == []
    assert asked(checks, {FEBRUARY - 1: (ReportLine(JOBS, 2),)}, ReportLine(JOBS, 12)) != []


def test_a_year_to_date_is_held_by_what_the_month_adds(checks: Checks) -> None:
    before = {FEBRUARY - 1: (ReportLine(JOBS, 453, None, "year_to_date"),)}
    assert asked(checks, before, ReportLine(JOBS, 950, None, "year_to_date")) == []
    found = asked(checks, before, ReportLine(JOBS, 9_500, None, "year_to_date"))
    assert rules_of(found) == [("off-scale", JOBS)]
    assert "本月9,047，本单位以前各月最大的453，为其20.0倍" in found[0].message


def test_a_year_to_date_after_a_hole_is_held_by_its_mean(checks: Checks) -> None:
    before = {FEBRUARY: (ReportLine(JOBS, 900, None, "year_to_date"),)}
    june = {"month": FEBRUARY + 4}
    assert asked(checks, before, ReportLine(JOBS, 2_700, None, "year_to_date"), **june) == []
    assert rules_of(asked(checks, before, ReportLine(JOBS, 27_000, None, "year_to_date"), **june)) == [
        ("off-scale", JOBS)
    ]


@pytest.mark.parametrize(
    ("indicator", "line", "part"),
    [
        (PENSION, (30_000, 340_000), "分子"),
        (PENSION, (300_000, 3_400_000), "分母"),
        (MEDIATION, (5, 60), "分子"),
        (MEDIATION, (50, 600), "分母"),
    ],
)
def test_the_parts_of_a_ratio_are_held_each(checks: Checks, indicator: str, line: tuple[int, int], part: str) -> None:
    right = {PENSION: (300_000, 340_000), MEDIATION: (50, 60)}[indicator]
    before = {FEBRUARY - 1: (ReportLine(indicator, *right),)}
    (found,) = asked(checks, before, ReportLine(indicator, *line))
    assert (found.rule, part in found.message) == ("off-scale", True)
    assert asked(checks, before, ReportLine(indicator, right[0] + 1, right[1] + 2)) == []


def test_a_stock_after_a_month_without_a_report_is_held_against_the_year(checks: Checks) -> None:
    before = {FEBRUARY - 1: (ReportLine(INSURED, 60_321),)}
    assert rules_of(asked(checks, before, ReportLine(INSURED, 603_210), month=FEBRUARY + 2)) == [("off-scale", INSURED)]


def test_rows_that_each_carry_the_others_last_figure_are_asked_about_once(checks: Checks) -> None:
    before = {FEBRUARY - 1: (ReportLine(INJURY, 81_137), ReportLine(CARDS, 468_817))}
    (found,) = asked(checks, before, ReportLine(INJURY, 469_002), ReportLine(CARDS, 81_300))
    assert (found.rule, found.action) == ("rows-swapped", "query")
    assert "工伤保险参保人数" in found.message and "社会保障卡持卡人数" in found.message


def test_rows_that_moved_elsewhere_are_no_swap(checks: Checks) -> None:
    before = {FEBRUARY - 1: (ReportLine(INJURY, 81_137), ReportLine(CARDS, 468_817))}
    found = asked(checks, before, ReportLine(INJURY, 811_370), ReportLine(CARDS, 46_882))
    assert rules_of(found) == [("off-scale", INJURY), ("off-scale", CARDS)]


def test_each_row_is_in_one_pair_and_a_ratio_only_with_a_ratio() -> None:
    a, b, c = (
        MovedRow(ReportLine(each, 0), each, now, last) for each, now, last in (("a", 9, 3), ("b", 3, 9), ("c", 3, 9))
    )
    assert pairs([a, b, c]) == [(a, b)]
    ratio = b._replace(line=ReportLine("b", 0, 9))
    assert pairs([a, ratio]) == []


def test_a_first_month_is_held_against_the_baseline_of_the_area(checks: Checks) -> None:
    (found,) = asked(checks, {}, ReportLine(INSURED, 5_480_000))
    assert (found.rule, found.action) == ("off-baseline", "query")
    assert "重庆市规划所列基期数为5,480,000" in found.message
    assert asked(checks, {}, ReportLine(INSURED, 5_479_999)) == []


def test_a_first_month_is_held_against_the_units_own_plan(catalogue: Catalogue) -> None:
    rules = Rulebook(catalogue).unit("500240")
    assert rules is not None
    assert rules_of(asked(rules.checks, {}, ReportLine(INSURED, 296_000))) == [("off-baseline", INSURED)]
    assert rules_of(asked(rules.checks, {}, ReportLine(INSURED, 2_960))) == [("off-baseline", INSURED)]
    assert asked(rules.checks, {}, ReportLine(INSURED, 29_600)) == []


def test_what_was_so_last_month_is_not_asked_again(checks: Checks) -> None:
    before = {FEBRUARY - 2: (ReportLine(INSURED, 5_490_000),), FEBRUARY - 1: (ReportLine(INSURED, 5_500_000),)}
    assert asked(checks, before, ReportLine(INSURED, 5_510_000)) == []


def test_a_revision_is_not_held_against_the_figure_it_mends(checks: Checks) -> None:
    before = {FEBRUARY - 1: (ReportLine(JOBS, 453),), FEBRUARY: (ReportLine(JOBS, 4_600),)}
    assert rules_of(asked(checks, before, ReportLine(JOBS, 4_600))) == [("off-scale", JOBS)]
    assert asked(checks, before, ReportLine(JOBS, 460)) == []


def test_near_is_said_of_months_alone_and_of_both_parts(checks: Checks) -> None:
    check = checks.indicators[PENSION]
    line = ReportLine(PENSION, 300, 340)
    assert near(line, line, check)
    assert not near(line, msgspec.structs.replace(line, basis="year_to_date"), check)
    assert not near(line, ReportLine(PENSION, 300), check)
    assert not near(ReportLine(PENSION, 300, 3_400), line, check)


def test_the_catalogue_may_widen_the_scale_or_turn_it_off(catalogue: Catalogue) -> None:
    own = checks_of(catalogue, [INSURED, JOBS, PENSION, MEDIATION])
    assert own.indicators[INSURED].scale == ScaleLimits(2_000, 10, False)
    assert own.indicators[JOBS].scale == ScaleLimits(3_000, 10, True)
    assert own.indicators[PENSION].scale == ScaleLimits(2_000, 10, False)
    assert own.indicators[MEDIATION].scale == ScaleLimits(3_000, 10, True)
    off = Checks({INSURED: own.indicators[INSURED]._replace(scale=None, swapped=None)})
    assert asked(off, {FEBRUARY - 1: (ReportLine(INSURED, 60_321),)}, ReportLine(INSURED, 603_210)) == []


_AMOUNTS = st.sampled_from((0, 1, 2, 19, 20, 40, 50, 99, 100, 101, 1_000, 5_000, 9_999, 10_000, 90_000, 10**6))
_BASES: st.SearchStrategy[Literal["month", "year_to_date"]] = st.sampled_from(
    ("month", "month", "month", "year_to_date")
)


@st.composite
def _months_lines(draw: st.DrawFn) -> tuple[ReportLine, ...]:
    """Lines of a month: flows, stocks, a rate; amounts mostly alike, and now and then of another order."""
    found = []
    for indicator in draw(st.lists(st.sampled_from((JOBS, INSURED, CARDS, MEDIATION)), min_size=1, unique=True)):
        value = draw(st.integers(900, 1_100) | _AMOUNTS)
        ratio = (indicator == MEDIATION and draw(st.booleans())) or draw(st.integers(0, 20)) == 0
        whole = value + draw(st.integers(0, 300) | _AMOUNTS) if ratio else None
        found.append(ReportLine(indicator, value, whole, draw(_BASES) if indicator == JOBS else "month"))
    return tuple(found)


@settings(max_examples=400)
@given(st.dictionaries(st.integers(0, 27), _months_lines(), max_size=9), _months_lines(), st.integers(12, 27))
def test_what_is_seen_at_a_glance_to_be_at_ease_is_asked_nothing(
    checks: Checks, before: dict[int, tuple[ReportLine, ...]], lines: tuple[ReportLine, ...], at: int
) -> None:
    stood = {FEBRUARY - 20 + month: each for month, each in before.items() if month < at}
    seen = asked(checks, stood, *lines, month=FEBRUARY - 20 + at)
    with patch.object(Ease, "of", return_value=False):
        assert seen == asked(checks, stood, *lines, month=FEBRUARY - 20 + at)


def test_most_lines_of_a_unit_whose_last_month_is_not_there_are_seen_at_a_glance(checks: Checks) -> None:
    history = UnitHistory(0)
    history.put(FEBRUARY - 1, (ReportLine(JOBS, 1_000), ReportLine(INSURED, 60_321), ReportLine(MEDIATION, 90, 100)))
    history.put(FEBRUARY, (ReportLine(JOBS, 1_100), ReportLine(INSURED, 60_322), ReportLine(MEDIATION, 95, 99)))
    ease = Ease(FEBRUARY + 2, history)
    near_ones = (ReportLine(JOBS, 1_050), ReportLine(INSURED, 60_400), ReportLine(MEDIATION, 97, 99))
    assert all(ease.of(line, checks.indicators[line.indicator]) for line in near_ones)
    assert not ease.of(ReportLine(JOBS, 110_000), checks.indicators[JOBS])
    assert not ease.of(ReportLine(CARDS, 5), checks.indicators[CARDS])
