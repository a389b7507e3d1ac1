from __future__ import annotations

import pytest

from services.intake.forms.reading.labels import plain, unit_named, without_remark


@pytest.mark.parametrize("text", ["本月数", " 本 月\n数", "本\u3000月\u200b数", "\ufeff本月数\t"])
def test_blanks_widths_and_invisible_marks_are_nothing_in_a_label(text: str) -> None:
    assert plain(text) == "本月数"


@pytest.mark.parametrize(
    ("text", "label", "remark"),
    [
        ("更正理由（审核通过或关账后才填）", "更正理由", "审核通过或关账后才填"),
        ("更正理由(可不填)：", "更正理由", "可不填"),
        ("报表说明：", "报表说明", ""),
        ("上月\n（2023年2月）", "上月", "2023年2月"),
        ("（上月）", "(上月)", ""),
        ("上月（甲）（乙）", "上月(甲)(乙)", ""),
    ],
)
def test_a_remark_in_brackets_stands_behind_its_label(text: str, label: str, remark: str) -> None:
    assert without_remark(text) == (label, remark)


@pytest.mark.parametrize(
    ("remark", "unit"),
    [
        ("万人", "万人"),
        ("单位:万人", "万人"),
        ("计量单位:件", "件"),
        ("%", "%"),
        ("累计", ""),
        ("2023年2月", ""),
        ("", ""),
    ],
)
def test_a_remark_may_name_a_unit(remark: str, unit: str) -> None:
    assert unit_named(remark) == unit
