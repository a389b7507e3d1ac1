"""Judging a table of completion (2016–2020): 完成, 未完成 or 无法判定, with the signed difference. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from shared.catalogue.model import Bound, CompletedTarget
from shared.catalogue.printed import read_printed


class PrintedVerdict(StrEnum):
    MET = "met"
    MISSED = "missed"
    UNDECIDED = "undecided"

    @property
    def chinese(self) -> str:
        return {"met": "完成", "missed": "未完成", "undecided": "无法判定"}[self.value]


class Reason(StrEnum):
    """Why a row came out as it did."""

    COMPARED = "compared"
    RATIO = "ratio"
    NO_TARGET = "no_target"
    NO_OUTCOME = "no_outcome"
    OUTCOME_NOT_EXACT = "outcome_not_exact"
    OUTCOME_BOUNDED = "outcome_bounded"

    @property
    def chinese(self) -> str:
        return {
            "compared": "数值比较",
            "ratio": "比例（如10:40:50），不能比较大小",
            "no_target": "未印目标值",
            "no_outcome": "未印完成值",
            "outcome_not_exact": "完成值本身只印为界限或约数，无法求差",
            "outcome_bounded": "完成值印为界限，界限之内都一样，无法求差",
        }[self.value]


class Agreement(StrEnum):
    """How a judgement stands to what the table prints."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_COMPARABLE = "not_comparable"
    NOTHING_PRINTED = "nothing_printed"

    @property
    def chinese(self) -> str:
        return {
            "agrees": "一致",
            "differs": "不一致",
            "not_comparable": "无法核对",
            "nothing_printed": "原表未印",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict. ``difference`` is outcome − target in the printed unit; None when undecided."""

    verdict: PrintedVerdict
    reason: Reason
    difference: Decimal | None = None

    def __str__(self) -> str:
        if self.difference is None:
            return f"{self.verdict.chinese}（{self.reason.chinese}）"
        return f"{self.verdict.chinese}（{self.difference:+f}）"


def judge(row: CompletedTarget) -> Judgement:
    """Whether the row's target was met. A missing, inexact or composite figure is never guessed."""
    if "ratio" in (read_printed(row.printed_target).form, read_printed(row.printed_outcome).form):
        return Judgement(PrintedVerdict.UNDECIDED, Reason.RATIO)
    if row.value is None:
        return Judgement(PrintedVerdict.UNDECIDED, Reason.NO_TARGET)
    if row.outcome is None:
        return Judgement(PrintedVerdict.UNDECIDED, Reason.NO_OUTCOME)
    if row.outcome_bound:
        return _of_bound(row.bound, Fraction(row.value), row.outcome_bound, Fraction(row.outcome))
    met = row.bound.holds(Fraction(row.outcome), Fraction(row.value))
    return Judgement(PrintedVerdict.MET if met else PrintedVerdict.MISSED, Reason.COMPARED, row.outcome - row.value)


def _of_bound(bound: Bound, value: Fraction, outcome_bound: str, outcome: Fraction) -> Judgement:
    """Of an outcome that is printed as a bound (``>95``): met where whatever it may be keeps the target, missed where
    none of that does, undecided between. There is no difference."""
    undecided = Judgement(PrintedVerdict.UNDECIDED, Reason.OUTCOME_NOT_EXACT)
    known = next((each for each in Bound if each == outcome_bound), None)
    if known is None:  # about
        return undecided
    strict = known in (Bound.MORE_THAN, Bound.LESS_THAN)
    edge_counts = not strict and not bound.holds(outcome, value)  # the printed number itself may be the outcome
    beyond = outcome >= value if bound.upward else outcome <= value
    if known.upward is bound.upward:
        return Judgement(PrintedVerdict.MET, Reason.OUTCOME_BOUNDED) if beyond and not edge_counts else undecided
    reaches = beyond and (outcome != value or (not strict and bound.holds(outcome, value)))
    return undecided if reaches else Judgement(PrintedVerdict.MISSED, Reason.OUTCOME_BOUNDED)


def compare_with_print(row: CompletedTarget, judgement: Judgement) -> Agreement:
    """Whether the judgement is what the table prints: a word (完成) or a difference (``-0.54``, ``5.3%``)."""
    cell = row.printed_verdict.strip()
    if not cell:
        return Agreement.NOTHING_PRINTED
    if judgement.verdict is PrintedVerdict.UNDECIDED:
        return Agreement.NOT_COMPARABLE
    if cell in (PrintedVerdict.MET.chinese, PrintedVerdict.MISSED.chinese):
        return Agreement.AGREES if cell == judgement.verdict.chinese else Agreement.DIFFERS
    printed = read_printed(cell)
    if printed.number is None:
        return Agreement.NOT_COMPARABLE
    return Agreement.AGREES if printed.number == judgement.difference else Agreement.DIFFERS
