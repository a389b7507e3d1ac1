"""Rows to figures: the wide way and the long way are the same figures, and the same content."""

from __future__ import annotations

from typing import Any

from services.commands.importing.history.reports import PastReport
from shared.periods import Month
from tests.unit.commands.importing.history.reading import JOBS, lines, read, workbook

CASES = "劳动人事争议仲裁结案率"
WIDE: list[list[Any]] = [
    ["地区", "指标", "分项", "计量单位", "2021-01", "2021-02"],
    ["九龙坡区", JOBS, None, "人", 3100, None],
    ["九龙坡区", CASES, "分子", "件", 95, 96],
    ["九龙坡区", f"{CASES}（分母）", None, "件", "100", 100],
]
LONG = (
    "地区代码,指标,月份,数值,分子,分母,计量单位\n"
    f"500107,{JOBS},2021-01,3100.0,,,人\n"
    f"500107,{CASES},2021年1月,,95,100,件\n"
    f"500107,{CASES},2021/2,,96,100,件\n"
)


def both() -> tuple[list[PastReport], list[PastReport]]:
    (wide, none), (long, no) = read(workbook(WIDE)), read(LONG.encode(), "台账.csv")
    assert none == no == []
    return wide, long


def test_the_wide_way_and_the_long_way_are_the_same_content() -> None:
    wide, long = both()
    assert [each.body for each in wide] == [each.body for each in long]
    assert [(each.region, each.month) for each in wide] == [("500107", Month(2021, 1)), ("500107", Month(2021, 2))]
    assert lines(wide[1]) == [(CASES, {"numerator": "96", "denominator": "100"}, "件")]


def test_an_empty_cell_is_no_figure_and_a_nought_is_one() -> None:
    reports, faults = read(workbook([WIDE[0], ["九龙坡区", JOBS, None, "人", 0, None]]))
    assert faults == []
    assert [lines(each) for each in reports] == [[(JOBS, {"value": "0"}, "人")]]


def test_a_figure_that_stands_twice_is_named_with_its_first_place() -> None:
    _, faults = read(workbook([*WIDE, ["500107", JOBS, None, "人", 3100, None]]))
    assert faults == [("台账!E5", f"2021-01 的“{JOBS}”重复：已见于 台账!E2")]


def test_what_is_no_number_is_named_by_its_cell() -> None:
    rows = [WIDE[0], ["九龙坡区", JOBS, None, "人", "1.2万", "无"]]
    _, faults = read(workbook(rows))
    assert [place for place, _ in faults] == ["台账!E2", "台账!F2"]
    assert "请折算" in faults[0][1]
