"""Departments are reminded of statements over a real database: each step once, and not once they are stated."""

from __future__ import annotations

import dataclasses

import pytest
import sqlalchemy as sa

from services.alerts.reminders.commitments.sweep import StatementReminders
from services.alerts.reminders.known_reports import forget
from services.alerts.tables import COMMITMENT_EVENTS
from shared.catalogue import Catalogue
from shared.events import Event, NotificationQueued, StatementReminderIssued
from tests.unit.alerts.reminding import UNIT, Reminding, china
from tests.unit.alerts.setting import Setting
from tests.unit.shared.commitments.builders import stated

JOBS = "九龙坡区人力资源和社会保障局就业促进科"
ROWS = tuple(range(13, 21))


@pytest.fixture
def reminding(setting: Setting) -> Reminding:
    found = Reminding(setting)
    found.setting.clock.set(china(2024, 12, 4, 10, 0))
    found.report(found.whole(UNIT, "2024-11"))
    return found


def sweep(reminding: Reminding, *moment: int) -> int:
    reminding.setting.clock.set(china(*moment))
    return StatementReminders(reminding.parts(), reminding.setting.metrics).sweep()


def issued(reminding: Reminding) -> list[StatementReminderIssued]:
    events: list[Event] = reminding.setting.events()
    return [each for each in events if isinstance(each, StatementReminderIssued) and each.department == JOBS]


def test_each_step_is_recorded_and_queued_once_also_after_a_restart(reminding: Reminding) -> None:
    assert sweep(reminding, 2025, 1, 20, 15, 0) == 0
    assert sweep(reminding, 2025, 1, 20, 16, 1) > 0
    assert sweep(reminding, 2025, 1, 20, 16, 2) == 0
    assert sweep(reminding, 2025, 1, 21, 16, 1) > 0
    assert [(each.step, each.period, each.rows) for each in issued(reminding)] == [
        ("before_due", "2024", ROWS),
        ("after_due", "2024", ROWS),
    ]
    queued = [each for each in reminding.setting.events() if isinstance(each, NotificationQueued)]
    mine = [each for each in queued if each.recipient == "employment@jlp.example"]
    assert [each.sequence for each in mine] == [1, 2]


def test_what_was_stated_is_left_out_and_read_again_from_the_beginning_it_is_the_same(reminding: Reminding) -> None:
    reminding.report(*(stated("2024", row=row, plan="jiulongpo-2021-2025", region=UNIT) for row in ROWS[:-1]))
    assert sweep(reminding, 2025, 1, 21, 16, 1) > 0
    (event,) = issued(reminding)
    assert event.rows == ROWS[-1:]
    with reminding.setting.database.write() as connection:
        forget(connection)
        assert connection.execute(sa.select(COMMITMENT_EVENTS)).all() == []


def test_two_plans_of_an_area_that_end_in_the_same_year_are_reminded_of_apart(reminding: Reminding) -> None:
    """Their messages had one number, and nobody was reminded of anything: the second one stood there already."""
    setting, known = reminding.setting, reminding.setting.catalogue
    mine = known.plans["jiulongpo-2021-2025"]
    second = dataclasses.replace(
        mine, id="jiulongpo-skills-2021-2025", name="九龙坡技能规划（虚构）", short_name="九龙坡技能"
    )
    departments = [
        dataclasses.replace(each, commitments={**each.commitments, second.id: each.commitments.get(mine.id, ())})
        for each in known.departments
    ]
    setting.catalogue = Catalogue(
        known.regions.values(),
        known.groups,
        known.indicators.values(),
        [*known.plans.values(), second],
        departments,
        {},
    )
    assert sweep(reminding, 2025, 1, 20, 16, 1) > 0
    assert {each.plan for each in issued(reminding)} == {mine.id, second.id}
    queued = [each for each in setting.events() if isinstance(each, NotificationQueued)]
    numbers = [each.alert for each in queued if each.recipient == "employment@jlp.example"]
    assert len(numbers) == 2 == len(set(numbers))
    assert sweep(reminding, 2025, 1, 20, 16, 2) == 0
