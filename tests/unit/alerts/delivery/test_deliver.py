from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.alerts.channels.port import Delivered, Outcome, Outgoing, RefusedByChannel, Retry
from services.alerts.delivery.backoff import Backoff
from services.alerts.delivery.deliver import Delivery
from services.alerts.tables import NOTIFICATIONS
from shared.events import NotificationDelivered, NotificationFailed
from tests.unit.alerts.setting import Setting, an_assessed, levels


class Scripted:
    """A channel that answers as it is told, then delivers; it remembers what it was sent."""

    name = "outbox"

    def __init__(self, *outcomes: Outcome | Exception) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[str] = []

    def send(self, outgoing: Outgoing) -> Outcome:
        self.sent.append(outgoing.notification)
        outcome = self.outcomes.pop(0) if self.outcomes else Delivered()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def over(setting: Setting, channel: Scripted, **changes: Any) -> Delivery:
    setting.delivery = setting.a_delivery({"outbox": channel})
    if "backoff" in changes:
        setting.delivery._backoff = changes["backoff"]
    return setting.delivery


def state(setting: Setting) -> list[tuple[str, int]]:
    table = NOTIFICATIONS
    with setting.database.read() as connection:
        return [
            tuple(row) for row in connection.execute(sa.select(table.c.state, table.c.attempts).order_by(table.c.id))
        ]


def test_a_delivered_message_is_recorded_once(setting: Setting) -> None:
    setting.assess(an_assessed())
    over(setting, Scripted(Delivered("receipt 7")))
    assert setting.deliver() == 1
    assert setting.deliver() == 0
    assert state(setting) == [("delivered", 1)]
    event = setting.events()[-1]
    assert isinstance(event, NotificationDelivered)
    assert (event.alert, event.attempts, event.detail) == ("CQ-08", 1, "receipt 7")


def test_a_failed_attempt_waits_and_is_tried_again(setting: Setting) -> None:
    setting.assess(an_assessed())
    channel = Scripted(Retry("busy"))
    over(setting, channel)
    assert setting.deliver() == 1
    assert setting.deliver() == 0  # not due yet
    setting.clock.advance(timedelta(seconds=6))
    assert setting.deliver() == 1
    assert channel.sent == [channel.sent[0]] * 2
    assert state(setting) == [("delivered", 2)]


def test_a_channel_that_asks_for_ten_minutes_gets_them(setting: Setting) -> None:
    setting.assess(an_assessed())
    over(setting, Scripted(Retry("limit", after_seconds=600)))
    setting.deliver()
    setting.clock.advance(timedelta(seconds=599))
    assert setting.deliver() == 0
    setting.clock.advance(timedelta(seconds=1))
    assert setting.deliver() == 1


def test_a_refused_message_is_a_dead_letter_at_once(setting: Setting) -> None:
    setting.assess(an_assessed())
    over(setting, Scripted(RefusedByChannel("no such address")))
    setting.deliver()
    assert state(setting) == [("failed", 1)]
    event = setting.events()[-1]
    assert isinstance(event, NotificationFailed)
    assert event.error == "no such address"


def test_a_message_is_given_up_after_the_last_attempt(setting: Setting) -> None:
    setting.assess(an_assessed())
    over(setting, Scripted(*[Retry("away")] * 5), backoff=Backoff(attempts=3))
    for _ in range(5):
        setting.deliver()
        setting.clock.advance(timedelta(hours=1))
    assert state(setting) == [("failed", 3)]


def test_a_channel_that_breaks_stops_neither_the_loop_nor_other_alerts(setting: Setting) -> None:
    setting.assess(an_assessed(), an_assessed(row=7, indicator="unemployment_insurance_insured"))
    over(setting, Scripted(RuntimeError("secret in here")))
    setting.deliver()
    assert [name for name, _ in state(setting)] == ["queued", "delivered"]
    with setting.database.read() as connection:
        details = connection.execute(sa.select(NOTIFICATIONS.c.detail)).scalars().all()
    assert "RuntimeError" in details
    assert not any("secret" in detail for detail in details)


def test_messages_of_an_alert_keep_their_order(setting: Setting) -> None:
    setting.assess(*levels(("2025-01", "red"), ("2025-02", "orange"), ("2025-03", "red")))
    channel = Scripted(Retry("away"))
    over(setting, channel)
    setting.deliver()
    assert len(channel.sent) == 1  # the later ones wait for the first
    setting.clock.advance(timedelta(minutes=1))
    setting.deliver()
    assert [name.split("-outbox")[0] for name in channel.sent] == [
        "CQ-08-e1.1",
        "CQ-08-e1.1",
        "CQ-08-e1.2",
        "CQ-08-e1.3",
    ]


def test_a_channel_nobody_configured_is_a_dead_letter(setting: Setting) -> None:
    setting.assess(an_assessed())
    setting.delivery = setting.a_delivery({})
    setting.deliver()
    assert state(setting) == [("failed", 1)]


def test_of_two_instances_one_records_the_delivery(setting: Setting) -> None:
    setting.assess(an_assessed())
    second = setting.a_delivery({"outbox": Scripted()})

    class Overtaken(Scripted):
        def send(self, outgoing: Outgoing) -> Outcome:
            assert second.step() == 1
            return super().send(outgoing)

    over(setting, Overtaken(RefusedByChannel("late")))
    setting.delivery.step()
    assert state(setting) == [("delivered", 1)]
    assert [name for name in setting.names() if name.startswith("Notification")] == [
        "NotificationQueued",
        "NotificationDelivered",
    ]


def test_a_crash_between_sending_and_recording_sends_the_same_message_again(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting.assess(an_assessed())
    channel = Scripted()

    def crash(*_args: object) -> None:
        raise ConnectionAbortedError

    broken = over(setting, channel)
    monkeypatch.setattr(broken, "_record", crash)
    with pytest.raises(ConnectionAbortedError):
        broken.step()
    over(setting, channel).step()
    assert channel.sent == [channel.sent[0]] * 2
    assert setting.names().count("NotificationDelivered") == 1


@pytest.mark.parametrize(
    ("outcome", "label"), [(Delivered(), "delivered"), (Retry("x"), "retried"), (RefusedByChannel("x"), "failed")]
)
def test_outcomes_are_counted(setting: Setting, outcome: Outcome, label: str) -> None:
    setting.assess(an_assessed())
    over(setting, Scripted(outcome)).step()
    value = setting.metrics.registry.get_sample_value(
        "xushi_notifications_total", {"channel": "outbox", "outcome": label}
    )
    assert value == 1
