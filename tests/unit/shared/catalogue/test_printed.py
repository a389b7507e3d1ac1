"""Reading printed cells and names."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.catalogue.model import Bound
from shared.catalogue.printed import Printed, PrintedName, read_name, read_printed


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
        ("5.5%", Printed("number", Decimal("5.5"))),
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
