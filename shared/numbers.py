"""One grammar of a number as people and programs write it: read exactly, or refused by name. Pure.

Every door reads its texts here: JSON, NDJSON, CSV, the cells of a form, the typed page, targets and shares.
A text is judged first and normalised after: only what means the same is mapped (full-width forms), and what is
no part of a number is never dropped from inside one, since what is left would be another number.

    number  = [sign] digits [unit]
    digits  = plain | grouped by three with one kind of separator, each with or without decimals
    unit    = the field's own, with or without blanks before it

Round the number, blanks and invisible marks (as a calculator or a web page copies them) are nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

MOST_DIGITS = 40
"""Digits that a number may have: more than any amount in any unit, fewer than would cost time."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_AROUND = " \t\r\n"
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:(?P<mark>[, ])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?:\.[0-9]+)?")
_PARTS = re.compile(r"(?P<number>[+-]?[0-9., ]*[0-9.])? *(?P<rest>.*)", re.DOTALL)
_EXPONENT = re.compile(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+")
_NOTHING = {
    "-",
    "--",
    "—",
    "——",
    "–",
    "/",
    "\\",
    "无",
    "暂无",
    "未统计",
    "n/a",
    "na",
    "null",
    "none",
    "…",
    "......",
}
_NOTE_MARKS = set("*†‡§#※☆★△▲○●◎^[]()【】〔〕{}<>'`′″\"“”‘’")
_LARGE = "万亿"
_UNITS = {
    *("人", "人次", "元", "个", "家", "件", "项", "户", "名", "次", "岁", "年", "月", "天", "%", "‰", "‱"),
    *("十", "百", "千", "万", "亿", "百万", "千万", "十万", "k", "m", "w"),
}
_LINE_BREAKS = {"\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"}
_LONGEST_SHOWN = 24


class NumberError(ValueError):
    """A text that is no number. ``reason`` names the rule, the text says in Chinese what was read and what is wrong.

    Reasons: ``not_a_number``, ``nothing_written`` (a dash, 无), ``other_digits`` (of another script), ``note_mark``
    (raised or circled digits, signs of a note), ``underscore``, ``exponent``, ``misplaced_comma``, ``blank_inside``,
    ``line_break_inside``, ``invisible_inside``, ``other_unit``, ``too_large`` (more than MOST_DIGITS digits).
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def read_number(text: str, symbol: str = "") -> int | Decimal | None:
    """The exact number that ``text`` writes, None where nothing but blanks stands in it.

    ``symbol`` is the field's own unit (``万人``, ``%``): written behind the number it is read, ``万`` and ``亿`` alone
    stand for the 万人 or 亿元 of such a field. A number is not converted: 1.79 万人 is 1.79 in a field of 万人.

    Raises:
        NumberError: as it says.
    """
    bare = trimmed(text)
    if not bare:
        return None
    for reason, message in _strangers(bare):
        raise NumberError(reason, f"“{shown(text)}”{message}")
    return _number(bare.translate(_FULL_WIDTH), symbol, shown(text))


def trimmed(text: str) -> str:
    """``text`` without the blanks and invisible marks round it."""
    start, end = 0, len(text)
    while start < end and _is_nothing(text[start]):
        start += 1
    while end > start and _is_nothing(text[end - 1]):
        end -= 1
    return text[start:end]


def shown(text: str) -> str:
    """``text`` for a message: no longer than a line, line breaks and invisible marks by their code."""
    visible = "".join(
        f"[U+{ord(each):04X}]" if unicodedata.category(each) in _UNSEEN else each for each in text.strip(_AROUND)
    )
    return visible if len(visible) <= _LONGEST_SHOWN else visible[: _LONGEST_SHOWN - 1] + "…"


_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}


def _is_nothing(character: str) -> bool:
    return character in _AROUND or unicodedata.category(character) in ("Zs", "Cf")


def _strangers(bare: str) -> Iterator[tuple[str, str]]:
    """What is no part of any number: the reason and what to say, in the order in which it stands."""
    for each in bare:
        kind = unicodedata.category(each)
        if each in _LINE_BREAKS or kind in ("Zl", "Zp"):
            yield "line_break_inside", "中间有换行，一格只填一个数"
        elif kind in ("Cf", "Cc", "Cs", "Co", "Cn") and each != "\t":
            yield "invisible_inside", f"中间有看不见的字符（U+{ord(each):04X}），请重新键入"
        elif kind == "Nd" and not each.isascii() and ord(each) not in _FULL_WIDTH:
            yield "other_digits", f"中的“{each}”不是阿拉伯数字，请用0–9填写"
        elif kind in ("No", "Nl", "Mn", "Me") or each in "ªº":
            yield "note_mark", f"带有“{each}”（注记、上标或带圈数字），请只填数字，注记写在说明里"
        elif each in "_＿":
            yield "underscore", "带有下划线，请只填数字"


def _number(text: str, symbol: str, read: str) -> int | Decimal:
    if text.casefold() in _NOTHING:
        raise NumberError("nothing_written", f"“{read}”不是数字；没有发生填 0，没有数据则留空")
    found = _PARTS.fullmatch(_one_blank(text))
    number, rest = (found["number"] or "", found["rest"]) if found is not None else ("", text)
    if _EXPONENT.fullmatch(text) is not None:
        raise NumberError("exponent", f"“{read}”是科学计数法，常由表格软件改写而来，末位可能已丢失；请写出全部数字")
    if rest:
        _check_rest(number, rest, symbol, read)
    return _digits(number, read)


def _one_blank(text: str) -> str:
    """Blanks of every kind (no-break, thin) are one kind; a tab stays what it is."""
    return "".join(" " if unicodedata.category(each) == "Zs" else each for each in text)


def _check_rest(number: str, rest: str, symbol: str, read: str) -> None:
    """What stands behind the number is nothing but the field's own unit."""
    if not number:
        what = "不是数字" if not any(each.isdigit() for each in rest) else "带有文字，请只填数字"
        raise NumberError("not_a_number", f"“{read}”{what}")
    if symbol and rest in (symbol, _short(symbol)):
        return
    if rest.casefold() in _UNITS or any(rest.startswith(mark) for mark in "百千万亿"):
        own = f"本项计量单位是“{symbol}”，请折算后只填数字" if symbol else "请只填数字"
        raise NumberError("other_unit", f"“{read}”带有“{rest[:8]}”；{own}")
    if rest[0] in _NOTE_MARKS:
        raise NumberError("note_mark", f"“{read}”带有“{rest[:8]}”（注记），请只填数字，注记写在说明里")
    if "\t" in rest:
        raise NumberError("blank_inside", f"“{read}”中间有空格，不能确定是一个数")
    raise NumberError("not_a_number", f"“{read}”带有文字，请只填数字")


def _short(symbol: str) -> str:
    """How people shorten a unit behind its number: 万 for 万户, 亿 for 亿元."""
    return symbol[0] if len(symbol) > 1 and symbol[0] in _LARGE else symbol


def _digits(number: str, read: str) -> int | Decimal:
    if sum(each.isdigit() for each in number) > MOST_DIGITS:
        raise NumberError("too_large", f"“{read}”的位数过多")
    if _PLAIN.fullmatch(number) is None:
        if _GROUPED.fullmatch(number) is None:
            raise _ungrouped(number, read)
        number = number.replace(",", "").replace(" ", "")
    return Decimal(number) if "." in number else int(number)


def _ungrouped(number: str, read: str) -> NumberError:
    if "," in number:
        return NumberError("misplaced_comma", f"“{read}”的逗号位置不对（千分位每三位一个），不能确定是多少")
    if " " in number:
        return NumberError("blank_inside", f"“{read}”中间有空格，不能确定是一个数")
    return NumberError("not_a_number", f"“{read}”不是数字")
