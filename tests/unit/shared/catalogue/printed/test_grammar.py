"""Reading printed cells."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.model import Bound
from shared.catalogue.printed import ChangedBy, Printed, PrintedChange, PrintedSpan, read_printed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("730", Printed("number", Decimal(730))),
        ("【>300】", Printed("number", Decimal(300), bracketed=True, bound=Bound.MORE_THAN)),
        ("[≥100]", Printed("number", Decimal(100), bracketed=True, bound=Bound.AT_LEAST)),
        ("<[1700]", Printed("number", Decimal(1700), bracketed=True, bound=Bound.LESS_THAN)),
        ("≥ 95", Printed("number", Decimal(95), bound=Bound.AT_LEAST)),
        ("＞95", Printed("number", Decimal(95), bound=Bound.MORE_THAN)),
        ("≤6.5", Printed("number", Decimal("6.5"), bound=Bound.AT_MOST)),
        ("83 左右", Printed("number", Decimal(83), about=True)),
        ("5.5%", Printed("number", Decimal("5.5"), unit="%")),
        ("-0.54", Printed("number", Decimal("-0.54"))),
        ("—", Printed("missing")),
        ("", Printed("missing")),
        ("10∶40∶50", Printed("ratio")),
        ("8：37:55", Printed("ratio")),
        ("约三成", Printed("unreadable")),
        ("【300", Printed("unreadable")),
        ("1,700", Printed("number", Decimal(1700))),
        ("１７００", Printed("number", Decimal(1700))),
        ("1,70", Printed("unreadable")),
        ("١٧٠٠", Printed("unreadable")),
    ],
)
def test_a_printed_cell_is_read_as_it_says(text: str, expected: Printed) -> None:
    assert read_printed(text) == expected


@given(
    number=st.decimals(min_value=0, max_value=10**9, places=4),
    sign=st.sampled_from(["", ">", "≥", "<", "≤"]),
    brackets=st.sampled_from([("", ""), ("【", "】"), ("[", "]")]),
)
def test_whatever_is_printed_comes_back_digit_by_digit(number: Decimal, sign: str, brackets: tuple[str, str]) -> None:
    found = read_printed(f"{brackets[0]}{sign}{number:f}{brackets[1]}")
    assert found.number == number
    assert found.bracketed == bool(brackets[0])
    assert (found.bound is None) == (sign == "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("控制在5.5%以内", Printed("number", Decimal("5.5"), bound=Bound.AT_MOST, unit="%", kept=True)),
        ("达到约1.7亿人", Printed("number", Decimal("1.7"), about=True, unit="亿人")),
        ("[>300]左右", Printed("number", Decimal(300), bracketed=True, bound=Bound.MORE_THAN, about=True)),
        ("年均>60", Printed("number", Decimal(60), bound=Bound.MORE_THAN, span=PrintedSpan.MEAN)),
        (">60/年", Printed("number", Decimal(60), bound=Bound.MORE_THAN, span=PrintedSpan.EACH)),
        (
            "累计超过100万人",
            Printed("number", Decimal(100), bound=Bound.MORE_THAN, unit="万人", span=PrintedSpan.TOTAL),
        ),
        ("2030年达到300", Printed("number", Decimal(300), year=2030)),
        ("40–50", Printed("range", Decimal(40), upper=Decimal(50))),
        ("5%～5.5%", Printed("range", Decimal(5), upper=Decimal("5.5"), unit="%")),
        ("保持相当规模", Printed("words")),
        ("基本实现", Printed("words")),
        (
            "比2025年增长20%",
            Printed("change", change=PrintedChange(ChangedBy.PERCENT, Decimal(20), since=2025, unit="%")),
        ),
        ("翻两番", Printed("change", change=PrintedChange(ChangedBy.FACTOR, Decimal(4)))),
        ("增长一倍", Printed("change", change=PrintedChange(ChangedBy.FACTOR, Decimal(2)))),
        (
            "年均增长不低于6%",
            Printed(
                "change",
                bound=Bound.AT_LEAST,
                change=PrintedChange(ChangedBy.PERCENT, Decimal(6), yearly=True, unit="%"),
            ),
        ),
        (
            "累计降低17%",
            Printed("change", change=PrintedChange(ChangedBy.PERCENT, Decimal(17), up=False, unit="%")),
        ),
    ],
)
def test_the_forms_of_new_plans_are_read(text: str, expected: Printed) -> None:
    assert read_printed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "新增300",  # of a year, or of the plan?
        ">300以上",  # more than, or at least?
        "控制在4%以上",
        "[年均60]",
        "累计每年60",
        "50—40",
        "2021—2025",
        "增长20",
        "减少一倍",
        "300余",
        "高于经济增速1个百分点",
        "10 40",
        "3" * 60,
        "城镇新增就业" * 30 + "300",
    ],
)
def test_what_can_be_read_in_two_ways_is_not_read(text: str) -> None:
    assert read_printed(text).form == "unreadable" or read_printed(text).unit


@given(
    st.text() | st.text(alphabet="【】[]<>≥≤0123456789.万亿%年均累计以上左右增长比翻番—–:个百分点控制在 ", max_size=30)
)
def test_any_text_at_all_is_read_as_something(text: str) -> None:
    found = read_printed(text)
    assert (found.number is not None) == (found.form in ("number", "range"))
    assert (found.change is not None) == (found.form == "change")
    assert (found.upper is not None) == (found.form == "range")


WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


@given(
    number=st.decimals(min_value=0, max_value=10**6, places=2),
    form=st.sampled_from(["控制在{}%以内", "[>{}]左右", "年均>{}", "比2025年增长{}%", "累计{}万人以上", "{}:{}"]),
)
def test_full_width_and_half_width_say_the_same(number: Decimal, form: str) -> None:
    text = form.format(number, number)
    assert read_printed(text.translate(WIDE)) == read_printed(text)
