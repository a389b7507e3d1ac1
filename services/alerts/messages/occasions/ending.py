"""What a message says when an episode ends with its plan: the result, and the episode in one paragraph. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from services.alerts.episodes.row import UNREVIEWED
from services.alerts.episodes.summary import EpisodeSummary
from services.alerts.messages import sentences
from services.alerts.messages.subject import MessagePlace, MessageSubject
from services.alerts.messages.wording import LOOKS, REASONS, LevelLook
from shared.events import AlertExpired, AlertOutcomeChanged
from shared.periods import Month

EndingEvent = AlertExpired | AlertOutcomeChanged

OUTCOME_LOOKS: Mapping[str, LevelLook] = {
    "completed": LevelLook("期满完成", "●", LOOKS["normal"].colour),
    "not_completed": LevelLook("期满未完成", "■", LOOKS["red"].colour),
    "completed_unreviewed": LevelLook("期满（数据未审核）", "●", LOOKS["missing"].colour),
    "not_completed_unreviewed": LevelLook("期满（数据未审核）", "■", LOOKS["missing"].colour),
    "unreported": LevelLook("期满（缺报）", LOOKS["missing"].shape, LOOKS["missing"].colour),
    "unjudged": LevelLook("期满（未判定）", LOOKS["missing"].shape, LOOKS["missing"].colour),
}
"""How each result is marked, by the reason of the end."""


def ending(event: EndingEvent, subject: MessageSubject, place: MessagePlace, change: str) -> Iterator[str]:
    """What it says, in the order a busy reader needs it."""
    assessment = event.assessment
    of = event.figures_period if isinstance(event, AlertExpired) else ""
    figures = replace(subject, period=Month.parse(of)) if of else subject
    yield _result(event)
    yield ("最近一次判定：" if of else "") + sentences.standing(assessment, figures)
    yield sentences.contributors(assessment, figures)
    yield course(place.summary, Month.parse(event.period))
    yield sentences.sources(assessment, change)
    yield f"责任部门：{subject.department.name}。本预警不再催办，转入期满评估，核实后销号。"


def _result(event: EndingEvent) -> str:
    name = OUTCOME_LOOKS[event.reason].name
    if isinstance(event, AlertOutcomeChanged):
        before, now = (REASONS[reason].removeprefix("规划期满，") for reason in (event.old_reason, event.reason))
        return f"**期满结果更正为：{name}**。此前通知为：{before}；现{now}。"
    later = "审核后结果有变化的，另行通知一次。" if event.reason.endswith(UNREVIEWED) else ""
    if event.reason == "unreported":
        later = "补报并审核后，另行通知结果。"
    return f"**{name}**：{REASONS[event.reason]}。{later}"


def course(summary: EpisodeSummary, last: Month) -> str:
    """The episode from its raise to the month ``last``, in one sentence."""
    if summary.on is None:
        return ""
    raised = Month.parse(summary.period)
    lasted = f"，历时 {last.ordinal - raised.ordinal + 1} 个月" if last > raised else ""
    day = f"{summary.on.year}年{summary.on.month}月{summary.on.day}日"
    first = f"{day}就{raised.chinese}数据首次预警（{LOOKS[summary.level].name}）"
    counted = (
        (summary.signed, "签收 {} 次"),
        (summary.urged, "催办 {} 次"),
        (summary.answers, "反馈 {} 次"),
        (summary.accepted, "会审通过 {} 次"),
        (summary.returned, "退回 {} 次"),
        (summary.kept, "承诺兑现 {} 次"),
        (summary.broken, "承诺未兑现 {} 次"),
        (summary.supervised, "督办 {} 次"),
    )
    done = "，".join(text.format(count) for count, text in counted if count) or "无人签收、反馈"
    return f"本期经过：{first}，最重为{LOOKS[summary.worst].name}{lasted}；{done}。"
