"""What stands in a cell, as an exact number: or what is wrong with it, in Chinese. Pure.

A workbook keeps numbers as binary fractions. A spreadsheet shows fifteen significant digits of
them, and those are what the clerk typed and saw: so those are what is read.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from shared.quantities import Unit

_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_MAGNITUDE = re.compile(r"([+-]?[\d.,]+)\s*([百千万亿])")
_SPACES = re.compile(r"[\s\u200b\ufeff]+")
_NOTHING = {"-", "--", "—", "——", "－", "/", "无", "暂无", "未统计", "n/a", "na", "null", "none", "…"}


class Content(NamedTuple):
    """A cell as read: ``value`` (a formula's last result), whether a formula stands there, its number format."""

    value: object
    formula: bool
    number_format: str = "General"


class CellProblem(ValueError):
    """What is wrong with a cell: ``code`` names it, the text says it in Chinese."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def number_in(content: Content, unit: Unit) -> int | Decimal | None:
    """The number of ``unit`` that a cell holds, None when it is empty.

    Text is read as people type it: full-width digits, separators of thousands, spaces, the row's
    own unit behind the number.

    Raises:
        CellProblem: it holds something else.
    """
    value = content.value
    if value is None:
        if content.formula:
            raise CellProblem(
                "formula-without-result", "公式没有计算结果；请在表格软件中打开、保存后再上传，或直接填数"
            )
        return None
    if isinstance(value, bool):
        raise CellProblem("not-a-number", "应填数字，而不是“是/否”")
    if isinstance(value, int | float):
        return _scaled(_fifteen_digits(value), content.number_format, unit)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        raise CellProblem("not-a-number", "填成了日期或时间；请把单元格格式设为“数值”后重新填写")
    text = str(value)
    if text.startswith("#"):
        raise CellProblem("formula-error", f"公式的结果是错误值“{text[:20]}”")
    return _from_text(text, unit)


def text_in(content: Content) -> str:
    """The words that a cell holds, without spaces around them."""
    value = content.value
    if value is None:
        return ""
    if isinstance(value, float):
        value = _fifteen_digits(value)
    return str(value).replace("\u3000", " ").strip()


def _fifteen_digits(value: int | float) -> int | Decimal:
    if isinstance(value, int):
        return value
    number = Decimal(f"{value:.15g}")
    return int(number) if number == number.to_integral_value() and abs(number) < 10**15 else number


def _scaled(number: int | Decimal, number_format: str, unit: Unit) -> int | Decimal:
    """A number shown as a percentage stands in its cell as a fraction of one."""
    if "%" not in number_format:
        return number
    if unit.base != "%":
        raise CellProblem("wrong-unit", f"填成了百分数；应按“{unit.symbol}”填写")
    return Decimal(number) * 100


def _from_text(raw: str, unit: Unit) -> int | Decimal | None:
    text = _SPACES.sub("", unicodedata.normalize("NFKC", raw)).replace("，", ",")
    if not text:
        return None
    if text.casefold() in _NOTHING:
        raise CellProblem("not-a-number", f"“{raw.strip()[:20]}”不是数字；没有发生填 0，没有数据则留空")
    if text.endswith(unit.symbol) and text[: -len(unit.symbol)][-1:].isdigit():
        text = text.removesuffix(unit.symbol)
    if (found := _MAGNITUDE.match(text)) is not None:
        raise CellProblem(
            "unit-in-cell", f"“{raw.strip()[:20]}”带有“{found[2]}”；本行计量单位是“{unit.symbol}”，请折算后只填数字"
        )
    if "," in text:
        if _GROUPED.fullmatch(text) is None:
            raise CellProblem("not-a-number", f"“{raw.strip()[:20]}”的逗号位置不对，不能确定是多少")
        text = text.replace(",", "")
    if _PLAIN.fullmatch(text) is None:
        what = "带有文字，请只填数字" if any(each.isdigit() for each in text) else "不是数字"
        raise CellProblem("not-a-number", f"“{raw.strip()[:20]}”{what}")
    return Decimal(text) if "." in text else int(text) if len(text) <= 40 else _too_long()


def _too_long() -> int:
    raise CellProblem("too-large", "数字的位数过多")
