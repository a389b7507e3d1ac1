"""What a 提示 about an expected target says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.alerts.messages.compose import compose
from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.subject import MessagePlace
from shared.catalogue.catalogue import Catalogue
from shared.events import AlertAdvised
from shared.work_calendar import WorkCalendar
from tests.unit.alerts.setting import an_assessed

RATE: dict[str, Any] = {
    "row": 2,
    "indicator": "surveyed_unemployment_rate",
    "binding": False,
    "rule": "ceiling",
    "actual": 57_000,
    "expected": 55_000,
    "gap": 2_000,
    "target": 55_000,
    "contributions": (),
}


def told(catalogue: Catalogue, reason: str, **changes: Any) -> ComposedMessage:
    assessed = an_assessed("2025-03", "orange", **(RATE | changes))
    event = AlertAdvised(
        alert="CQ-02",
        plan=assessed.plan,
        row=2,
        indicator=assessed.indicator,
        region=assessed.region,
        period="2025-03",
        reason=reason,
        assessment=assessed.assessment,
    )
    return compose(event, assessed, catalogue, MessagePlace(0, 1, None, date(2025, 4, 9), WorkCalendar(), "http://x"))


def test_it_says_the_year_s_mean_and_the_bound_and_never_that_it_is_an_alert(catalogue: Catalogue) -> None:
    message = told(catalogue, "year_mean_broken")
    assert message.subject == "提示 CQ-02：重庆市 城镇调查失业率（预期性）"
    assert message.title.startswith("【提示】重庆市 城镇调查失业率（预期性）")
    assert "2025年1—3月平均 5.70%，规划要求低于 5.50%，相差 0.20 个百分点。" in message.text
    assert message.facts["level"] == "orange"


@pytest.mark.parametrize("reason", ["bound_broken_twice", "year_mean_broken", "behind_twice"])
@pytest.mark.parametrize("rule", ["ceiling", "trajectory"])
def test_nothing_of_an_alert_s_handling_is_named(catalogue: Catalogue, reason: str, rule: str) -> None:
    message = told(catalogue, reason, rule=rule)
    for word in ("预警", "签收", "反馈", "催办", "督办", "销号", "橙"):
        assert word not in f"{message.subject}{message.title}{message.text}{message.html}"


def test_so_many_periods_in_a_row_as_there_were(catalogue: Catalogue) -> None:
    assert "已连续 3 期未守住规划界限" in told(catalogue, "bound_broken_twice", breached_periods=3).text
