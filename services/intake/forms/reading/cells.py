"""What stands in a cell, as an exact number or as words: or what is wrong with it, in Chinese. Pure.

A workbook keeps numbers as binary fractions. A spreadsheet shows fifteen significant digits of them, and those are
what the clerk typed and saw: so those are what is read. Texts go through the one grammar of a number.
"""

from __future__ import annotations

from decimal import Decimal

from services.intake.forms.workbook.content import Content, DateValue, ErrorValue
from services.intake.forms.workbook.number_format import FormatEffect, effect_on, effect_on_text
from services.intake.forms.workbook.styles import FontMark
from shared.numbers import NumberError, read_number, shown
from shared.quantities import Unit
from shared.texts import unwritable

_CODES = {FontMark.RAISED: "raised-text", FontMark.STRUCK: "struck-out"}
_SAID = {
    FontMark.RAISED: "带有上标或下标，读出来会连成另一个数；请改为普通文字，注记写在说明里",
    FontMark.STRUCK: "带有删除线，不能确定是否算数；请删去划掉的内容或取消删除线",
}
_BRACKETS = "()（）[]【】 　-−－"


class CellProblem(ValueError):
    """What is wrong with a cell: ``code`` names it, the text says it in Chinese."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def number_in(content: Content, unit: Unit) -> int | Decimal | None:
    """The number of ``unit`` that a cell holds, None when it is empty.

    Raises:
        CellProblem: it holds something else.
    """
    value = content.value
    if value is None or value == "":
        _check_result(content)
        return None
    _check_marks(content)
    if isinstance(value, bool):
        raise CellProblem("not-a-number", "应填数字，而不是“是/否”")
    if isinstance(value, DateValue):
        raise _date()
    if isinstance(value, ErrorValue):
        raise CellProblem("formula-error", f"公式的结果是错误值“{value.text[:20]}”")
    if isinstance(value, str):
        return _from_text(value, content.number_format, unit)
    return _as_shown(value, content.number_format, unit)


def text_in(content: Content) -> str:
    """The words that a cell holds, without spaces around them.

    Raises:
        CellProblem: they are no words that can be kept.
    """
    value = content.value
    if value is None or value == "":
        _check_result(content)
        return ""
    _check_marks(content)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, ErrorValue):
        raise CellProblem("formula-error", f"公式的结果是错误值“{value.text[:20]}”")
    if isinstance(value, str):
        _check_writable(value)
        return value.replace("\u3000", " ").strip()
    if isinstance(value, DateValue):
        raise _date()
    effect = effect_on(content.number_format, Decimal(value))
    if effect.date:
        raise _date()
    return str(value) if not effect.hundredfold else f"{Decimal(value).scaleb(2 * effect.hundredfold).normalize():f}%"


def words_in(content: Content) -> str:
    """The words that a cell holds as a label: whatever cannot be read is none."""
    return content.value if isinstance(content.value, str) else ""


def _check_result(content: Content) -> None:
    if content.formula and content.value is None:
        raise CellProblem("formula-without-result", "公式没有计算结果；请在表格软件中打开、保存后再上传，或直接填数")


def _check_writable(text: str) -> None:
    if (character := unwritable(text)) is not None:
        message = f"有不能写进文件的控制字符（{character}），常由文字处理软件粘贴带入；请删去后重新填写"
        raise CellProblem("control-character", message)


def _check_marks(content: Content) -> None:
    for mark in FontMark:
        if mark in content.marks:
            raise CellProblem(_CODES[mark], f"“{shown(str(content.value))}”{_SAID[mark]}")


def _date() -> CellProblem:
    return CellProblem("not-a-number", "填成了日期或时间；请把单元格格式设为“常规”后重新填写")


def _as_shown(number: int | Decimal, number_format: str, unit: Unit) -> int | Decimal:
    """A number as its format shows it: one shown as a percentage stands in its cell as a fraction of one."""
    effect = effect_on(number_format, Decimal(number))
    if effect.date:
        raise _date()
    _check_effect(effect, unit)
    if not effect.hundredfold:
        return number
    if unit.base != "%":
        raise CellProblem("other-unit", f"填成了百分数；应按“{unit.symbol}”填写")
    return Decimal(number).scaleb(2 * effect.hundredfold)


def _check_effect(effect: FormatEffect, unit: Unit) -> None:
    """A format that shows another number, or another unit, than the one that stands in the cell."""
    if effect.hidden:
        raise CellProblem("number-format", "单元格格式把数字隐藏了；请把格式设为“常规”，没有数据则留空")
    if effect.altered:
        raise CellProblem(
            "number-format", "单元格格式显示的不是格中的数（缩小了倍数或添了字）；请把格式设为“常规”后核对"
        )
    try:
        read_number(f"1{effect.literals.strip(_BRACKETS)}", unit.symbol)
    except NumberError as error:
        if error.reason == "other_unit":
            message = f"单元格格式带有“{effect.literals[:8]}”；本项计量单位是“{unit.symbol}”，请把格式设为“常规”后核对"
            raise CellProblem("other-unit", message) from None


def _from_text(text: str, number_format: str, unit: Unit) -> int | Decimal | None:
    _check_writable(text)
    try:
        number = read_number(text, unit.symbol)
    except NumberError as error:
        raise CellProblem(error.reason.replace("_", "-"), str(error)) from None
    if number is not None:
        _check_effect(effect_on_text(number_format), unit)
    return number
