"""Each rule of a single report: a case where it speaks, and one where it does not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.review import convenient, rounds
from services.intake.review.between import children_differ, unbalanced
from services.intake.review.convenient import FigureAlert, convenient_fix
from services.intake.review.copies import report_copied
from services.intake.review.jumps import jump, strays
from services.intake.review.over_time import above_later, falls, not_reset
from services.intake.review.reviewed import CLEAN, reviewed, standing_message
from services.intake.review.rules import BY_NAME, JUMP, RULES
from services.intake.review.screening import digits, hugging
from services.intake.units.checks import limits
from services.intake.units.families import Family
from services.intake.units.references import Reference
from services.intake.units.years import YearSoFar
from shared.catalogue.review import Identity
from shared.events import Explanation, ReportLine, ReviewFinding

JOBS, NAME = "urban_new_employment", "城镇新增就业人数"
FLOW = limits(Decimal("3.5"), Decimal("0.25"), Decimal(10))
RATE = limits(Decimal("3.5"), Decimal("0.1"), Decimal(10), 1_000_000)


def to_date(value: int, denominator: int | None = None) -> ReportLine:
    return ReportLine(JOBS, value, denominator, "year_to_date")


def test_a_year_to_date_below_the_last_one_falls_and_says_both() -> None:
    found = falls(to_date(90), NAME, YearSoFar(100, 0, True, True))
    assert found is not None
    assert (found.rule, found.action) == ("ytd-falls", "block")
    assert found.message == "“城镇新增就业人数”的本年累计为90，小于此前报送的本年累计100"
    assert falls(to_date(100), NAME, YearSoFar(100, 0, True, True)) is None


def test_a_year_to_date_below_the_months_is_told_as_their_sum() -> None:
    found = falls(to_date(90), NAME, YearSoFar(100, 0, False, False))
    assert found is not None
    assert found.rule == "ytd-below-months"
    assert "各月之和100" in found.message


def test_a_ratios_denominator_falls_too() -> None:
    assert falls(to_date(9, 20), NAME, YearSoFar(8, 21, True, True)) is not None
    assert falls(to_date(9, 22), NAME, YearSoFar(8, 21, True, True)) is None


@pytest.mark.parametrize(("january", "december", "speaks"), [(100, 100, True), (99, 100, False), (99, 99, False)])
def test_january_begins_anew(january: int, december: int, speaks: bool) -> None:
    found = not_reset(to_date(january), NAME, to_date(december), 100)
    assert (found is not None) is speaks
    assert not_reset(to_date(500), NAME, ReportLine(JOBS, 100), 100) is None


def test_a_month_that_is_raised_above_a_later_year_to_date_is_blocked() -> None:
    later = {24_002: (to_date(30),)}
    found = above_later(ReportLine(JOBS, 21), NAME, YearSoFar(10, 0, True, False), later)
    assert found is not None
    assert "3月已报的本年累计30" in found.message
    assert above_later(ReportLine(JOBS, 20), NAME, YearSoFar(10, 0, True, False), later) is None
    assert above_later(ReportLine(JOBS, 20), NAME, None, {24_002: ()}) is None


@pytest.mark.parametrize(
    ("parent", "children", "whole", "speaks"),
    [
        (100, {"b": 60, "c": 40}, True, False),
        (100, {"b": 60, "c": 41}, True, True),
        (100, {"b": 60, "c": 39}, True, True),
        (100, {"b": 60, "c": 39}, False, False),
        (100, {"b": 60}, True, False),
        (100, {"b": 101}, True, True),
        (100, {}, True, False),
    ],
)
def test_children_add_up_to_their_parent_where_both_report(
    parent: int, children: dict[str, int], whole: bool, speaks: bool
) -> None:
    lines = {"a": ReportLine(JOBS, parent), **{code: ReportLine(JOBS, value) for code, value in children.items()}}
    names = {"a": "某市", "b": "甲区", "c": "乙县"}
    found = children_differ(Family(JOBS, "a", ("b", "c"), whole), lines, NAME, names)
    assert (found is not None) is speaks
    if found is not None:
        assert "某市的100" in found.message


def test_another_basis_or_a_silent_parent_leaves_nothing_to_compare() -> None:
    family = Family(JOBS, "a", ("b",), True)
    assert children_differ(family, {"b": ReportLine(JOBS, 5)}, NAME, {}) is None
    assert children_differ(family, {"a": ReportLine(JOBS, 5), "b": to_date(6)}, NAME, {}) is None


def test_a_stock_is_last_months_plus_what_came_in_less_what_went_out() -> None:
    identity = Identity("stock", ("in",), ("out",))

    def lines(stock: int) -> dict[str, ReportLine]:
        return {"stock": ReportLine("stock", stock), "in": ReportLine("in", 30), "out": ReportLine("out", 10)}

    last = {"stock": ReportLine("stock", 100)}
    assert unbalanced(identity, lines(120), last, "期末数") is None
    assert unbalanced(identity, lines(121), {}, "期末数") is None
    found = unbalanced(identity, lines(121), last, "期末数")
    assert found is not None
    assert "应为120" in found.message


def a_reference(median: int = 0, deviation: int = 10, before: int | None = 100) -> Reference:
    return Reference((before, *[None] * 11), median, deviation, 24, True)


@pytest.mark.parametrize(("figure", "speaks"), [(100, False), (135, False), (136, True), (65, False), (64, True)])
def test_a_jump_is_a_change_of_more_than_three_and_a_half_deviations(figure: int, speaks: bool) -> None:
    assert strays(figure, 0, a_reference(), FLOW) is speaks
    assert strays(figure, 1, a_reference(), FLOW) is False


def test_a_jump_that_is_small_beside_the_figure_is_not_asked_about() -> None:
    reference = a_reference(deviation=1, before=10_000)
    assert strays(12_500, 0, reference, FLOW) is False
    assert strays(12_501, 0, reference, FLOW) is True
    assert strays(14, 0, a_reference(deviation=0, before=5), FLOW) is False
    assert strays(15, 0, a_reference(deviation=0, before=5), FLOW) is True
    assert strays(950_000, 0, a_reference(deviation=1, before=900_000), RATE) is False
    assert strays(1_000_000, 0, a_reference(deviation=1, before=890_000), RATE) is True


def test_a_jump_tells_its_figures() -> None:
    found = jump(JOBS, NAME, 300, 0, a_reference(), FLOW)
    assert found.message == (
        "“城镇新增就业人数”本月300，上年同月100，同比变动+200；"
        "本单位以往24个同比变动多在+0上下，这次偏离是平常起伏的20.0倍，请说明原因"
    )
    assert "95.00%" in jump(JOBS, NAME, 950_000, 0, a_reference(before=700_000), RATE).message
    assert "以往24个同比变动大半正是+0，请说明原因" in jump(JOBS, NAME, 300, 0, a_reference(deviation=0), FLOW).message


@pytest.mark.parametrize(("equal", "cells", "speaks"), [(3, 6, True), (2, 6, False), (5, 5, False), (10, 20, True)])
def test_half_of_six_figures_copied_is_asked_about(equal: int, cells: int, speaks: bool) -> None:
    assert (report_copied(equal, cells) is not None) is speaks


def test_rounded_figures_are_asked_about_only_beyond_chance_and_of_enough_figures() -> None:
    assert rounds.rounded(rounds.Rounded(20, 4), rounds.Rounded(40, 0)) is not None
    assert rounds.rounded(rounds.Rounded(20, 1), rounds.Rounded(200, 2)) is None
    assert rounds.rounded(rounds.Rounded(20, 10), rounds.Rounded(9, 9)) is None
    assert rounds.rounded(rounds.Rounded(20, 0), rounds.Rounded(200, 100)) is None


def test_only_figures_that_changed_and_could_end_in_two_zeros_are_counted() -> None:
    lines = (ReportLine("a", 1_200), ReportLine("b", 1_234), ReportLine("c", 99), ReportLine("d", 300, 4_000))
    assert rounds.count(lines, {}) == (4, 3)
    assert rounds.count(lines, {"a": lines[0], "d": lines[3]}) == (1, 0)
    assert rounds.any_rounded(lines)
    assert not rounds.any_rounded((ReportLine("a", 0), ReportLine("b", 1_234, 5_678)))


@given(st.integers(0, 40), st.integers(1, 40), st.floats(0.01, 0.99))
def test_the_binomial_tail_falls_with_what_is_asked_and_is_a_probability(least: int, count: int, share: float) -> None:
    found = rounds.tail(least, count, share)
    assert 0.0 <= found <= 1.0
    assert rounds.tail(least + 1, count, share) <= found + 1e-12
    if least == 0:
        assert found == 1.0


def test_the_binomial_tail_of_a_fair_coin() -> None:
    assert rounds.tail(5, 5, 0.5) == pytest.approx(1 / 32)
    assert rounds.tail(1, 2, 0.5) == pytest.approx(0.75)


def test_last_digits_that_are_all_alike_are_picked_and_even_ones_are_not() -> None:
    assert digits.last_digit("某区", [1_005] * 60) is not None
    assert digits.last_digit("某区", [1_000 + each for each in range(60)]) is None
    assert digits.last_digit("某区", [1_005] * 49) is None
    assert digits.chi_square([100 + each % 10 for each in range(100)]) == (0.0, 100)


def test_first_digits_are_picked_that_do_not_follow_the_law() -> None:
    lawful = [int(1.01**each * 100) for each in range(1_400)]
    assert digits.benford(JOBS, NAME, lawful) is None
    assert digits.benford(JOBS, NAME, [10 + each % 9 * 10_000 for each in range(1_400)]) is not None
    assert digits.benford(JOBS, NAME, lawful[:999]) is None
    assert digits.benford(JOBS, NAME, [500 + each % 300 for each in range(1_400)]) is None  # too narrow for the law
    assert [digits.grade(found) for found in (0.005, 0.01, 0.014, 0.02)] == ["吻合", "可接受", "勉强", "不吻合"]


def test_progress_that_crowds_above_the_line_is_picked() -> None:
    assert hugging.hugging("某市", [9_600] * 18 + [9_400] * 2) is not None
    assert hugging.hugging("某市", [9_600] * 10 + [9_400] * 10) is None
    assert hugging.hugging("某市", [9_600] * 19) is None
    assert hugging.hugging("某市", [9_900] * 100) is None


@pytest.mark.parametrize(
    ("old", "new", "upward", "speaks"), [(5, 6, True, True), (6, 5, True, False), (6, 5, False, True)]
)
def test_a_correction_for_the_better_is_picked_only_while_an_alert_is_open(
    old: int, new: int, upward: bool, speaks: bool
) -> None:
    alert = FigureAlert("CQ-08", JOBS, "重庆市", "2021-05")

    def found(alerts: list[FigureAlert]) -> tuple[ReviewFinding, ...]:
        before, after = {JOBS: ReportLine(JOBS, old)}, (ReportLine(JOBS, new),)
        return convenient_fix(before, after, alerts, {JOBS: upward}, {JOBS: NAME})

    assert bool(found([alert])) is speaks
    assert found([]) == ()
    assert found([alert._replace(indicator="other")]) == ()


def test_a_ratio_is_better_by_its_share_not_by_its_parts() -> None:
    assert convenient._better(ReportLine("r", 9, 10), ReportLine("r", 19, 20), True)
    assert not convenient._better(ReportLine("r", 9, 10), ReportLine("r", 17, 20), True)
    assert not convenient._better(ReportLine("r", 9, 10), ReportLine("r", 19, 20, "year_to_date"), True)


def test_blocks_and_unexplained_queries_stand_and_screens_do_not() -> None:
    block, query = BY_NAME["ytd-falls"].finding(JOBS, "a"), JUMP.finding(JOBS, "b")
    screen = BY_NAME["convenient-fix"].finding(JOBS, "c")
    found = reviewed((block, query, screen), ())
    assert (found.blocks, found.queries, found.screens, found.standing) == (1, 1, 1, (block, query))
    assert reviewed((block, query), (Explanation(JOBS, "说明"),)).standing == (block,)
    assert reviewed((query,), (Explanation(JOBS, "说明", "jump"),)).standing == ()
    for wrong in (Explanation(JOBS, "说明", "round"), Explanation("", "说明"), Explanation(JOBS, " ")):
        assert reviewed((query,), (wrong,)).standing == (query,)
    assert reviewed((), ()) is CLEAN


def test_what_stands_is_named_in_the_refusal() -> None:
    many = tuple(JUMP.finding(JOBS, f"第{number}处") for number in range(7))
    message = standing_message(many)
    assert "须说明：第0处" in message
    assert message.endswith("等7项")


def test_every_rule_has_its_own_name_and_says_what_it_is() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.family and rule.title and rule.threshold for rule in RULES)
