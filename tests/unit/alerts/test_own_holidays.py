"""A day that the office has written down as off is no working day of alerts: nothing is told, nothing falls due."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from services.alerts.episodes.policy import Policies
from shared.catalogue.catalogue import Catalogue
from shared.events import AlertEscalated, AlertRaised
from shared.work_calendar import WorkCalendar
from tests.end_to_end.histories import template
from tests.unit.alerts.setting import Setting, an_assessed

MONDAY_OFF = WorkCalendar({date(2023, 4, 10): False})


@pytest.mark.parametrize("everywhere", [True, False], ids=["everywhere", "in the plan's area alone"])
def test_what_is_found_before_a_holiday_of_the_offices_own_is_told_after_it_and_counts_from_then(
    tmp_path: Path, catalogue: Catalogue, everywhere: bool
) -> None:
    plans = catalogue.plans.values()
    usual = MONDAY_OFF if everywhere else WorkCalendar()
    policies = Policies.of_plans(plans, usual, {} if everywhere else {an_assessed().plan: MONDAY_OFF})
    setting = Setting(tmp_path, catalogue, policies, template=template())
    setting.clock.advance(timedelta(hours=34))  # a Friday at 22:00
    setting.assess(an_assessed())
    raised = next(event for event in setting.events() if isinstance(event, AlertRaised))
    assert raised.asked is not None
    assert (raised.asked.on, raised.asked.sign_by) == ("2023-04-11", "2023-04-13")
    setting.clock.advance(timedelta(days=2, hours=13))  # Monday at 11:00
    setting.deliver()
    assert list((setting.folder / "outbox").glob("*.json")) == []
    setting.clock.advance(timedelta(days=1))
    setting.deliver()
    assert len(list((setting.folder / "outbox").glob("*.json"))) == 1
    setting.clock.advance(timedelta(days=2))  # Thursday, the last day to sign
    setting.escalate()
    assert unsigned(setting) == []
    setting.clock.advance(timedelta(days=1))
    setting.escalate()
    assert unsigned(setting) == ["2023-04-13"]


def unsigned(setting: Setting) -> list[str]:
    """The last days to sign that passed in vain."""
    return [event.day for event in setting.events() if isinstance(event, AlertEscalated) and event.reason == "unsigned"]
