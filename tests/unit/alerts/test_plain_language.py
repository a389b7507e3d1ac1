"""No message to a person, over whatever way it goes, and no page of alerts has a word of English that is no name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import msgspec
import pytest
from fastapi.testclient import TestClient

from services.alerts.channels.dingtalk import DingtalkRobot
from services.alerts.channels.feishu import FeishuRobot
from services.alerts.channels.port import Outgoing
from services.alerts.channels.robots import RobotAccount
from services.alerts.channels.wecom import WecomRobot
from services.alerts.delivery.digest import digest_of
from services.alerts.episodes.events import ToldEvent
from services.alerts.messages.compose import compose
from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.subject import MessagePlace
from services.alerts.messages.trial import trial_message
from services.alerts.reminders import message as reminders
from services.alerts.reminders.due import OwedMonth, Reminder
from services.alerts.reminders.return_message import ToldReturn, compose_return
from services.alerts.reminders.signature_message import ToldProposal, compose_signature
from shared.catalogue.catalogue import Catalogue
from shared.events import Event
from shared.periods import Month
from shared.work_calendar import WorkCalendar
from tests.builders import NOON, PROMISE, one_of_each_event
from tests.unit.alerts.pages.test_api import a_client
from tests.unit.alerts.setting import Setting, an_assessed, levels
from tests.unit.reading.plain_words import foreign, shown

URL = "https://xushi.example/"
TOLD = {kind.__name__: kind for each in get_args(ToldEvent) for kind in (get_args(each) or (each,))}
MARCH = OwedMonth(Month(2025, 3), date(2025, 4, 8))
IN_PART = OwedMonth(Month(2025, 2), date(2025, 3, 10), blank=("subsidised_training",))
NAMES = ("Excel", "Word", "WPS", "eml", "json")
ROBOTS = (WecomRobot(), DingtalkRobot(), FeishuRobot())


REASONS = {
    "AlertLevelChanged": "worsened",
    "AlertResolved": "caught_up",
    "AlertClosedByCorrection": "correction_cured",
}
"""Where the example has a reason that no policy gives."""
EVENTS = tuple(
    msgspec.structs.replace(event, **({"reason": REASONS[name]} if name in REASONS else {}))
    for event in one_of_each_event()
    if (name := type(event).__name__) in TOLD
)


def of_alerts(catalogue: Catalogue, event: Any) -> Iterator[ComposedMessage]:
    """A message about the event, as it is told with little known of the figures and with all that the event knows."""
    place = MessagePlace(1, 3, "orange", date(2025, 4, 9), WorkCalendar(), URL, promise=(PROMISE, "open"))
    for known in (None, getattr(event, "assessment", None)):
        assessed = an_assessed()
        assessed = assessed if known is None else msgspec.structs.replace(assessed, assessment=known)
        for simulated in (False, True):
            yield compose(event, assessed, catalogue, replace(place, simulated=simulated))


def others(catalogue: Catalogue) -> Iterator[ComposedMessage]:
    """Reminders at each step, of what is not reported and of what is left blank, a return, corrections that wait, a
    trial."""
    for step in ("before_due", "after_due", "leader"):
        place = reminders.ReminderPlace("CB-500107-2025-03", 2, URL, simulated=True)
        contacts = [catalogue.contacts["500107"]]
        owed = (MARCH, IN_PART)
        yield reminders.compose(Reminder("500107", step, owed), owed, catalogue, place, contacts)
    yield compose_return(
        ToldReturn("500107", Month(2025, 3), 1, "请核对", "500000", date(2025, 4, 20), False), catalogue, URL
    )
    for base in (0, 1):
        yield compose_signature(ToldProposal("500107", Month(2025, 3), 2, base, "漏报", True), catalogue, URL)
    yield trial_message(NOON, URL)


def read(message: ComposedMessage) -> set[str]:
    """Every word of English in what a message says: as a mail, and in a group over each robot."""
    outgoing = Outgoing("CQ-08-e1.1", "mail", "a@cq.example", NOON, message)
    calls = [robot.call(RobotAccount("key", "secret"), outgoing, NOON) for robot in ROBOTS]
    bodies = [shown(text) for call in calls for text in _texts(json.loads(call.body))]  # robots colour words by tags
    return foreign("\n".join((message.subject, message.title, message.text, shown(message.html), *bodies)), *NAMES)


def _texts(body: Any) -> Iterator[str]:
    """The texts of a robot's message: those with Chinese in them, since the others are for its service."""
    if isinstance(body, dict):
        body = list(body.values())
    if isinstance(body, list):
        for each in body:
            yield from _texts(each)
    elif isinstance(body, str) and any("\u4e00" <= letter <= "\u9fff" for letter in body):
        yield body


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_no_message_about_an_alert_has_a_word_of_english(catalogue: Catalogue, event: Event) -> None:
    assert [words for message in of_alerts(catalogue, event) if (words := read(message))] == []


def test_there_is_an_example_of_everything_that_a_message_may_be_about() -> None:
    assert {type(event).__name__ for event in EVENTS} == set(TOLD)


def test_no_reminder_return_proposal_trial_or_digest_has_a_word_of_english(catalogue: Catalogue) -> None:
    made = list(others(catalogue))
    gathered = [Outgoing(f"n-{number}", "mail", "a@cq.example", NOON, each) for number, each in enumerate(made)]
    made.append(digest_of("digest-2025-04-09-1", gathered).message)
    assert [words for message in made if (words := read(message))] == []


def test_no_page_of_alerts_has_a_word_of_english(setting: Setting) -> None:
    setting.assess(*levels(("2025-01", "red"), ("2025-02", "orange"), ("2025-03", "red")))
    client: TestClient = a_client(setting)
    queue, seen = ["/alerts", "/alerts?state=all", "/outbox", "/reminders", "/alerts/CQ-99"], set()
    found: dict[str, set[str]] = {}
    while queue:
        address = queue.pop()
        seen.add(address)
        answer = client.get(address, headers={"accept": "text/html"})
        if answer.headers["content-type"].startswith("text/html"):
            words = foreign(shown(answer.text), *NAMES)
            found |= {address: words} if words else {}
            linked = {part.partition('"')[0] for part in answer.text.split('href="')[1:]}
            queue += [each for each in linked if each.startswith(("/alerts", "/outbox/")) and each not in seen]
    assert found == {}
    assert len(seen) > 8
