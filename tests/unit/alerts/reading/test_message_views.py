from __future__ import annotations

import pytest

from services.alerts.messages.notification import NotificationState
from services.alerts.reading.message_views import message_view
from tests.unit.alerts.reading.rows import MESSAGE


def test_a_message_that_waits_by_choice_is_held_until_it_was_tried() -> None:
    assert message_view(MESSAGE).held
    assert not message_view(MESSAGE._replace(attempts=1)).held
    assert not message_view(MESSAGE._replace(wanted_at=MESSAGE.queued_at)).held


@pytest.mark.parametrize(("state", "delivered"), [("delivered", True), ("failed", False), ("superseded", False)])
def test_only_what_arrived_has_an_instant_of_delivery(state: NotificationState, delivered: bool) -> None:
    view = message_view(MESSAGE._replace(state=state, finished_at=3_000_000))
    assert view.finished_at is not None
    assert (view.delivered_at is not None) == delivered


def test_the_message_of_a_target_that_was_only_advised_leads_to_the_target() -> None:
    """As its mail does: there is no page of an alert that was never raised."""
    advice = MESSAGE._replace(stream="alert-chongqing-2021-2025-8-500000", episode=0)
    assert message_view(advice).page == "/plans/chongqing-2021-2025/8"


def test_an_alerts_message_leads_to_its_episode_and_a_reminders_to_its_month() -> None:
    assert message_view(MESSAGE).page == "/alerts/CQ-08#e1"
    assert message_view(MESSAGE._replace(stream="reminder-2025-03-500107")).page == "/reminders?period=2025-03"


def test_a_reminder_of_statements_leads_to_the_commitments() -> None:
    """Its stream names a plan where that of a report's names a month."""
    of_statements = MESSAGE._replace(stream="reminder-chongqing-2021-2025-jobs-2025H1-500000")
    assert message_view(of_statements).page == "/commitments"
