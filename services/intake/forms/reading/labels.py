"""Labels as people and programs leave them: widths, blanks and line breaks aside, they must be the same. Pure."""

from __future__ import annotations

import re
import unicodedata

from shared.numbers import NumberError, read_number

_REMARK = re.compile(r"(?P<label>[^()]+)\((?P<remark>[^()]*)\):?")


def plain(text: str) -> str:
    """A label without the blanks, invisible marks and widths that spreadsheets change."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(each for each in folded if not each.isspace() and unicodedata.category(each) != "Cf")


def without_remark(text: str) -> tuple[str, str]:
    """A label and what stands behind it in brackets ('' nothing); a colon at its end is nothing."""
    bare = plain(text)
    found = _REMARK.fullmatch(bare)
    return (bare.removesuffix(":"), "") if found is None else (found["label"], found["remark"])


def unit_named(remark: str) -> str:
    """The unit of measure that a remark names (``万人``, ``单位：万人``); '' where it names none."""
    unit = remark.removeprefix("单位:").removeprefix("计量单位:")
    try:
        read_number(f"1{unit}")
    except NumberError as error:
        return unit if error.reason == "other_unit" else ""
    return ""
