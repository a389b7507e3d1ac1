"""A plan's commitments as its page lists them: by chapter, by department, and with what an indicator says of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from services.aggregator.board.commitments.rows import (
    NOBODY,
    CommitmentGroup,
    asked_text,
    chapter_of,
    commitments_shown,
    horizon_text,
)
from shared.catalogue import load_catalogue
from shared.catalogue.model import CommitmentBound, CommitmentHorizon
from tests.builders import an_assessment
from tests.unit.shared.catalogue.checks.builders import a_commitment

PLAN = load_catalogue().plans["chongqing-2021-2025"]


def numbers_of(group: CommitmentGroup) -> list[int]:
    """The numbers of a group's rows, in order."""
    return [row.number for clause in group.clauses for row in clause.rows]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "2.50 千个"),
        ({"bound": CommitmentBound.AT_LEAST}, "2.50 千个以上"),
        ({"bound": CommitmentBound.AT_MOST, "unit": "%"}, "2.50%以内"),
        ({"bound": CommitmentBound.ABOUT}, "2.50 千个左右"),
        ({"bound": CommitmentBound.RANGE, "value": Decimal(20), "value_max": Decimal(30)}, "20—30 千个"),
        ({"bound": CommitmentBound.WHOLE, "value": None, "unit": ""}, "全部"),
        ({"value": Decimal(0), "unit": ""}, "0"),
        ({"value": Fraction(2, 3), "unit": "人口"}, "2/3 人口"),
    ],
)
def test_what_is_promised_is_said_as_it_is_printed(changes: dict[str, Any], text: str) -> None:
    assert asked_text(a_commitment(**changes)) == text


def test_a_named_year_is_said_and_every_other_horizon_has_its_word() -> None:
    assert horizon_text(a_commitment(horizon=CommitmentHorizon.YEAR, year=2023)) == "2023年"
    words = {horizon_text(a_commitment(horizon=each)) for each in CommitmentHorizon}
    assert len(words) == len(CommitmentHorizon)


@pytest.mark.parametrize(
    ("place", "chapter"),
    [
        ("第二章第三节（二）1", "第二章"),
        ("第十一章 后记", "第十一章"),
        ("专栏 19 04 一卡通", "专栏 19"),
        ("专栏3 2.“就在山城”", "专栏3"),
        ("前言", "前言"),
    ],
)
def test_a_place_stands_under_its_chapter_or_box(place: str, chapter: str) -> None:
    assert chapter_of(place) == chapter


def test_groups_come_in_the_order_of_the_text_and_hold_every_row_once() -> None:
    promised = (
        a_commitment(1, place="第二章第一节"),
        a_commitment(2, place="专栏3 第1项"),
        a_commitment(3, place="第二章第二节"),
    )
    shown = commitments_shown(replace(PLAN, commitments=promised), {}, "")
    assert [(group.title, numbers_of(group), group.count) for group in shown.groups] == [
        ("第二章", [1, 3], 2),
        ("专栏3", [2], 1),
    ]
    assert (shown.count, shown.followed, shown.departments) == (3, 0, ())


def test_a_clause_with_three_numbers_is_printed_once_over_them_and_at_each_of_its_places() -> None:
    promised = (a_commitment(1), a_commitment(2, subject="零工市场"), a_commitment(3, place="专栏3 第3项"))
    (group,) = commitments_shown(replace(PLAN, commitments=promised), {}, "").groups
    assert [(clause.place, len(clause.rows)) for clause in group.clauses] == [
        ("专栏3 第2项（虚构，示例）", 2),
        ("专栏3 第3项", 1),
    ]
    assert group.clauses[0].printed == "建成零工驿站2.50千个。"


def test_a_department_sees_its_own_and_one_that_is_none_sees_all() -> None:
    promised = (a_commitment(1, department="就业处"), a_commitment(2), a_commitment(3, department="养老处"))
    plan = replace(PLAN, commitments=promised)
    shown = commitments_shown(plan, {}, "养老处")
    assert [number for group in shown.groups for number in numbers_of(group)] == [3]
    assert shown.departments == ("就业处", NOBODY, "养老处")
    assert commitments_shown(plan, {}, NOBODY).count == 1
    assert (commitments_shown(plan, {}, "没有的处").count, commitments_shown(plan, {}, "没有的处").department) == (
        3,
        "",
    )


def test_what_the_table_says_too_stands_with_the_level_and_figure_of_its_row() -> None:
    promised = (a_commitment(1, target_row=8, indicator="work_injury_insurance_insured"), a_commitment(2))
    assessment = an_assessment(level="yellow", actual=6_570_000)
    shown = commitments_shown(replace(PLAN, commitments=promised), {8: assessment}, "")
    (clause,) = shown.groups[0].clauses
    first, second = clause.rows
    assert first.followed is not None and second.followed is None
    assert (first.followed.row, first.followed.mark.level, first.followed.actual) == (8, "yellow", "657.00 万人")
    assert shown.followed == 1


def test_a_row_that_was_not_judged_yet_says_so() -> None:
    promised = (a_commitment(1, target_row=8),)
    shown = commitments_shown(replace(PLAN, commitments=promised), {}, "")
    followed = shown.groups[0].clauses[0].rows[0].followed
    assert followed is not None
    assert followed.mark.level == "unassessed"
