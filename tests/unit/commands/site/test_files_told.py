"""How changed files are told on a terminal."""

from __future__ import annotations

from services.commands.site.files_told import file_lines
from shared.catalogue.record import differences

TARGETS = "site/plans/p/targets.csv"


def told(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return list(file_lines(differences(before, after)))


def test_a_target_is_named_by_its_printed_number_and_an_empty_cell_says_so() -> None:
    before = {TARGETS: "row,value,part_of\n1,1200,\n2,5,1\n"}
    after = {TARGETS: "row,value,part_of\n1,900,\n2,5,\n3,7,\n"}
    assert told(before, after) == [
        f"  {TARGETS}：",
        "    序号1：value 1200 → 900",
        "    序号2：part_of 1 → （空）",
        "    新增 序号3：row 3，value 7",
    ]


def test_other_tables_go_by_their_keys() -> None:
    table = "site/holidays.csv"
    before = {table: "day,kind,region\n2027-04-15,off,500107\n"}
    assert told(before, {table: "day,kind,region\n"}) == [
        f"  {table}：",
        "    删去 2027-04-15 500107：day 2027-04-15，kind off，region 500107",
    ]


def test_lines_of_a_toml_file_are_told_with_their_numbers() -> None:
    assert told({"site/site.toml": 'name = "甲"\n'}, {"site/site.toml": 'name = "乙"\n'}) == [
        "  site/site.toml：",
        '    第1行 − name = "甲"',
        '    第1行 + name = "乙"',
    ]


def test_of_a_file_that_came_its_size_is_told_and_of_one_that_says_the_same_that_it_does() -> None:
    assert told({}, {TARGETS: "row,value\n1,2\n3,4\n"}) == [f"  {TARGETS}：新增此文件，2 行"]
    (line,) = told({TARGETS: "row,value\n1,2\n"}, {TARGETS: "\ufeffrow,value\r\n1,2\r\n"})
    assert line == f"  {TARGETS}：各行内容未变，只是次序或写法（换行、引号、编码标记）不同"
