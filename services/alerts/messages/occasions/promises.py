"""How a message quotes what a department promised, and what became of it. Pure."""

from __future__ import annotations

from datetime import date
from typing import Literal

from services.alerts.messages.subject import MessageSubject
from shared.events import QuotedPromise
from shared.periods import Month

_LONGEST_QUOTATION = 200


def promised(promise: QuotedPromise, fate: Literal["open", "kept", "broken"]) -> str:
    """What the department promised, and what became of it."""
    word = {"open": "到期按数字核对", "kept": "已兑现", "broken": "**未兑现**"}[fate]
    return f"反馈承诺：{_promise(promise)}（{word}）。"


def supervised(promise: QuotedPromise, subject: MessageSubject) -> str:
    """That a promise was not kept: who made it, when, on which grounds; and what is asked now."""
    leader = subject.department.leader or "分管领导"
    return (
        f"{subject.department.name}{_promise(promise)}，**承诺到期未兑现，现予督办**。"
        f"当时反馈的落后原因：{_short(promise.cause)}；整改措施：{_short(promise.measures)}。"
        f"请{leader}督促该部门重新反馈原因、措施和达到序时的月份；仍未达到的，每季度督办一次。"
    )


def _promise(promise: QuotedPromise) -> str:
    day, month = date.fromisoformat(promise.answered_on), Month.parse(promise.month)
    return f"{promise.signer}于{_day(day)}反馈，预计{month.chinese}达到序时"


def _short(text: str) -> str:
    """A quotation that leaves room for the rest; the page shows all of it."""
    line = " ".join(text.split()).rstrip("。；;.")
    return line if len(line) <= _LONGEST_QUOTATION else f"{line[:_LONGEST_QUOTATION]}……（全文见预警页）"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
