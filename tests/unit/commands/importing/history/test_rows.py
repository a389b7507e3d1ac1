"""What a row is of, by whatever its region and indicator are called; nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.commands.importing.history.reading import INJURY, JOBS, lines, read, workbook

HEAD = ["地区", "指标", "分项", "计量单位", "口径", "2021-01"]


def one(*row: Any) -> tuple[list[Any], list[tuple[str, str]]]:
    reports, faults = read(workbook([HEAD, row]))
    return [(each.region, lines(each)) for each in reports], faults


@pytest.mark.parametrize("region", ["500107", 500107, "九龙坡区", "重庆市九龙坡区", " 九龙坡区 "])
@pytest.mark.parametrize("indicator", ["urban_new_employment", JOBS, f"1.{JOBS}（万人）"])
def test_a_region_and_an_indicator_are_known_by_code_and_by_name(region: Any, indicator: str) -> None:
    reports, faults = one(region, indicator, None, "万人", None, 0.31)
    assert faults == []
    assert reports == [("500107", [(JOBS, {"value": "0.31"}, "万人")])]


def test_a_name_of_two_regions_asks_for_the_one_above() -> None:
    _, faults = one("市中区", JOBS, None, "人", None, 5)
    (only,) = faults
    assert only[0] == "台账!A2" and "有几个" in only[1] and "511002、511102" in only[1]
    assert one("乐山市市中区", JOBS, None, "人", None, 5)[1] == []


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        ((None, JOBS, None, "人", None, 5), "A2", "没有写地区"),
        (("500107.0", JOBS, None, "人", None, 5), "A2", "应为 500107"),
        (("500107", None, None, "人", None, 5), "B2", "没有写指标"),
        (("500107", "城镇新增", None, "人", None, 5), "B2", "没有“城镇新增”这个指标"),
        (("500000", JOBS, None, "人", None, 5), "B2", "重庆市不报送“城镇新增就业人数”"),
        (("500107", JOBS, None, None, None, 5), "D2", "没有写“城镇新增就业人数”的计量单位"),
        (("500107", JOBS, None, "万元", None, 5), "D2", "不能用“万元”"),
        (("500107", JOBS, "合计", "人", None, 5), "C2", "分项“合计”不认识"),
        (("500107", JOBS, None, "人", "累计", 5), "E2", "口径“累计”不认识"),
    ],
)
def test_what_a_row_leaves_open_is_named_by_its_cell(row: tuple[Any, ...], place: str, said: str) -> None:
    reports, faults = one(*row)
    assert reports == []
    (fault,) = faults
    assert fault[0] == f"台账!{place}" and said in fault[1]


def test_the_unit_above_a_table_holds_for_rows_that_name_none() -> None:
    figures = [["九龙坡区", INJURY, 31.5], ["九龙坡区", f"{JOBS}（人）", 3100]]
    rows = [["单位：万人"], ["地区", "指标", "2021-01"], *figures]
    reports, faults = read(workbook(rows))
    assert faults == []
    assert lines(reports[0]) == [(JOBS, {"value": "3100"}, "人"), (INJURY, {"value": "31.5"}, "万人")]


def test_a_code_and_a_name_of_two_regions_contradict_each_other() -> None:
    rows = [["地区代码", "地区名称", "指标", "计量单位", "2021-01"], ["500107", "渝中区", JOBS, "人", 5]]
    _, faults = read(workbook(rows))
    assert [each for _, each in faults] == ["地区代码与名称不是同一个地区：500103、500107"]
