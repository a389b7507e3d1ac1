"""The simulated people against the real pages of a real service."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from services.demo.people.people import Deeds, SimulatedPeople
from tests.unit.demo.office import Office, an_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as made:
        yield made


def act(office: Office, *instants: datetime, mails: Path | None = None) -> Deeds:
    async def run() -> Deeds:
        folder = mails or office.mails
        async with SimulatedPeople(office.url, office.url, folder, office.reviewers, office.ops) as people:
            for instant in instants:
                office.set_time(instant)
                await people.act(instant)
            return people.deeds

    return asyncio.run(run())


def days(office: Office, *counts: int) -> list[datetime]:
    return [office.now + timedelta(days=count) for count in counts]


def test_a_department_signs_answers_and_its_answer_is_accepted_a_step_a_day(office: Office) -> None:
    office.raise_alert("unemployment_insurance_insured", 7)
    deeds = act(office, *days(office, 1, 2, 3, 4))
    assert (deeds.signed, deeds.answered, deeds.accepted, deeds.returned) == (1, 1, 1, 0)


def test_nothing_is_done_twice_on_a_day(office: Office) -> None:
    office.raise_alert("unemployment_insurance_insured", 7)
    first = days(office, 1)[0]
    assert act(office, first, first, first + timedelta(hours=1)).answered == 0


def test_the_slow_department_waits_for_its_leader_and_answers_twice(office: Office) -> None:
    office.raise_alert("work_injury_insurance_insured", 8)
    assert act(office, *days(office, 1, 2)).signed == 0
    office.set_time(days(office, 20)[0])
    office.sweep()
    deeds = act(office, *days(office, 21, 22, 23, 24, 25))
    assert (deeds.signed, deeds.answered, deeds.returned, deeds.accepted) == (1, 2, 1, 1)


def test_who_found_nothing_to_do_looks_again_when_something_has_happened(office: Office) -> None:
    office.raise_alert("work_injury_insurance_insured", 8)

    async def run() -> list[int]:
        signed = []
        async with SimulatedPeople(office.url, office.url, office.mails, office.reviewers, office.ops) as people:
            for count in (1, 2, 20, 21):
                office.set_time(days_on[count])
                if count == 20:
                    office.sweep()  # the leader is told
                await people.act(days_on[count])
                signed.append(people.deeds.signed)
        return signed

    days_on = {count: days(office, count)[0] for count in (1, 2, 20, 21)}
    assert asyncio.run(run()) == [0, 0, 1, 1]


def test_without_the_mails_nobody_signs_and_it_is_said(office: Office, tmp_path: Path) -> None:
    office.raise_alert("unemployment_insurance_insured", 7)
    deeds = act(office, *days(office, 1), mails=tmp_path / "elsewhere")
    assert (deeds.signed, deeds.unreachable) == (0, {"CQ-07"})


def test_an_alert_that_is_over_is_struck_off(office: Office) -> None:
    office.raise_alert("unemployment_insurance_insured", 7)
    office.resolve_alert("unemployment_insurance_insured", 7)
    assert act(office, *days(office, 1, 2)).signed_off == 1
