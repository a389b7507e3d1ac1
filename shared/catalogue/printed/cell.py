"""What a printed cell of a plan says, taken apart. Pure.

The printed text itself is kept as published everywhere; this is only how it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from shared.catalogue.model import Bound

Form = Literal["number", "range", "change", "ratio", "words", "missing", "unreadable"]
"""What kind of statement a cell is: a number (``>300``), a range (``40—50``), a change (``提高2个百分点``), a ratio
(``10:40:50``), words (``保持相当规模``), nothing (``—``), or something with figures in it that cannot be read."""


class PrintedSpan(StrEnum):
    """Over which time the print says that its number counts, where it says so in words."""

    TOTAL = "total"  # 累计: the years of the plan together
    MEAN = "mean"  # 年均: the mean of its years
    EACH = "each"  # 每年, /年: every year by itself


class ChangedBy(StrEnum):
    """By what a change is printed."""

    POINTS = "points"  # 个百分点
    PERCENT = "percent"  # %
    FACTOR = "factor"  # 翻一番, 增长1倍: what comes out, as a multiple of the start
    AMOUNT = "amount"  # so many persons, years …


@dataclass(frozen=True, slots=True)
class PrintedChange:
    """A target that is told by what it is more or less than before: ``提高2个百分点``, ``比2025年增长20%``.

    ``yearly``: the change of a year on average (年均), not of the plan. ``since``: the year that is compared with,
    where one is printed. ``unit``: of an amount.
    """

    measure: ChangedBy
    number: Decimal
    up: bool = True
    yearly: bool = False
    since: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed cell: its form, its number, whether it stands in 【】 or [], and the sign or word that bounds it.

    ``number`` is in ``unit``, the text that stands behind it ('' where none does; 万 and 亿 are part of it); of a
    range it is the lower end and ``upper`` the other. ``about``: 左右, 约. ``kept``: 保持在, 控制在. ``year``: the
    year by which it is to be, where the cell itself names one.
    """

    form: Form
    number: Decimal | None = None
    bracketed: bool = False
    bound: Bound | None = None
    about: bool = False
    unit: str = ""
    upper: Decimal | None = None
    span: PrintedSpan | None = None
    kept: bool = False
    year: int | None = None
    change: PrintedChange | None = None

    @property
    def bound_word(self) -> str:
        """How a printed baseline or outcome is itself uncertain: '', ``about`` or its bound."""
        return "about" if self.about else (self.bound or "")

    @property
    def totals(self) -> bool:
        """Whether the years of the plan add up to it."""
        return self.bracketed or self.span is PrintedSpan.TOTAL
