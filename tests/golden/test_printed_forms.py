"""Every printed form that was found is read as it was when somebody looked at it; none is refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.golden.printed_forms import READ, lines, reading_of

LINES = list(lines())
FORMS_OF_THE_NEW_PLANS = [
    "300",
    ">300",
    "≥300",
    "<5.5",
    "≤5.5",
    "300以上",
    "300万人以上",
    "不低于95",
    "达到95%",
    "95%左右",
    "控制在5.5%以内",
    "[>300]左右",
    "累计300",
    "年均60",
    "年均>60",
    ">60/年",
    "每年60以上",
    "40–50",
    "10:40:50",
    "提高2个百分点",
    "比2025年增长20%",
    "翻一番",
    "年均增长6%左右",
    "保持相当规模",
    "各年度视情提出",
    "与经济增长同步",
    "稳步提高",
    "基本实现",
    "全覆盖",
    "应保尽保",
    "—",
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['printed']}-{line['kind']}")
def test_a_printed_form_is_read_as_the_file_says(line: Mapping[str, str]) -> None:
    assert reading_of(line) == {name: line[name] for name in READ}


def test_the_forms_of_the_new_plans_are_among_them_and_each_has_its_source() -> None:
    assert len(LINES) >= 40
    assert set(FORMS_OF_THE_NEW_PLANS) <= {line["printed"] for line in LINES}
    assert all(line["source"] for line in LINES)


def test_what_is_not_judged_says_why_and_asks_for_nothing() -> None:
    for line in LINES:
        assert (line["value"] == "") == (line["unjudged"] != "") == (line["in_words"] == "只跟踪，不评判")
