"""What a number format makes of a number: a percentage, a date, or something other than the number. Pure.

A format has up to four sections (above nought, below, nought, texts); each is made of placeholders (``0 # ? . ,``), of
signs that mean something (``%``, letters of dates) and of literals, in quotes or behind a backslash, that mean nothing:
``0.0"%"`` shows 0.9 as 0.9%, ``0.0%`` shows it as 90.0%.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

GENERAL = "General"
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式|G/標準|常规)|(?P<exponent>E[+-])|(?P<plain>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]*)?)")
_ELAPSED = re.compile(r"(h+|m+|s+)", re.IGNORECASE)
_SCALING = re.compile(r"[0#?],+(?=\.|$)")
_DATE_LETTERS = set("ymdhsabegYMDHSABEG")
_PLACEHOLDERS = set("0#?.,")
_MINUS = "-−－"


class FormatEffect(NamedTuple):
    """How a number is shown: ``hundredfold`` signs of per cent, the ``literals`` round it, whether as a ``date``,
    ``altered`` (scaled by thousands, or with digits put in) or not at all (``hidden``)."""

    hundredfold: int = 0
    literals: str = ""
    date: bool = False
    altered: bool = False
    hidden: bool = False


def effect_on(number_format: str, number: Decimal) -> FormatEffect:
    """What ``number_format`` makes of ``number``."""
    effect = _effect(_section(number_format, number))
    if number > 0 and any(each in _MINUS for each in effect.literals):
        return effect._replace(altered=True)
    return effect


def effect_on_text(number_format: str) -> FormatEffect:
    """What a format makes of a text: the section with ``@``."""
    section = next((each for each in _sections(number_format) if "@" in each), "")
    return _effect(section)._replace(hidden=False) if section else FormatEffect()


def _sections(number_format: str) -> list[str]:
    """Cut at the semicolons that stand in no literal."""
    found = [""]
    for token in _TOKEN.finditer(number_format):
        if token[0] == ";":
            found.append("")
        else:
            found[-1] += token[0]
    return found


def _section(number_format: str, number: Decimal) -> str:
    """The section that shows ``number``."""
    sections = [each for each in _sections(number_format or GENERAL) if "@" not in each] or [GENERAL]
    if len(sections) > 3:
        sections = sections[:3]
    if any(_condition(each) for each in sections):
        for each in sections:
            condition = _condition(each)
            if condition is None or _holds(condition, number):
                return each
        return GENERAL
    if len(sections) == 1 or number > 0:
        return sections[0]
    if number < 0:
        return sections[1]
    return sections[2] if len(sections) > 2 else sections[0]


def _condition(section: str) -> tuple[str, Decimal] | None:
    for token in _TOKEN.finditer(section):
        found = _CONDITION.fullmatch(token["bracket"] or "")
        if found is not None:
            return found[1], Decimal(found[2])
    return None


def _holds(condition: tuple[str, Decimal], number: Decimal) -> bool:
    sign, bound = condition
    return {
        "<": number < bound,
        "<=": number <= bound,
        ">": number > bound,
        ">=": number >= bound,
        "=": number == bound,
        "<>": number != bound,
    }[sign]


def _effect(section: str) -> FormatEffect:
    hundredfold, literals, skeleton, date, shows = 0, "", "", False, False
    for token in _TOKEN.finditer(section):
        kind, text = token.lastgroup, token[token.lastgroup] if token.lastgroup else ""
        shows = shows or kind == "general"
        if kind in ("quoted", "escaped", "fill"):
            literals += text
        elif kind == "bracket":
            date = date or _ELAPSED.fullmatch(text) is not None
        elif kind == "plain":
            if text == "%":
                hundredfold += 1
            elif text in _PLACEHOLDERS or (text.isdigit() and "/" in section):
                skeleton += text
            elif text in _DATE_LETTERS:
                date = True
            elif text not in " @+()/:$":
                literals += text
    shows = shows or date or any(each in "0#?" for each in skeleton) or bool(literals.strip())
    return FormatEffect(
        hundredfold,
        literals.strip(),
        date,
        _SCALING.search(skeleton) is not None or any(_counts(each) for each in literals),
        not shows,
    )


def _counts(character: str) -> bool:
    return unicodedata.category(character) in ("Nd", "Nl", "No")
