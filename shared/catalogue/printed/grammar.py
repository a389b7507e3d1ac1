"""The grammar of a printed cell: ``【>300】``, ``控制在5.5%以内``, ``年均60``, ``比2025年增长20%``, ``—``. Pure.

    cell     = nothing | ratio | [year] marks statement marks, all or part of it in 【】
    marks    = signs and words that bound the number or say over which time it counts
    statement = number [unit] | number "—" number [unit] | change

What is no such cell is words, or has figures in it and is unreadable: both are kept as they are, and never an error.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal

from shared.catalogue.printed.cell import ChangedBy, Printed, PrintedChange, PrintedSpan
from shared.catalogue.printed.marks import Marks, peel, peel_before
from shared.catalogue.printed.normal import LONGEST, normal
from shared.numbers import NumberError, read_number

_MISSING = {"", "-", "--", "/", "无"}
_RATIO = re.compile(r"\d+(?:\.\d+)?(?::\d+(?:\.\d+)?)+")
_BRACKETED = re.compile(r"(?P<before>[^\[\]]*)\[(?P<inside>[^\[\]]+)\](?P<behind>[^\[\]]*)")
_YEAR = re.compile(r"(?:到|至)?(?P<year>20\d\d)年(?:底|末)?(?!的|基础|水平|[\d-])")
_NUMBER = r"-?\d[\d, ]*(?:\.\d+)?"
_UNIT = r"[^\d\s:;,.\[\]()<>≥≤~+-]{0,8}"
_QUANTITY = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>{_UNIT})")
_RANGE = re.compile(rf"(?P<low>{_NUMBER})(?P<first>{_UNIT}?)(?:-|~|至|到)(?P<high>{_NUMBER})(?P<unit>{_UNIT})")
_SINCE = r"(?:(?:比|较)?(?P<since>20\d\d)年(?:底|末)?(?:水平)?(?:的?基础上)?|(?:比|较)十四五(?:规划)?(?:期)?末)?"
_DOUBLED = re.compile(rf"{_SINCE}(?P<yearly>年均)?(?:再|实现)?翻(?P<times>[一两二三123]?)番")
_CHANGED = re.compile(
    rf"{_SINCE}(?P<yearly>年均|每年|平均每年)?(?:再|实现)?"
    r"(?:(?P<up>提高|提升|增长|增加|上升|扩大)|下降|降低|减少|压减)(?P<by>.+)"
)
_MULTIPLE = re.compile(r"(?P<since>20\d\d)年(?:底|末)?(?:水平)?的(?P<times>\d+(?:\.\d+)?)倍")
_TIMES = re.compile(r"(?P<times>[一两二三]|\d+(?:\.\d+)?)倍")
_CHINESE = {"一": 1, "两": 2, "二": 2, "三": 3}
_MEASURES = {"个百分点": ChangedBy.POINTS, "百分点": ChangedBy.POINTS, "%": ChangedBy.PERCENT}
_IN_WORDS = re.compile(
    r"[〇零一二两三四五六七八九十百千万亿半]+[余多]?(?:成|倍|番|个|分之|万|亿|人|户|次|家|件|项|年|岁|%)"
)
_YEARS = range(1950, 2101)


def read_printed(text: str) -> Printed:
    """Read a printed cell, whatever it says."""
    cell = normal(text[: LONGEST * 4])
    if len(text) > LONGEST:
        return _unread(cell)
    if cell in _MISSING:
        return Printed("missing")
    if _RATIO.fullmatch(cell):
        return Printed("ratio")
    body, bracketed = _without_brackets(cell)
    return _statement(body, bracketed) or _unread(cell)


def _unread(cell: str) -> Printed:
    figures = any(unicodedata.category(each).startswith("N") for each in cell) or _IN_WORDS.search(cell)
    return Printed("unreadable" if figures else "words")


def _without_brackets(cell: str) -> tuple[str, bool]:
    """The cell without its one pair of brackets; with a bracket too many it is left as it is, and read as nothing."""
    found = _BRACKETED.fullmatch(cell)
    return (cell, False) if found is None else (found["before"] + found["inside"] + found["behind"], True)


def _statement(body: str, bracketed: bool) -> Printed | None:
    found = _YEAR.match(body)
    year, rest = (int(found["year"]), body[found.end() :]) if found else (None, body)
    marks, middle = peel(rest)
    if marks.clash or (bracketed and marks.span in (PrintedSpan.MEAN, PrintedSpan.EACH)):
        return None
    return _change(middle, marks, bracketed, year) or _number(middle, marks, bracketed, year)


def _number(middle: str, marks: Marks, bracketed: bool, year: int | None) -> Printed | None:
    if marks.new and not bracketed and marks.span is None:  # 新增300: of a year, or of the plan?
        return None
    found = _QUANTITY.fullmatch(middle)
    if found is not None and (number := _exact(found["number"])) is not None:
        return Printed(
            "number",
            number=number,
            bracketed=bracketed,
            bound=marks.bound,
            about=marks.about,
            unit=found["unit"],
            span=marks.span,
            kept=marks.kept,
            year=year,
        )
    return _range(middle, marks, bracketed, year)


def _range(middle: str, marks: Marks, bracketed: bool, year: int | None) -> Printed | None:
    found = _RANGE.fullmatch(middle)
    if found is None or found["first"] not in ("", found["unit"]):
        return None
    low, high = _exact(found["low"]), _exact(found["high"])
    if low is None or high is None or low >= high or (low in _YEARS and high in _YEARS and not found["unit"]):
        return None
    return Printed(
        "range",
        number=low,
        upper=high,
        bracketed=bracketed,
        bound=marks.bound,
        about=marks.about,
        unit=found["unit"],
        span=marks.span,
        kept=marks.kept,
        year=year,
    )


def _change(middle: str, marks: Marks, bracketed: bool, year: int | None) -> Printed | None:
    told = _told(middle)
    if told is None or marks.new or bracketed:
        return None
    change, inner = told
    both = marks | inner
    if both.clash:
        return None
    if both.span in (PrintedSpan.MEAN, PrintedSpan.EACH):
        change = replace(change, yearly=True)
    return Printed("change", bound=both.bound, about=both.about, year=year, change=change)


def _told(middle: str) -> tuple[PrintedChange, Marks] | None:
    """The change, and the marks that stand inside it: ``增长不低于20%``."""
    if found := _MULTIPLE.fullmatch(middle):
        return PrintedChange(ChangedBy.FACTOR, Decimal(found["times"]), since=int(found["since"])), Marks()
    if found := _DOUBLED.fullmatch(middle):
        factor = Decimal(2 ** int(_written_number(found["times"] or "1")))
        return PrintedChange(ChangedBy.FACTOR, factor, yearly=bool(found["yearly"]), since=_since(found)), Marks()
    found = _CHANGED.fullmatch(middle)
    if found is None:
        return None
    inner, by = peel_before(found["by"])
    change = _changed_by(by)
    if change is None or inner.span is not None or inner.new:
        return None
    up = found["up"] is not None
    if change.measure is ChangedBy.FACTOR and not up:  # 减少一倍 means nothing
        return None
    return replace(change, up=up, yearly=bool(found["yearly"]), since=_since(found)), inner


def _written_number(written: str) -> Decimal:
    return Decimal(_CHINESE.get(written, written))


def _since(found: re.Match[str]) -> int | None:
    return int(found["since"]) if found["since"] else None


def _changed_by(by: str) -> PrintedChange | None:
    """What is changed by: ``2个百分点``, ``20%``, ``1倍``; None for a number without its unit."""
    if times := _TIMES.fullmatch(by):
        return PrintedChange(ChangedBy.FACTOR, 1 + _written_number(times["times"]))
    found = _QUANTITY.fullmatch(by)
    number = None if found is None else _exact(found["number"])
    if found is None or number is None or number <= 0 or not found["unit"]:
        return None
    return PrintedChange(_MEASURES.get(found["unit"], ChangedBy.AMOUNT), number, unit=found["unit"])


def _exact(written: str) -> Decimal | None:
    try:
        number = read_number(written)
    except NumberError:
        return None
    return None if number is None else Decimal(number)
