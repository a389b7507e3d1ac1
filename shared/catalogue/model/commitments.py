"""What a plan promises in its text and boxes beyond its table of main indicators: as printed, with its reading."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class CommitmentBound(StrEnum):
    """How the printed number binds."""

    EXACT = "exact"  # 建成 2 个
    AT_LEAST = "at_least"  # 2 个以上, 不少于 2 个
    ABOUT = "about"  # 2 个左右
    RANGE = "range"  # 2—3 个
    WHOLE = "whole"  # 全部, 全覆盖
    AT_MOST = "at_most"  # 控制在 2 个以内

    @property
    def numbered(self) -> bool:
        """Whether a number belongs to it."""
        return self is not CommitmentBound.WHOLE


class CommitmentHorizon(StrEnum):
    """When it is to be kept."""

    PLAN = "plan"  # done within the plan's years, or adding up over them
    YEAR = "year"  # in one year: a named one, where one is named
    EACH_YEAR = "each_year"  # every year anew
    END = "end"  # a state at the plan's end
    THROUGHOUT = "throughout"  # all the time


PrintedAmount = Decimal | Fraction
"""A number as it is printed: with its last zeros, or a fraction (2/3) that no decimal says."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """One quantified commitment (重点任务) of a plan.

    ``row`` numbers them in the order of the text; what was found missing later follows at the end, as statements name
    a commitment by its number, which stays. ``place`` is the heading or 专栏 under which it stands, ``printed`` the
    clause itself. ``value`` and ``value_max`` (of a range) are as printed, in the printed ``unit``; a WHOLE may have
    none. ``year`` is the named year of a YEAR, and of a state that is to be reached by it.
    ``department`` is who answers for it, as printed or as the office says ('' for nobody in particular).
    ``indicator`` is the reported indicator that its progress follows from ('' where it is stated), ``target_row`` the
    row of the table of main indicators that says the same (None: no row).
    """

    plan: str
    row: int
    place: str
    subject: str
    bound: CommitmentBound
    value: PrintedAmount | None
    value_max: PrintedAmount | None
    unit: str
    horizon: CommitmentHorizon
    printed: str
    year: int | None = None
    department: str = ""
    indicator: str = ""
    target_row: int | None = None
