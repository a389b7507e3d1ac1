"""An episode, a message and events of an alert's stream as they are kept, for views to be made of."""

from __future__ import annotations

import msgspec

from services.alerts.episodes.row import EpisodeRow
from services.alerts.messages.notification import NotificationRow
from services.alerts.reading.recorded import RecordedEvent
from shared.events import AlertRaised, Event, Level, NotificationQueued
from tests.builders import an_assessment
from tests.unit.alerts.setting import recorded

ASKED = 1_744_160_400_000_000
"""2025-04-09 09:00 in China, a Wednesday."""

EPISODE = EpisodeRow(
    number="CQ-08",
    episode=1,
    stream="alert-chongqing-2021-2025-8-500000",
    plan="chongqing-2021-2025",
    row=8,
    indicator="work_injury_insurance_insured",
    region="500000",
    state="open",
    level="red",
    raised_period="2025-03",
    raised_at=ASKED,
    period="2025-04",
    changed_at=ASKED + 1_000_000,
    after=None,
    assessment=msgspec.json.encode(an_assessment()),
    asked_at=ASKED,
)

MESSAGE = NotificationRow(
    notification="CQ-08-e1.3-mail-0a",
    stream="alert-chongqing-2021-2025-8-500000",
    alert="CQ-08",
    episode=1,
    sequence=3,
    channel="mail",
    recipient="a@b.example",
    subject="预警",
    title="【红】",
    queued_at=1_000_000,
    next_attempt_at=2_000_000,
    wanted_at=2_000_000,
    correlation_id="c-1",
)


def a_raise(period: str = "2025-03", level: Level = "red", episode: int = 1) -> AlertRaised:
    """The episode's raise."""
    return AlertRaised(
        alert=EPISODE.number,
        episode=episode,
        plan=EPISODE.plan,
        row=EPISODE.row,
        indicator=EPISODE.indicator,
        region=EPISODE.region,
        period=period,
        level=level,
        reason="red_at_once",
        assessment=an_assessment(level=level),
    )


def queued(message: NotificationRow, instead_of: str = "") -> NotificationQueued:
    """The event that a message was decided with."""
    return NotificationQueued(
        notification=message.notification,
        alert=message.alert,
        episode=message.episode,
        sequence=message.sequence,
        channel=message.channel,
        recipient=message.recipient,
        subject=message.subject,
        instead_of=instead_of,
    )


def past(*events: Event) -> list[RecordedEvent]:
    """The stream with these events, from position 1 on."""
    return [RecordedEvent(recorded(event, position), event) for position, event in enumerate(events, 1)]
