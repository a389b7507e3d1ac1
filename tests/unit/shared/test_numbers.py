from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.numbers import NumberError, read_number, shown, trimmed


def refused(text: str, symbol: str = "") -> str:
    with pytest.raises(NumberError) as told:
        read_number(text, symbol)
    return told.value.reason


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1790", 1790),
        (" 1790\n", 1790),
        ("\u3000１７９０\u3000", 1790),
        ("１，７９０．５", Decimal("1790.5")),
        ("1,234,567", 1234567),
        ("1 234 567.25", Decimal("1234567.25")),
        ("1\u00a0234", 1234),
        ("1\u202f234\u202f567", 1234567),
        ("+5", 5),
        ("-3", -3),
        ("－3", -3),
        ("0", 0),
        ("007", 7),
        (".5", Decimal("0.5")),
        ("12.", Decimal("12")),
        ("\u202d1790\u202c", 1790),
        ("\u200b\ufeff88\u200e", 88),
        ("\u2067\u00a0" + "43.30" + "\u2069", Decimal("43.30")),
    ],
)
def test_a_number_is_read_exactly_as_it_is_written(text: str, number: int | Decimal) -> None:
    read = read_number(text)
    assert (read, type(read)) == (number, type(number))


@pytest.mark.parametrize("text", ["", " ", "\u3000\t\r\n", "\u200b", "\u202d\u202c"])
def test_blanks_and_invisible_marks_alone_are_nothing(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "symbol", "number"),
    [
        ("1.79万人", "万人", Decimal("1.79")),
        ("1.79万", "万人", Decimal("1.79")),
        ("1.79 万", "万人次", Decimal("1.79")),
        ("2亿", "亿元", 2),
        ("1.2万", "万户", Decimal("1.2")),
        ("43.3 %", "%", Decimal("43.3")),
        ("43.3％", "%", Decimal("43.3")),
        ("1,790\u00a0人", "人", 1790),
        ("12家", "家", 12),
    ],
)
def test_the_field_s_own_unit_behind_a_number_is_read(text: str, symbol: str, number: int | Decimal) -> None:
    assert read_number(text, symbol) == number


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("1.79万", "人"),
        ("1.79万人", "人"),
        ("17900人", "万人"),
        ("3千", "人"),
        ("3百万", "人"),
        ("5.4%", "人"),
        ("5.4‰", "%"),
        ("5亿", "万元"),
        ("5万元", "万人"),
        ("20k", "人"),
        ("12人次", "人"),
        ("12%", ""),
    ],
)
def test_another_unit_behind_a_number_is_refused_by_name(text: str, symbol: str) -> None:
    assert refused(text, symbol) == "other_unit"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1790①", "note_mark"),
        ("1790²", "note_mark"),
        ("1790½", "note_mark"),
        ("1790Ⅱ", "note_mark"),
        ("⑴1790", "note_mark"),
        ("1790*", "note_mark"),
        ("1790[1]", "note_mark"),
        ("1790（注1）", "note_mark"),
        ("1790※", "note_mark"),
        ("17\u033690", "note_mark"),
        ("١٧٩٠", "other_digits"),
        ("१७९०", "other_digits"),
        ("17𝟗0", "other_digits"),
        ("1_790", "underscore"),
        ("1＿790", "underscore"),
        ("1.2E+11", "exponent"),
        ("1e5", "exponent"),
        ("１Ｅ５", "exponent"),
        ("1,79", "misplaced_comma"),
        ("8,8,2", "misplaced_comma"),
        ("29,4", "misplaced_comma"),
        ("1,2345", "misplaced_comma"),
        ("0,123", "misplaced_comma"),
        (",123", "misplaced_comma"),
        ("1,234 567", "misplaced_comma"),
        ("1 234,567", "misplaced_comma"),
        ("1,234,", "not_a_number"),
        ("17 90", "blank_inside"),
        ("- 3", "blank_inside"),
        ("17\t90", "blank_inside"),
        ("17\n90", "line_break_inside"),
        ("17\r\n90", "line_break_inside"),
        ("17\u202890", "line_break_inside"),
        ("17\v90", "line_break_inside"),
        ("17\u200b90", "invisible_inside"),
        ("17\u202d90", "invisible_inside"),
        ("17\x0090", "invisible_inside"),
        ("—", "nothing_written"),
        ("－", "nothing_written"),
        ("无", "nothing_written"),
        ("N/A", "nothing_written"),
        ("NaN", "not_a_number"),
        ("约1200", "not_a_number"),
        ("1200左右", "not_a_number"),
        ("一千", "not_a_number"),
        ("1790O", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("1..2", "not_a_number"),
        (".", "not_a_number"),
        ("--5", "not_a_number"),
        ("−5", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("0x1F", "not_a_number"),
        ("9" * 41, "too_large"),
    ],
)
def test_what_is_no_number_is_refused_by_name(text: str, reason: str) -> None:
    assert refused(text) == reason


def test_what_was_read_is_said_with_what_cannot_be_seen_by_its_code() -> None:
    with pytest.raises(NumberError, match=r"“17\[U\+200B\]90”中间有看不见的字符（U\+200B）"):
        read_number("17\u200b90")
    assert shown("x" * 100) == "x" * 23 + "…"
    assert trimmed("\u200b 1 2 \u202c") == "1 2"


def full_width(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


_WRITTEN = st.decimals(min_value=0, max_value=10**14, places=2, allow_nan=False, allow_infinity=False)


@given(
    _WRITTEN,
    st.sampled_from(["", ",", " ", "\u00a0", "\u202f"]),
    st.booleans(),
    st.sampled_from(["", "\u202d", "\u200b", " "]),
)
def test_every_way_to_write_a_number_reads_as_that_number(
    number: Decimal, separator: str, wide: bool, mark: str
) -> None:
    text = f"{number:,.2f}".replace(",", separator)
    assert read_number(mark + (full_width(text) if wide else text) + mark) == number


@given(st.text(max_size=8), st.integers(1, 99_999), st.text(max_size=8))
@example("", 179, "①")
@example("\u200b", 179, "\u00a0")
@example("1", 179, "0")
def test_whatever_stands_round_or_behind_digits_is_a_number_of_just_these_digits_or_refused(
    before: str, number: int, behind: str
) -> None:
    text = f"{before}{number}{behind}"
    try:
        read = read_number(text)
    except NumberError:
        return
    seen = "".join(each for each in unicodedata.normalize("NFKC", text) if each in "+-.0123456789")
    assert read == Decimal(seen)
    assert all(
        unicodedata.normalize("NFKC", each) in "+-.,0123456789 "
        or unicodedata.category(each) in ("Zs", "Cf")
        or each in " \t\r\n"
        for each in text
    )
