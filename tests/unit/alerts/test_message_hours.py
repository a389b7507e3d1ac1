"""Months of random work and weather, nights and holidays included: whatever is told is told in working time."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from services.alerts.channels.port import Delivered, Outcome, Outgoing, RefusedByChannel, Retry
from services.alerts.handling.requests import By
from services.alerts.messages.routing import Means
from shared.catalogue.catalogue import Catalogue
from shared.events import AlertEscalated, NotificationDelivered
from shared.periods import Month
from shared.working_time import WorkingTime
from tests.end_to_end.histories import template
from tests.unit.alerts.setting import Setting, an_assessed, levels
from tests.unit.alerts.test_routed import Line, routed

BEGINS = (datetime(2025, 9, 26, tzinfo=UTC), datetime(2027, 1, 28, tzinfo=UTC))
"""Before 国庆 as it was arranged, and before 春节 of a year that is not arranged yet."""
LEVELS = ("normal", "yellow", "orange", "red", "missing")


class Weather:
    """A channel that is down as chance has it; it remembers when it was sent something."""

    def __init__(self, setting: Setting, name: str, random: Random) -> None:
        self.name = name
        self.asked: list[datetime] = []
        self._setting = setting
        self._random = random

    def send(self, outgoing: Outgoing) -> Outcome:
        self.asked.append(self._setting.clock.now())
        return Retry("away") if self._random.random() < 0.4 else Delivered("ok")


def lasting(catalogue: Catalogue, year: int) -> Catalogue:
    """The catalogue with plans that go on to the end of a year: one that is over urges nobody."""
    longer = copy(catalogue)
    longer.plans = {plan.id: replace(plan, last=Month(year, 12)) for plan in catalogue.plans.values()}
    return longer


@pytest.mark.parametrize("begin", BEGINS, ids=lambda begin: str(begin.year))
@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_told_and_no_step_is_taken_outside_working_time(
    tmp_path: Path, catalogue: Catalogue, seed: int, begin: datetime
) -> None:
    random = Random(seed)
    setting = Setting(tmp_path, lasting(catalogue, begin.year + 1), template=template())
    setting.clock.set(begin)
    channels = {name: Weather(setting, name, random) for name in ("mail", "wecom", "dingtalk")}
    setting.means = Means("mail", lambda: ("wecom-cq-injury", "dingtalk-cq-injury"))
    setting.consumer = setting.a_consumer()
    setting.delivery = setting.a_delivery(dict(channels))
    for step in range(250):
        setting.clock.advance(timedelta(minutes=random.randint(1, 300)))
        if random.random() < 0.1:
            month = f"{begin.year}-{random.randint(1, 6):02d}"
            setting.assess(*levels((month, random.choice(LEVELS)), version=step + 1))
        setting.sweep()
        setting.escalate()
        setting.deliver()
    hours = WorkingTime()
    told = [moment for channel in channels.values() for moment in channel.asked]
    with setting.database.read() as connection:
        stored = setting.store.read(connection, 0, 10_000)
        taken = [
            each.recorded_instant
            for each in stored
            if isinstance(setting.store.decode(each), AlertEscalated | NotificationDelivered)
        ]
    assert told
    assert taken
    assert [moment for moment in (*told, *taken) if not hours.holds(moment)] == []


def test_what_a_person_sends_again_goes_at_once(setting: Setting) -> None:
    mail = Line(setting, "mail")
    mail.outcome = RefusedByChannel("550 no such user")
    routed(setting, (), mail)
    setting.assess(an_assessed())
    setting.deliver()
    setting.clock.advance(timedelta(hours=10))
    mail.outcome = Delivered("250")
    setting.resending.resend(By("key:ops", "key:ops:form-1", "c-9"), setting.resending.dead_letters()[0])
    setting.deliver()
    assert mail.numbers == [1]
