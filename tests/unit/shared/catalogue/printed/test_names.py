"""Printed row names taken apart."""

from __future__ import annotations

import pytest

from shared.catalogue.printed import PrintedName, read_name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5.其中：农民工参加职业培训人次（万人次）", PrintedName("农民工参加职业培训人次", "万人次", True)),
        ("2.城镇调查失业率（％）", PrintedName("城镇调查失业率", "%", False)),
        ("6.基本养老保险参保率", PrintedName("基本养老保险参保率", "", False)),
        (
            "12.乡镇(街道)、社区(村)就业社保服务机构标准化率(%)",
            PrintedName("乡镇(街道)、社区(村)就业社保服务机构标准化率", "%", False),
        ),
    ],
)
def test_a_printed_name_is_taken_apart(text: str, expected: PrintedName) -> None:
    assert read_name(text) == expected
