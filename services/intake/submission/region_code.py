"""A region's code as a program rewrites it: refused by name, so that nobody is told of rights that they have. Pure."""

from __future__ import annotations

import re

from services.intake.faults import ReportFault, fault
from shared.numbers import shown, trimmed

_DECIMAL_CODE = re.compile(r"([0-9]{2,12})\.0+")


def read_code(text: str) -> str | ReportFault:
    """A region's code; one that a program wrote as a number with decimals (500101.0) is refused by name."""
    bare = trimmed(text)
    found = _DECIMAL_CODE.fullmatch(bare)
    if found is not None:
        message = f"“{shown(text)}”是程序把地区代码当作小数写出的，应为 {found[1]}；请把这一列按文本输出"
        return fault("code-rewritten", "/region", message)
    if re.fullmatch(r"[0-9.]+[eE]\+?[0-9]+", bare):
        message = f"“{shown(text)}”是表格软件把地区代码改写成的科学计数法；请把这一列设为“文本”后重新填写"
        return fault("code-rewritten", "/region", message)
    return bare
