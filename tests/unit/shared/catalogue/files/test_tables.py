"""Reading the catalogue's files: what no document can hold comes in by none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.catalogue.files.tables import TomlTable, read_table, read_text, read_toml
from shared.catalogue.findings import Findings


def told(findings: Findings) -> list[tuple[str, int]]:
    return [(each.code, each.line) for each in findings.items]


def test_a_table_with_a_character_that_no_document_can_hold_is_refused_at_its_line(tmp_path: Path) -> None:
    path, findings = tmp_path / "contacts.csv", Findings()
    path.write_text("region,leader\n500101,张三\n500102,李\v四\n", "utf-8")
    assert list(read_table(path, path.name, ("region", "leader"), findings)) == []
    assert told(findings) == [("control_character", 3)]
    assert "U+000B" in findings.items[0].message


@pytest.mark.parametrize("text", ['name = "人社\\u000b局"\n', '[a]\nb = ["x", {c = "\\u0001"}]\n'])
def test_so_is_one_that_stands_in_toml_as_an_escape(tmp_path: Path, text: str) -> None:
    path, findings = tmp_path / "departments.toml", Findings()
    path.write_text(text, "utf-8")
    assert read_toml(path, path.name, findings) == {}
    assert told(findings) == [("control_character", 0)]


def test_line_breaks_tabs_and_the_mark_of_utf_8_are_text(tmp_path: Path) -> None:
    path, findings = tmp_path / "x.csv", Findings()
    path.write_bytes(b"\xef\xbb\xbfa,b\r\n1,\t2\r\n")
    assert read_text(path, path.name, findings) == "a,b\r\n1,\t2\r\n"
    path.write_text('a = "一\\n二"\n', "utf-8")
    assert read_toml(path, path.name, findings) == {"a": "一\n二"}
    assert told(findings) == []


@pytest.mark.parametrize("text", [f"a = {'9' * 5_000}\n", "a = " + "[" * 5_000 + "]" * 5_000 + "\n"])
def test_toml_that_no_program_reads_is_a_fault_and_not_a_traceback(tmp_path: Path, text: str) -> None:
    path, findings = tmp_path / "site.toml", Findings()
    path.write_text(text, "utf-8")
    assert read_toml(path, path.name, findings) == {}
    assert told(findings) == [("toml", 0)]


@pytest.mark.parametrize("value", [5, True, 1.5, "x", ["x"], [1], {"a": 1}, None])
def test_a_value_of_another_type_is_told_at_its_table_and_taken_for_missing(value: object) -> None:
    findings = Findings()
    given = TomlTable({} if value is None else {"key": value}, "site.toml", findings, "部门“甲”：", 3)
    assert given.text("key") == (value if isinstance(value, str) else "")
    assert given.texts("key") == (None if value is None else ("x",) if value == ["x"] else ())
    assert given.table("key") == (value if isinstance(value, dict) else {})
    right = 0 if value is None else 1 if isinstance(value, str | dict) or value == ["x"] else 0
    assert told(findings) == [("bad_value", 3)] * (0 if value is None else 3 - right)
    assert all(each.message.startswith("部门“甲”：“key”应是") for each in findings.items)


@pytest.mark.parametrize(("head", "said"), [("a;b", "分号"), ("a\tb", "制表符"), ("a，b", "中文逗号")])
def test_a_table_that_is_parted_otherwise_is_told_by_what(tmp_path: Path, head: str, said: str) -> None:
    path, findings = tmp_path / "x.csv", Findings()
    path.write_text(f"{head}\n1;2\n", "utf-8")
    assert list(read_table(path, path.name, ("a", "b"), findings)) == []
    (found,) = findings.items
    assert found.message == f"缺少列：a、b；各列之间用的是{said}，请另存为以英文逗号分隔的“CSV UTF-8”"


@pytest.mark.parametrize(
    ("head", "faults"),
    [
        ("row,horizon", []),
        ("row", []),
        ("row,备注,,", []),
        ("row,horizon,Horizons", []),  # the column itself is there: the other is for people
        ("row,horzion", [("unknown_column", 1)]),
        ("row,Horizon", [("unknown_column", 1)]),
        ("row,horizon,horizon", [("duplicate_column", 1), ("duplicate_column", 1)]),
    ],
)
def test_a_misspelt_column_is_told_and_one_for_people_is_not(
    tmp_path: Path, head: str, faults: list[tuple[str, int]]
) -> None:
    path, findings = tmp_path / "x.csv", Findings()
    path.write_text(f"{head}\n1\n", "utf-8")
    assert [row.text("row") for row in read_table(path, path.name, ("row",), findings, ("horizon",))] == ["1"]
    assert told(findings) == faults
    assert all("是不是“horizon”" in each.message for each in findings.items if each.code == "unknown_column")


def test_a_number_of_thousands_of_digits_is_told_and_not_a_traceback(tmp_path: Path) -> None:
    path, findings = tmp_path / "x.csv", Findings()
    path.write_text(f"row\n{'9' * 5_000}\n", "utf-8")
    (row,) = read_table(path, path.name, ("row",), findings)
    assert row.integer("row") is None
    assert told(findings) == [("bad_number", 2)]
