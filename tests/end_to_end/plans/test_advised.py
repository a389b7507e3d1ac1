"""提示 of an expected target, through the whole system: reports in the store, the mail, the page, the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from shared.events import ReportLine
from shared.periods import CHINA
from tests.end_to_end.plans.running import Running

NUMBER = "JLP-02"
"""九龙坡's 城镇调查失业率, an expected ceiling of 5.5 % that the district reports itself."""


class Surveyed(Running):
    def surveyed(self, period: str, of_ten_thousand: int) -> None:
        self.report(period, ReportLine(indicator="surveyed_unemployment_rate", value=of_ten_thousand))

    def advised(self) -> list[str]:
        return [each for each in self.digests() if NUMBER in each]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Surveyed]:
    made = Surveyed(tmp_path, NUMBER)
    with made.client:
        yield made


@pytest.mark.timeout(240)
def test_an_unemployment_rate_over_its_ceiling_is_advised_of_once_and_never_an_alert(running: Surveyed) -> None:
    running.surveyed("2025-09", 560)
    running.on(2025, 10, 10)
    running.on(2025, 10, 13)
    assert running.advised() == [], "a single month is no reason yet"
    running.surveyed("2025-10", 570)
    running.on(2025, 11, 7)
    running.on(2025, 11, 10)
    (told,) = running.advised()
    assert told.startswith("提示日报")
    assert "【提示】九龙坡区 城镇调查失业率（预期性）" in told
    assert "2025年1—10月平均" in told
    assert "预警" not in told
    running.surveyed("2025-11", 580)
    running.on(2025, 12, 9)
    running.on(2025, 12, 10)
    assert len(running.advised()) == 1, "once until it is kept again"
    assert running.client.get("/v1/alerts", params={"state": "all"}).json()["alerts"] == []
    assert set(running.events()) == {"AlertAdvised", "NotificationQueued", "NotificationDelivered"}
    answer = running.client.get(f"/v1/alerts/{NUMBER}").json()
    assert (answer["episode"], answer["state_name"], answer["episodes"]) == (0, "提示", [])
    assert [each["heading"] for each in answer["advice"]] == ["提示"]
    page = running.client.get(f"/alerts/{NUMBER}")
    assert page.status_code == 200
    assert "城镇调查失业率" in page.text


@pytest.mark.timeout(240)
def test_a_rate_that_is_kept_again_is_a_line_in_the_history_and_may_be_advised_of_anew(tmp_path: Path) -> None:
    running = Surveyed(tmp_path, NUMBER, datetime(2025, 2, 10, 9, 30, tzinfo=CHINA))
    with running.client:
        for month, of_ten_thousand in enumerate((570, 560, 500, 600, 620), 1):
            running.surveyed(f"2025-{month:02d}", of_ten_thousand)
            running.on(2025, month + 1, 12)
            running.on(2025, month + 1, 13)
        assert len(running.advised()) == 2
        answer = running.client.get(f"/v1/alerts/{NUMBER}").json()
        assert [(each["heading"], each["period"]) for each in answer["advice"]] == [
            ("提示", "2025-02"),
            ("提示结束", "2025-03"),
            ("提示", "2025-04"),
        ]
        assert [len(each["messages"]) for each in answer["advice"]] == [1, 0, 1]
        past = running.client.get(f"/v1/alerts/{NUMBER}", params={"as_of": "2025-04-30"}).json()
        assert past["state_name"] == "提示已结束"
