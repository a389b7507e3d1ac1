"""The office's own list of days off and days worked: read, every fault named with its line, and gone by."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from shared.catalogue.files.load import load_catalogue
from shared.catalogue.findings import CatalogueError
from shared.periods import Month


def written(folder: Path, text: str) -> Path:
    path = folder / "holidays.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_what_the_office_writes_of_a_day_moves_a_due_day(tmp_path: Path) -> None:
    plain = load_catalogue().calendar
    assert plain.due_day(Month(2026, 8)) == date(2026, 9, 7)
    own = written(tmp_path, "day,kind,name\n2026-09-03,off,州庆\n2026-09-06,work,州庆调休\n")
    calendar = load_catalogue(holidays=own).calendar
    assert calendar.due_day(Month(2026, 8)) == date(2026, 9, 7)  # one off, the Sunday before it worked
    only = load_catalogue(holidays=written(tmp_path, "day,kind\n2026-09-03,off\n")).calendar
    assert only.due_day(Month(2026, 8)) == date(2026, 9, 8)


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    own = written(tmp_path, "day,kind\n2027-02-30,off\n2027-10-01,假\n2027-10-02,off\n2027-10-02,work\n")
    with pytest.raises(CatalogueError) as told:
        load_catalogue(holidays=own)
    text = str(told.value)
    assert all(f"holidays.csv 第{line}行" in text for line in (2, 3, 5)), text
    assert "应写作 2027-10-01" in text and "应为off、work之一" in text and "“2027-10-02”重复" in text


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="缺少此文件"):
        load_catalogue(holidays=tmp_path / "holidays.csv")
