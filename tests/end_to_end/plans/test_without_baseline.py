"""A binding target whose baseline nobody printed, through the whole system: reports in the store, alert, mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.events import ReportLine
from tests.end_to_end.plans.running import Running

NUMBER = "JLP-14"
"""九龙坡's 窗口可办率, 100 %, with a dash where its baseline should be."""


def at_the_counter(done: int) -> ReportLine:
    return ReportLine(indicator="medical_services_counter_rate", value=done, denominator=1_000)


@pytest.mark.timeout(240)
def test_a_rate_that_stays_under_its_bound_is_an_alert_though_no_line_leads_there(tmp_path: Path) -> None:
    running = Running(tmp_path, NUMBER)
    with running.client:
        running.report("2025-08", at_the_counter(1_000))
        running.report("2025-09", at_the_counter(990))
        running.on(2025, 10, 15)
        assert running.mails() == []
        running.report("2025-10", at_the_counter(985))
        running.on(2025, 11, 12)
        (told,) = running.mails()
    assert "九龙坡区" in told and "窗口可办率（约束性）" in told
    assert "AlertRaised" in running.events()
