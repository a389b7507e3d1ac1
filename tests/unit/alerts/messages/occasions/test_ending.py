from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.alerts.episodes.summary import EpisodeSummary
from services.alerts.messages.compose import compose
from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.occasions.ending import course
from services.alerts.messages.subject import MessagePlace
from services.alerts.messages.wording import STATES
from shared.catalogue.catalogue import Catalogue
from shared.events import AlertExpired, AlertOutcomeChanged
from shared.periods import Month
from shared.work_calendar import WorkCalendar
from tests.builders import an_assessment
from tests.unit.alerts.setting import an_assessed

SUMMARY = EpisodeSummary("2023-03", date(2023, 4, 10), "yellow", "red", signed=2, answers=2, accepted=1, urged=3)
ENDED: dict[str, Any] = {"alert": "CQ-08", "episode": 1, "period": "2025-12"}
FINAL: dict[str, Any] = {"rule": "final", "expected": 7_500_000, "actual": 6_570_000, "gap": 930_000}


def told(catalogue: Catalogue, event: AlertExpired | AlertOutcomeChanged) -> ComposedMessage:
    assessed = an_assessed("2025-12", event.assessment.level)
    place = MessagePlace(1, 9, "red", date(2026, 1, 9), WorkCalendar(), "http://x", summary=SUMMARY)
    return compose(event, assessed, catalogue, place)


def expired(reason: str, **changes: Any) -> AlertExpired:
    fields = {"assessment": an_assessment(**FINAL), **changes}
    return AlertExpired(**ENDED, reason=reason, **fields)


def test_the_last_notice_says_the_result_and_sums_the_episode_up(catalogue: Catalogue) -> None:
    message = told(catalogue, expired("not_completed"))
    assert message.title.startswith(
        "【期满未完成】重庆市 工伤保险参保人数（约束性）· 2025年12月 · 预警 CQ-08 第1期 第9号"
    )
    result, standing, *_ = message.paragraphs
    assert result == "**期满未完成**：规划期满，已审核数据未达到目标。"
    assert "规划目标 750.00 万人，**未完成**，**相差 93.00 万人**" in standing
    assert (
        "本期经过：2023年4月10日就2023年3月数据首次预警（黄），最重为红，历时 34 个月；"
        "签收 2 次，催办 3 次，反馈 2 次，会审通过 1 次。" in message.paragraphs
    )
    assert message.paragraphs[-1].endswith("本预警不再催办，转入期满评估，核实后销号。")
    assert message.action == "查看预警"


def test_the_result_is_said_once(catalogue: Catalogue) -> None:
    message = told(catalogue, expired("not_completed"))
    assert sum("已审核数据未达到目标" in line for line in message.paragraphs) == 1
    assert any(line.endswith("；上一号为红。") for line in message.paragraphs)


def test_it_asks_nobody_for_anything(catalogue: Catalogue) -> None:
    message = told(catalogue, expired("not_completed"))
    assert (message.facts["acknowledge_by"], message.facts["answer_by"]) == (None, None)
    assert "请" not in message.text


def test_a_provisional_result_is_said_to_be_one(catalogue: Catalogue) -> None:
    message = told(catalogue, expired("not_completed_unreviewed"))
    assert message.title.startswith("【期满（数据未审核）】")
    assert "最后一月数据未按期审核，按已报数据未达到目标。审核后结果有变化的，另行通知一次。" in message.paragraphs[0]


def test_what_was_never_reported_is_told_with_the_last_figures_and_their_month(catalogue: Catalogue) -> None:
    message = told(catalogue, expired("unreported", assessment=an_assessment(), figures_period="2025-10"))
    assert message.title.startswith("【期满（缺报）】")
    assert "2025年12月 ·" in message.title
    assert message.paragraphs[1].startswith("最近一次判定：截至2025年10月末")
    assert message.facts["figures_period"] == "2025-10"


def test_of_a_month_that_nothing_was_asked_for_no_report_is_said_to_be_missing(catalogue: Catalogue) -> None:
    message = told(catalogue, expired("unjudged", assessment=an_assessment(), figures_period="2025-10"))
    assert message.title.startswith("【期满（未判定）】")
    assert message.paragraphs[0] == "**期满（未判定）**：规划期满，最后一月没有可比的目标，未作判定。"
    assert "缺报" not in message.text


def test_a_changed_result_names_what_was_told_before(catalogue: Catalogue) -> None:
    assessment = an_assessment(**FINAL | {"level": "normal", "actual": 7_600_000, "gap": -100_000})
    event = AlertOutcomeChanged(
        **ENDED, old_reason="not_completed_unreviewed", reason="completed", assessment=assessment
    )
    message = told(catalogue, event)
    assert message.paragraphs[0] == (
        "**期满结果更正为：期满完成**。此前通知为：最后一月数据未按期审核，按已报数据未达到目标；现已审核数据达到目标。"
    )


def test_an_episode_that_nobody_touched_is_said_to_be_one() -> None:
    untouched = EpisodeSummary("2025-10", date(2025, 11, 10), "red", "red")
    assert course(untouched, Month.parse("2025-12")).endswith("最重为红，历时 3 个月；无人签收、反馈。")


def test_an_episode_of_one_month_lasted_no_months() -> None:
    raised = EpisodeSummary("2025-12", date(2026, 1, 9), "red", "red")
    assert course(raised, Month.parse("2025-12")).endswith("最重为红；无人签收、反馈。")


@pytest.mark.parametrize("state", ["expired_completed", "expired_not_completed", "expired_unreviewed"])
def test_every_state_of_an_end_is_called_expired(state: str) -> None:
    assert STATES[state].startswith("期满")
