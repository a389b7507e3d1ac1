"""A plan's end, and a plan that is loaded late, through the whole system: reports in the store, mails in the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from shared import catalogue
from shared.events import ReportLine
from shared.periods import CHINA
from tests.end_to_end.plans.running import Running

NUMBER = "JLP-07"
"""九龙坡's 基本医疗保险参保率, a binding floor of 95 % that the district reports itself."""


class Floor(Running):
    """九龙坡 reports the rate that the floor is of."""

    def __init__(self, folder: Path, start: datetime | None = None, **changes: Any) -> None:
        super().__init__(folder, NUMBER, start, **changes)

    def covered(self, period: str, of_hundred: int, *, accepted: bool = True) -> None:
        line = ReportLine(indicator="medical_insurance_coverage_rate", value=of_hundred, denominator=100)
        self.report(period, line, accepted=accepted)

    def called(self, number: str = NUMBER) -> list[str]:
        """What the mails about an alert are called, in the order of their numbers."""
        return [each.split("【")[1].split("】")[0] for each in self.mails(number)]

    def listed(self, state: str) -> list[str]:
        alerts = self.client.get("/v1/alerts", params={"state": state}).json()["alerts"]
        return [each["state_name"] for each in alerts if each["number"] == NUMBER]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Floor]:
    """The floor was broken in the last two months but one, and an alert raised."""
    made = Floor(tmp_path)
    with made.client:
        made.covered("2025-10", 90)
        made.on(2025, 11, 12)
        made.covered("2025-11", 90)
        made.on(2025, 12, 9)
        assert made.listed("open") == ["预警中"]
        yield made


@pytest.mark.timeout(240)
def test_an_accepted_last_month_ends_the_alert_which_urges_nobody_before_or_after(running: Floor) -> None:
    running.covered("2025-12", 90, accepted=False)
    running.on(2026, 1, 5)
    before = running.called()
    for day in (6, 8, 12):
        running.on(2026, 1, day)
    assert running.called() == before, "the plan is over: nobody is urged"
    running.accept("2025-12")
    running.on(2026, 1, 13)
    assert running.called()[len(before) :] == ["期满未完成"]
    assert (running.listed("open"), running.listed("expired")) == ([], ["期满未完成"])
    assert NUMBER in running.client.get("/alerts?state=expired").text
    for day in (14, 21, 28):
        running.on(2026, 1, day)
    assert running.called()[len(before) :] == ["期满未完成"]


@pytest.mark.timeout(240)
def test_a_last_month_that_is_accepted_too_late_ends_provisionally_and_its_other_result_is_told_once(
    running: Floor,
) -> None:
    running.on(2026, 1, 16)
    assert (running.listed("open"), running.listed("expired")) == ([], ["期满（缺报）"])
    told = running.called()
    running.covered("2025-12", 97)
    running.on(2026, 1, 20)
    running.on(2026, 1, 21)
    assert running.called()[len(told) :] == ["期满完成"]
    assert running.listed("expired") == ["期满完成"]


PLAN_FILE = """
id = "late-2021-2025"
name = "后补的规划"
prefix = "LATE"
region = "500107"
first = "2021-01"
last = "2025-12"
owed_from = "2025-12"
document = "后补的规划"

[tables]
targets = "专栏1"
"""


def a_late_plan(folder: Path) -> Path:
    """九龙坡's floor once more, as the one row of a plan that is owed from December 2025 on."""
    shipped = Path(catalogue.__file__).parent / "data" / "plans" / "jiulongpo-2021-2025" / "targets.csv"
    head, *rows = shipped.read_text(encoding="utf-8-sig").splitlines()
    (row,) = [each for each in rows if each.startswith("7,")]
    folder.mkdir()
    (folder / "plan.toml").write_text(PLAN_FILE, encoding="utf-8")
    (folder / "targets.csv").write_text(f"{head}\n1{row[1:].replace(',7.', ',1.')}\n", encoding="utf-8")
    return folder


@pytest.mark.timeout(240)
def test_a_plan_that_is_loaded_after_its_months_were_reported_alerts_at_once(tmp_path: Path) -> None:
    before = Floor(tmp_path / "data")
    with before.client:
        before.covered("2025-10", 90)
        before.covered("2025-11", 90)
        before.on(2025, 12, 9)
        assert before.called() != []
        assert before.called("LATE-01") == []
    begun = datetime(2025, 12, 10, 9, 30, tzinfo=CHINA)
    after = Floor(tmp_path / "data", begun, plan_folders=[a_late_plan(tmp_path / "late")])
    with after.client:
        after.on(2025, 12, 10)
        assert after.called("LATE-01") == ["橙"]
