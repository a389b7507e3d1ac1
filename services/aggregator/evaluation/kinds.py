"""The kinds of evaluation: which month each is of, the span it looks back on, and what it is called. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from shared.catalogue.model import Plan
from shared.events.published.evaluation import EvaluationKind
from shared.periods import Month

KIND_WORDS: Mapping[EvaluationKind, str] = {"annual": "年度评估", "midterm": "中期评估", "final": "总结评估"}
"""A kind as people call it."""

_YEAR_DIGITS = 4


class NotEvaluated(ValueError):
    """There is no such evaluation; the message says why, in Chinese."""


def read_kind(text: str) -> EvaluationKind:
    """The kind of that name.

    Raises:
        NotEvaluated: there is none.
    """
    for kind in KIND_WORDS:
        if kind == text:
            return kind
    raise NotEvaluated(f"没有“{text[:20]}”这种评估；可用：annual（年度）、midterm（中期）、final（总结）")


def period_of(plan: Plan, kind: EvaluationKind, year: int | None) -> Month:
    """The month that is evaluated: a year's December, the middle one of the plan, or its last.

    Raises:
        NotEvaluated: no year is named, or one too many, or the plan has none such.
    """
    if kind != "annual":
        if year is not None:
            raise NotEvaluated(f"{KIND_WORDS[kind]}是整个规划的，不指明年份")
        return plan.last if kind == "final" else plan.first.shift((plan.last.ordinal - plan.first.ordinal) // 2)
    if year is None:
        raise NotEvaluated("年度评估须指明年份")
    if year not in plan.years:
        raise NotEvaluated(f"{year}年不在规划期{plan.first.year}—{plan.last.year}年内")
    return Month(year, 12)


def span_from(plan: Plan, kind: EvaluationKind, period: Month) -> Month:
    """The first month that an evaluation looks back on."""
    return Month(period.year, 1) if kind == "annual" else plan.first


def title_of(plan: Plan, region: str, kind: EvaluationKind, period: Month) -> str:
    """``重庆“十四五”规划2024年度评估报告``."""
    name = f"{plan.short_name or region}规划"
    return f"{name}{period.year}年度评估报告" if kind == "annual" else f"{name}{KIND_WORDS[kind]}报告"


def called(kind: EvaluationKind, period: Month) -> str:
    """A kind with its year, where it is of one: ``2024年度评估``."""
    return f"{period.year}{KIND_WORDS[kind]}" if kind == "annual" else KIND_WORDS[kind]


def name_of(kind: EvaluationKind, period: Month) -> str:
    """An evaluation of a plan in an address: ``annual-2024``, ``midterm``, ``final``."""
    return f"{kind}-{period.year}" if kind == "annual" else kind


def read_name(text: str) -> tuple[EvaluationKind, int | None]:
    """The kind and the year that :func:`name_of` has written.

    Raises:
        NotEvaluated: it names none.
    """
    word, dash, year = text.partition("-")
    kind = read_kind(word)
    if not dash:
        return kind, None
    if not (year.isascii() and year.isdecimal() and len(year) == _YEAR_DIGITS):
        raise NotEvaluated(f"“{text[:20]}”有误，应写作 annual-2024、midterm 或 final")
    return kind, int(year)
