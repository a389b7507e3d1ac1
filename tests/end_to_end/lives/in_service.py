"""The whole service over a database: its reader, its clockwork, its delivery into an outbox."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from services.alerts.channels.outbox import OutboxChannel
from services.alerts.channels.port import Outcome, Outgoing
from services.alerts.handlers.people import HandlingRefused
from services.alerts.handling.answering import Answer
from services.alerts.handling.requests import By
from services.alerts.tables import ALERT_NUMBERS, NOTIFICATIONS
from shared.events import NotificationDelivered, NotificationFailed, NotificationQueued, ProgressAssessed
from shared.periods import Clock, Month, SettableClock, from_microseconds, today_in_china
from tests.end_to_end.histories import template
from tests.end_to_end.lives.scenes import BEGIN, CatalogueWith, catalogue_of, in_working_time, moment
from tests.end_to_end.lives.witness import Happened, Sent
from tests.unit.alerts.setting import Setting


class WatchedOutbox(OutboxChannel):
    """The outbox, which notes when each message came."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__(folder, "序时预警 <alerts@xushi.example>", "xushi.example")
        self._clock = clock
        self.came: list[tuple[str, datetime]] = []

    def send(self, outgoing: Outgoing) -> Outcome:
        self.came.append((outgoing.notification, self._clock.now()))
        return super().send(outgoing)


class InService:
    """Lives in a folder of its own."""

    def __init__(self, folder: Path, catalogue_with: CatalogueWith = catalogue_of) -> None:
        self._catalogue_with = catalogue_with
        self.setting = Setting(folder, catalogue_with(()), template=template())
        self.clock: SettableClock = self.setting.clock
        self.clock.set(moment(str(BEGIN.shift(-1)), 0))
        self.outbox = WatchedOutbox(folder / "outbox", self.clock)
        self.setting.outbox = self.outbox
        self.setting.delivery = self.setting.a_delivery({"outbox": self.outbox})
        self._position, self._told, self._acts = 0, 0, 0

    def load(self, plans: Sequence[str]) -> None:
        self.setting.catalogue = self._catalogue_with(tuple(plans))
        self.setting.consumer = self.setting.a_consumer()

    def assess(self, *assessed: ProgressAssessed) -> None:
        self.setting.assess(*assessed)
        assert not self.setting.consumer.parked()

    def act(self, what: str, number: str, episode: int, given: Answer) -> None:
        people, today = self.setting.some_people(), today_in_china(self.clock)
        self._acts += 1
        by = By("somebody", f"act-{self._acts:06d}", "c")
        until = Month.of(today).last_day
        acts = {
            "sign": lambda: people.acknowledge(by, number, episode, "张三"),
            "answer": lambda: people.answer(by, number, episode, given),
            "accept": lambda: people.review(by, number, episode, True, ""),
            "return": lambda: people.review(by, number, episode, False, "不具体"),
            "silence": lambda: people.silence(by, number, episode, until, "系统切换"),
            "loud": lambda: people.silence(by, number, episode, today - timedelta(1), "切换完成"),
            "strike": lambda: people.sign_off(by, number, episode, "已评估"),
        }
        try:
            acts[what]()
        except HandlingRefused as refused:
            assert refused.refusals

    def tick(self) -> None:
        self.setting.sweep()
        self.setting.expire()
        self.setting.escalate()
        self.setting.deliver()

    def news(self) -> tuple[list[Happened], list[Sent]]:
        setting = self.setting
        with setting.database.read() as connection:
            stored = setting.store.read(connection, self._position, 1_000)
            numbers = connection.execute(sa.select(ALERT_NUMBERS.c.number, ALERT_NUMBERS.c.stream)).all()
            rows = connection.execute(sa.select(NOTIFICATIONS).order_by(NOTIFICATIONS.c.id)).mappings().all()
        assert len({number for number, _ in numbers}) == len({stream for _, stream in numbers}) == len(numbers)
        self._position = stored[-1].position if stored else self._position
        happened = [Happened(each.stream, setting.store.decode(each), each.recorded_instant) for each in stored]
        assert all((row["alert"], row["stream"]) in numbers for row in rows)
        assert all(in_working_time(from_microseconds(row["wanted_at"])) for row in rows)
        came, self._told = self.outbox.came[self._told :], len(self.outbox.came)
        sent = [
            Sent(row["stream"], row["alert"], row["episode"], at)
            for name, at in came
            for row in rows
            if row["detail"] == f"{name}.eml"
        ]
        return happened, sent

    def delivered(self) -> None:
        """Every message that was queued went, once, and lies in the outbox under its alert's number."""
        events = self.setting.events()
        queued = {event.notification: event for event in events if isinstance(event, NotificationQueued)}
        went = [event.notification for event in events if isinstance(event, NotificationDelivered)]
        assert not any(isinstance(event, NotificationFailed) for event in events)
        assert sorted(went) == sorted(queued)
        documents = [json.loads(path.read_text("utf-8")) for path in self.outbox.folder.glob("*.json")]
        singles = {each["notification"]: each for each in documents if each["notification"] in queued}
        assert all(queued[name].alert == each["alert"] for name, each in singles.items())

    def close(self) -> None:
        """Put the database down."""
        self.setting.database.dispose()
