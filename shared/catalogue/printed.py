"""What a printed cell of a plan says: ``【>300】``, ``≥ 95``, ``83 左右``, ``5.5%``, ``—``, ``10∶40∶50``.

Pure. The printed text itself is kept as published everywhere; this only reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from shared.catalogue.model import Bound
from shared.numbers import NumberError, read_number

_BOUNDS = {
    ">": Bound.MORE_THAN,
    "＞": Bound.MORE_THAN,
    "<": Bound.LESS_THAN,
    "＜": Bound.LESS_THAN,
    "≥": Bound.AT_LEAST,
    "≤": Bound.AT_MOST,
}
_SIGN = "[><＞＜≥≤]"
_FIGURE = re.compile(
    rf"(?P<outer>{_SIGN})?\s*(?P<open>[【\[])?\s*(?P<inner>{_SIGN})?\s*"
    r"(?P<number>-?\d[\d,]*(?:\.\d+)?)\s*(?P<percent>[%％])?\s*(?P<about>左右)?\s*(?P<close>[】\]])?"
)
_RATIO = re.compile(r"\d+(?:\.\d+)?(?:\s*[:：∶]\s*\d+(?:\.\d+)?)+")
_MISSING = {"", "—", "——", "-", "－", "/"}
_NAME = re.compile(
    r"^\s*(?:\d+\s*[.．、]\s*)?(?P<part>其中\s*[:：]\s*)?(?P<name>.*?)\s*(?:[（(](?P<unit>[^（()）]*)[)）])?\s*$"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed cell: its number, whether it stands in 【】 or [], and the sign before it.

    ``form`` is ``number``, ``missing`` (—), ``ratio`` (10:40:50) or ``unreadable``.
    """

    form: str
    number: Decimal | None = None
    bracketed: bool = False
    bound: Bound | None = None
    about: bool = False

    @property
    def bound_word(self) -> str:
        """How a printed baseline or outcome is itself uncertain: '', ``about`` or its bound."""
        return "about" if self.about else (self.bound or "")


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A printed row name: whether it is an 其中 row, its plain name and its unit ('' if none)."""

    name: str
    unit: str
    part: bool


def read_printed(text: str) -> Printed:
    """Read a printed cell."""
    cell = text.strip()
    if cell in _MISSING:
        return Printed("missing")
    if _RATIO.fullmatch(cell):
        return Printed("ratio")
    found = _FIGURE.fullmatch(cell)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return Printed("unreadable")
    sign = found["inner"] or found["outer"]
    try:
        number = read_number(found["number"])
    except NumberError:
        return Printed("unreadable")
    assert number is not None, "it begins with a digit"
    return Printed(
        "number",
        number=Decimal(number),
        bracketed=bool(found["open"]),
        bound=_BOUNDS[sign] if sign else None,
        about=bool(found["about"]),
    )


def read_name(text: str) -> PrintedName:
    """Take a printed row name apart: ``5.其中：农民工参加职业培训人次（万人次）``."""
    found = _NAME.match(text)
    if found is None:  # a name with a line break in it
        return PrintedName(text.strip(), "", False)
    return PrintedName(found["name"], (found["unit"] or "").replace("％", "%"), bool(found["part"]))
