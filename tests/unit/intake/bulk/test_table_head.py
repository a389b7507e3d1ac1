"""The first row, and the encoding that a request names."""

from __future__ import annotations

import pytest

from services.intake.bulk.rows import CsvRow
from services.intake.bulk.table_head import COLUMNS, TableUnreadable, known_charset, read_head
from services.intake.faults import fault


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("utf-8", "utf-8"),
        ("UTF8", "utf-8"),
        ('"gb2312"', "gb18030"),
        (" GBK ", "gb18030"),
        ("gb18030", "gb18030"),
        ("latin-1", ""),
        ("no-such", ""),
        ("", ""),
    ],
)
def test_the_encodings_that_people_send_are_known(name: str, known: str) -> None:
    assert known_charset(name) == known


def test_every_name_of_a_column_leads_to_it_in_any_case() -> None:
    assert read_head(CsvRow(1, b"", [" REGION ", "月份", "指标"])) == ["region", "period", "indicator"]
    for column, others in COLUMNS.items():
        for name in (column, *others):
            names = dict.fromkeys(("region", "period", "indicator")) | {column: None}
            head = [name if each == column else each for each in names]
            assert column in read_head(CsvRow(1, b"", head))


def test_a_head_that_cannot_be_read_tells_that_fault() -> None:
    with pytest.raises(TableUnreadable) as caught:
        read_head(CsvRow(1, b"", [], fault("body-not-utf8", "", "x")))
    assert [each.code for each in caught.value.faults] == ["body-not-utf8"]
