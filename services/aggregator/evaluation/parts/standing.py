"""Which rows are behind and why, which cannot be judged, and what is foreseen. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from services.aggregator.evaluation.parts.answers import RowAlert
from services.aggregator.wording.formats import (
    basis_points_text,
    measure_text,
    outcome_text,
    signed_with_unit,
)
from services.aggregator.wording.reasons import LEVEL_NAMES, OUTLOOK_REASON_TEXTS, REASON_TEXTS
from shared.catalogue.model import Plan, Target
from shared.events import Assessment
from shared.events.bulletin_content import Written
from shared.events.published.evaluation import BehindRow, OutlookRow, UnjudgedRow
from shared.periods import Month

_BEHIND = ("red", "orange", "yellow")
_UNJUDGED = ("missing", "reporting", "unassessed")
NOTHING_KNOWN = "本期没有可以评判的数据"
"""Why a row is not judged of which there is no assessment at all."""


class EvaluatedSpan(NamedTuple):
    """The months that an evaluation looks back on."""

    first: Month
    last: Month


def is_behind(found: Assessment) -> bool:
    """Whether a row is behind its line, broke its bound, or was not completed at the plan's end."""
    return found.level in _BEHIND or found.reason == "not_completed"


def behind_rows(
    plan: Plan,
    found: Mapping[int, Assessment],
    alerts: Sequence[RowAlert],
    span: EvaluatedSpan,
    department: Callable[[int], str],
) -> tuple[BehindRow, ...]:
    """The rows that are behind, binding ones first, each with the alerts and answers of the span; ``department`` tells
    who answers for a row.

    What was answered counts whenever it was said, the year after too; an alert of a month behind the span is not about
    it, however late the report is written.
    """
    alerts = [each for each in alerts if each.raised <= span.last]
    chosen = [target for target in plan.targets if target.row in found and is_behind(found[target.row])]
    return tuple(
        _behind(target, found[target.row], [each for each in alerts if each.row == target.row], span.first, department)
        for target in sorted(chosen, key=lambda target: (not target.binding, target.row))
    )


def _behind(
    target: Target, item: Assessment, alerts: Sequence[RowAlert], since: Month, department: Callable[[int], str]
) -> BehindRow:
    said = [answer for each in alerts for answer in each.answers if answer.answered_on[:7] >= str(since)]
    raised = [each for each in alerts if each.raised >= since or any(answer in said for answer in each.answers)]
    return BehindRow(
        row=target.row,
        name=target.name,
        judged=outcome_text(item) or LEVEL_NAMES[item.level],
        level=item.level,
        reason=REASON_TEXTS.get(item.reason, item.reason),
        difference="" if item.difference is None else signed_with_unit(item.difference, target.unit),
        department=department(target.row),
        alerts=tuple(f"{each.alert} 第{each.episode}期（{each.raised.chinese}）" for each in raised),
        answers=tuple(sorted(said, key=lambda answer: answer.answered_on)),
    )


def unjudged_rows(plan: Plan, found: Mapping[int, Assessment]) -> tuple[UnjudgedRow, ...]:
    """The rows of which nothing can be said, each with why."""
    return tuple(
        UnjudgedRow(target.row, target.name, why_unjudged(found.get(target.row)))
        for target in plan.targets
        if target.row not in found or _is_unjudged(found[target.row])
    )


def why_unjudged(item: Assessment | None) -> str:
    """Why a row could not be judged, in plain words."""
    return NOTHING_KNOWN if item is None else REASON_TEXTS.get(item.reason, item.reason)


def _is_unjudged(item: Assessment) -> bool:
    return item.level in _UNJUDGED and item.reason not in ("completed", "not_completed")


def outlook_rows(plan: Plan, found: Mapping[int, Assessment]) -> tuple[OutlookRow, ...]:
    """How likely each row that is judged is reached, binding ones first."""
    ordered = sorted(plan.targets, key=lambda target: (not target.binding, target.row))
    return tuple(row for target in ordered for row in _outlook(target, found.get(target.row)))


def _outlook(target: Target, item: Assessment | None) -> Iterator[OutlookRow]:
    if item is None or _is_unjudged(item):
        return
    if item.probability is None or item.outlook is None:
        reason = OUTLOOK_REASON_TEXTS.get(item.outlook_reason, item.outlook_reason) or "不作预判。"
        yield OutlookRow(row=target.row, name=target.name, reason=reason)
        return
    low, middle, high = (
        measure_text(each, target.unit) for each in (item.outlook.p10, item.outlook.p50, item.outlook.p90)
    )
    yield OutlookRow(
        row=target.row,
        name=target.name,
        probability=Written(item.probability, basis_points_text(item.probability)),
        by=Month.parse(item.outlook.period).chinese,
        low=low,
        middle=middle,
        high=high,
    )
