"""Reading the catalogue's files: what no document can hold comes in by none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.catalogue.files.tables import read_table, read_text, read_toml
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
