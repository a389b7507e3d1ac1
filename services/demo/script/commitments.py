"""What the simulated departments say of 重庆's and 九龙坡's commitments, and what becomes of it. Pure.

Each January they state the year before: most on time, some late, some done, a few given up; two departments leave some
of theirs without a word. The area's reviewer accepts, returns a few, which are stated again, and at the end leaves some
waiting. All of it is made up, and labelled so.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from services.demo.script.areas import area_of
from services.demo.script.days import ACCEPTANCE_TIME, POSTING_TIME, working_day
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Commitment, CommitmentHorizon, Plan
from shared.commitments.answering import answering, department_named, followed_row
from shared.periods import CHINA, Month

PLANS = ("chongqing-2021-2025", "jiulongpo-2021-2025")
SILENT = frozenset({"cq-experts", "jlp-medical-services"})
"""Departments that leave some of theirs without a word."""

SILENT_FROM, RETURNING = 2023, (2022, 2024)
STATING_DAY, REVIEWING_DAY, AGAIN_DAY, AGAIN_REVIEWING_DAY = 4, 6, 8, 9
"""Working days of January."""

RETURN_REASON = "缺少验收材料，请补充后重新填报（模拟）。"

_DECEMBER = 12
_SAID = {
    "on_time": "按年度计划推进，没有突出问题（模拟填报）。",
    "late": "进度慢于计划，主要是场地和资金落实较晚；已倒排工期，按月调度（模拟填报）。",
    "done": "已完成，通过验收（模拟填报）。",
    "given_up": "因政策调整，不再实施（模拟填报）。",
}


class PlayedWords(NamedTuple):
    """What somebody posts of commitments at once: to ``path``, with the key of a ``department`` (its id) or of the
    reviewer of an ``area``; about the year that ``period`` ends."""

    path: str
    field: str
    items: tuple[dict[str, Any], ...]
    key: str
    instant: datetime
    period: Month
    department: str = ""
    area: str = ""


class _Stated(NamedTuple):
    """A statement of the play: whose it is, what is posted, and by what chance its fate is decided."""

    department: str
    body: dict[str, Any]
    chance: int


def played_words(catalogue: Catalogue, first: Month, last: Month) -> Iterator[PlayedWords]:
    """Everything that is posted about the years that lie within ``first`` and ``last``."""
    for plan_id in PLANS:
        plan = catalogue.plans.get(plan_id)
        for year in plan.years if plan is not None else ():
            if plan is not None and first <= Month(year, 1) and Month(year, _DECEMBER) <= last:
                yield from _of_year(catalogue, plan, year)


def _of_year(catalogue: Catalogue, plan: Plan, year: int) -> Iterator[PlayedWords]:
    december, area = Month(year, _DECEMBER), area_of(catalogue, plan.region)
    stated = list(_stated(catalogue, plan, year))
    reached = [(department, item) for department, item in _milestones(catalogue, plan, year)]
    for department in dict.fromkeys([*(each.department for each in stated), *(name for name, _ in reached)]):
        stating = _at(december, STATING_DAY, POSTING_TIME)
        mine = tuple(each.body for each in stated if each.department == department)
        steps = tuple(item for name, item in reached if name == department)
        for name, items in (("statements", mine), ("milestones", steps)):
            if items:
                key = f"demo-{name}-{department}-{year}"
                yield PlayedWords(name, name, items, key, stating, december, department)
    returned = [each for each in stated if _is_returned(each, year)]
    reviewed = [_decision(each, 1, each in returned) for each in stated if not _is_waiting(each, year, plan)]
    if reviewed:
        yield _review(
            area,
            plan,
            year,
            "first",
            reviewed,
            _at(december, REVIEWING_DAY, ACCEPTANCE_TIME),
        )
    again = [each for each in returned if year != plan.last.year]
    for department in dict.fromkeys(each.department for each in again):
        mine = tuple(each.body for each in again if each.department == department)
        items = tuple(body | {"text": f"{body['text']}已补充验收材料。"} for body in mine)
        key = f"demo-statements-again-{department}-{year}"
        at = _at(december, AGAIN_DAY, POSTING_TIME)
        yield PlayedWords("statements", "statements", items, key, at, december, department)
    if again:
        decided = [_decision(each, 2, False) for each in again]
        yield _review(
            area,
            plan,
            year,
            "again",
            decided,
            _at(december, AGAIN_REVIEWING_DAY, ACCEPTANCE_TIME),
        )


def _stated(catalogue: Catalogue, plan: Plan, year: int) -> Iterator[_Stated]:
    for commitment in plan.commitments:
        department = _department(catalogue, plan, commitment)
        if not department:
            continue
        chance = zlib.crc32(f"{plan.id}-{commitment.row}".encode())
        silent = department in SILENT and chance % 4 == 0 and year >= SILENT_FROM
        ended = _done_in(commitment, chance)
        if silent or (year > ended and commitment.horizon not in _AGAIN):
            continue
        progress = _progress(commitment, chance, year, ended)
        value = _value(commitment, year, ended, progress)
        body = {
            "plan": plan.id,
            "row": commitment.row,
            "period": str(year),
            "progress": progress,
            "text": f"{commitment.subject}：{_SAID[progress]}",
            "document": f"{year}年重点任务进展情况（模拟）",
            "simulated": True,
        }
        yield _Stated(department, body | ({"value": value} if value else {}), chance)


_AGAIN = (CommitmentHorizon.EACH_YEAR, CommitmentHorizon.THROUGHOUT)


def _done_in(commitment: Commitment, chance: int) -> int:
    """The year in which it is done, or given up; of what is kept every year none."""
    if commitment.horizon in _AGAIN:
        return 9_999
    if commitment.year is not None:
        return commitment.year
    return {0: 2023, 1: 2024}.get(chance % 5, 2025)


def _progress(commitment: Commitment, chance: int, year: int, ended: int) -> str:
    if chance % 41 == 0 and year == ended:
        return "given_up"
    late = chance % 9 == 0 and year >= SILENT_FROM
    if year >= ended:
        return "late" if late and ended == 2025 else "done"
    if commitment.horizon in _AGAIN and not late:
        return "on_time"
    return "late" if late else "on_time"


def _value(commitment: Commitment, year: int, ended: int, progress: str) -> str:
    """How far it is, in the printed unit: in equal steps to the year in which it is done; a fifth less when late."""
    target = commitment.value
    if not isinstance(target, Decimal) or target == 0 or progress == "given_up":
        return ""
    steps = 1 if commitment.horizon in _AGAIN or progress == "done" else min(year, ended) - 2020
    of = 1 if commitment.horizon in _AGAIN or progress == "done" else min(ended, 2025) - 2020
    reached = target * steps / of * (Decimal("0.8") if progress == "late" else 1)
    digits = Decimal(1) if target == target.to_integral_value() and target >= 1 else Decimal("0.01")
    return f"{reached.quantize(digits, ROUND_FLOOR):f}"


def _milestones(catalogue: Catalogue, plan: Plan, year: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is built (个, 家 up to ten of it) is begun in the first year, and done in its own."""
    for commitment in plan.commitments:
        department = _department(catalogue, plan, commitment)
        target = commitment.value
        built = isinstance(target, Decimal) and 1 <= target <= 10 and commitment.unit in ("个", "家")
        if not (department and built) or commitment.horizon in _AGAIN:
            continue
        chance = zlib.crc32(f"{plan.id}-{commitment.row}".encode())
        ended = _done_in(commitment, chance)
        if year == plan.first.year:
            yield department, _milestone(plan, commitment, "begun", date(year, 4 + chance % 6, 1 + chance % 27))
        given_up, late = chance % 41 == 0, chance % 9 == 0 and ended == 2025
        if year == ended and not late:
            step = "dropped" if given_up else "done"
            yield department, _milestone(plan, commitment, step, date(year, 9 + chance % 3, 1 + chance % 27))


def _milestone(plan: Plan, commitment: Commitment, step: str, day: date) -> dict[str, Any]:
    return {
        "plan": plan.id,
        "row": commitment.row,
        "step": step,
        "day": day.isoformat(),
        "document": f"关于{commitment.subject}的批复（模拟）",
        "number": f"模拟〔{day.year}〕{commitment.row}号",
        "simulated": True,
    }


def _is_returned(stated: _Stated, year: int) -> bool:
    return (stated.chance % 11 == 3 and year in RETURNING) or (stated.chance % 29 == 7 and year == 2025)


def _is_waiting(stated: _Stated, year: int, plan: Plan) -> bool:
    """Whether nobody has reviewed it by the end of the play."""
    return year == plan.last.year and stated.chance % 13 == 5 and not _is_returned(stated, year)


def _decision(stated: _Stated, statement: int, returned: bool) -> dict[str, Any]:
    said = {"decision": "return", "reason": RETURN_REASON} if returned else {"decision": "accept"}
    return {name: stated.body[name] for name in ("plan", "row", "period")} | {"statement": statement} | said


def _review(area: str, plan: Plan, year: int, word: str, items: list[dict[str, Any]], at: datetime) -> PlayedWords:
    key = f"demo-statement-reviews-{plan.id}-{year}-{word}"
    return PlayedWords("reviews", "decisions", tuple(items), key, at, Month(year, _DECEMBER), area=area)


def _department(catalogue: Catalogue, plan: Plan, commitment: Commitment) -> str:
    """The id of who states it; '' where nobody does."""
    if followed_row(plan, commitment) is not None:
        return ""
    for name in answering(catalogue.departments, plan, commitment):
        if (found := department_named(catalogue.departments, plan, name)) is not None:
            return found.id
    return ""


def _at(december: Month, day: int, hour: time) -> datetime:
    return datetime.combine(working_day(december, day), hour, CHINA).astimezone(UTC)
