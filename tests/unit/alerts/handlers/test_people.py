"""What people do about an alert, over a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.alerts.episodes.row import EpisodeRow
from services.alerts.handlers.escalating import ESCALATION
from services.alerts.handlers.people import HandlingRefused
from services.alerts.handling.answering import Answer
from services.alerts.handling.requests import By
from services.alerts.reading.notification_queries import notification, of_alerts
from services.alerts.reading.queries import episodes
from services.alerts.tables import ATTACHMENTS
from shared.catalogue import Catalogue
from shared.events import (
    AlertAcknowledged,
    AlertAnswered,
    AlertAnswerReturned,
    AlertEscalated,
    AlertRaised,
    NotificationQueued,
)
from shared.web.uploads import attached
from shared.web.uploads.attached import MOST_BYTES, upload
from tests.unit.alerts.setting import Setting, levels

NUMBER = "CQ-08"
STREAM = "alert-chongqing-2021-2025-8-500000"
GIVEN = Answer("李某", "建筑业项目减少", "逐户核对参保名册", "2025-09")


@pytest.fixture
def raised(setting: Setting) -> Setting:
    setting.assess(*levels(("2025-03", "red")))
    setting.deliver()
    return setting


def by(key: str, actor: str = "link:injury@cq.example") -> By:
    return By(actor, f"{actor}:{key}", "c-1")


def events(setting: Setting) -> list[Any]:
    with setting.database.read() as connection:
        return [setting.store.decode(each) for each in setting.store.read_stream(connection, STREAM)]


def row(setting: Setting) -> EpisodeRow:
    with setting.database.read() as connection:
        return episodes(connection, number=NUMBER)[0]


def refusal(error: pytest.ExceptionInfo[HandlingRefused]) -> str:
    return error.value.refusals[0].code


def test_signing_answering_review_and_signing_off_are_events_with_their_actors(raised: Setting) -> None:
    people = raised.some_people()
    people.acknowledge(by("1"), NUMBER, 1, "李某")
    file = upload("C:\\说明.pdf", b"%PDF-1.7")
    people.answer(by("2"), NUMBER, 1, GIVEN, (file,))
    people.review(by("3", "reviewer"), NUMBER, 1, True, "同意")
    with raised.database.read() as connection:
        stored = raised.store.read_stream(connection, STREAM)[2:]
        kept = attached.load(connection, ATTACHMENTS, file.attachment.sha256)
    told = [(each.type, each.actor) for each in stored if not each.type.startswith("Notification")]
    assert told == [
        ("AlertAcknowledged", "link:injury@cq.example"),
        ("AlertAnswered", "link:injury@cq.example"),
        ("AlertAnswerAccepted", "reviewer"),
    ]
    assert file.attachment.name == "说明.pdf"
    assert kept == b"%PDF-1.7"
    assert row(raised).answer == "accepted"


def test_the_same_form_sent_twice_counts_once(raised: Setting) -> None:
    people = raised.some_people()
    people.acknowledge(by("1"), NUMBER, 1, "李某")
    people.acknowledge(by("1"), NUMBER, 1, "李某")
    assert sum(isinstance(each, AlertAcknowledged) for each in events(raised)) == 1
    with pytest.raises(HandlingRefused) as caught:
        people.acknowledge(by("2"), NUMBER, 1, "王某")
    assert refusal(caught) == "already-acknowledged"


def test_what_is_refused_leaves_nothing_behind(raised: Setting) -> None:
    before = events(raised)
    with pytest.raises(HandlingRefused) as caught:
        raised.some_people().answer(by("1"), NUMBER, 1, Answer("", "", ""), (upload("a.pdf", b"%PDF-1.7"),))
    assert [each.field for each in caught.value.refusals] == ["signer", "cause", "measures", "expected"]
    assert events(raised) == before
    with raised.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(ATTACHMENTS)).scalar() == 0


@pytest.mark.parametrize("expected", ["", "2025-09"])
def test_an_alert_of_a_plan_that_was_taken_away_is_answered_and_reviewed_and_nobody_is_told(
    raised: Setting, expected: str
) -> None:
    all_of_them = raised.catalogue
    raised.catalogue = Catalogue(all_of_them.regions.values(), {}, all_of_them.indicators.values(), [], [], {})
    people, before = raised.some_people(), len(events(raised))
    people.answer(by("1"), NUMBER, 1, replace(GIVEN, expected=expected))
    people.review(by("2", "reviewer"), NUMBER, 1, False, "不具体")
    assert [type(each) for each in events(raised)[before:]] == [AlertAcknowledged, AlertAnswered, AlertAnswerReturned]
    assert row(raised).answer == "returned"


def test_an_alert_that_was_never_raised_is_refused(raised: Setting) -> None:
    with pytest.raises(HandlingRefused) as caught:
        raised.some_people().acknowledge(by("1"), "CQ-99", 1, "李某")
    assert refusal(caught) == "never-raised"


def test_a_returned_answer_is_told_to_the_department_with_the_reason(raised: Setting) -> None:
    people = raised.some_people()
    people.answer(by("1"), NUMBER, 1, GIVEN)
    people.review(by("2", "reviewer"), NUMBER, 1, False, "措施不具体")
    raised.deliver()
    with raised.database.read() as connection:
        message = of_alerts(connection, [NUMBER])[-1]
        kept = notification(connection, message.notification)
        assert kept is not None
    assert message.title.startswith("【反馈退回·红】")
    assert "措施不具体" in kept.content.decode()
    assert message.state == "delivered"


def later(setting: Setting, days: int) -> None:
    setting.clock.set(setting.clock.now() + timedelta(days=days))


def test_what_nobody_signs_for_is_urged_then_told_the_leader_each_once(raised: Setting) -> None:
    assert raised.escalate() == 1  # red: a letter is drafted at once
    later(raised, 5)
    assert raised.escalate() == 1
    later(raised, 30)
    assert raised.escalate() == 1
    assert raised.escalate() == 0
    steps = [each.step for each in events(raised) if isinstance(each, AlertEscalated)]
    assert steps == ["interview_draft", "urged", "leader"]
    recipients = [each.recipient for each in events(raised) if isinstance(each, NotificationQueued)][1:]
    department = raised.catalogue.department_for("chongqing-2021-2025", 8)
    assert recipients == [*department.mail, *department.mail, *department.leader_mail]
    with raised.database.read() as connection:
        actors = {each.actor for each in raised.store.read_stream(connection, STREAM) if each.type == "AlertEscalated"}
    assert actors == {ESCALATION}


def test_a_silenced_alert_is_neither_told_nor_escalated_but_its_close_is(raised: Setting) -> None:
    people = raised.some_people()
    until = date.fromordinal(raised.clock.now().date().toordinal() + 60)
    people.silence(by("1", "reviewer"), NUMBER, 1, until, "系统切换")
    raised.assess(*levels(("2025-04", "orange"), version=40))
    later(raised, 30)
    assert raised.escalate() == 0
    before = sum(isinstance(each, NotificationQueued) for each in events(raised))
    assert before == 1
    raised.assess(*levels(("2025-05", "normal"), version=50, accepted_progress=10_000, actual=7_480_000))
    assert sum(isinstance(each, NotificationQueued) for each in events(raised)) == 2
    assert row(raised).state == "resolved"


def test_people_change_nothing_that_the_machine_found(raised: Setting) -> None:
    people = raised.some_people()
    people.answer(by("1"), NUMBER, 1, GIVEN)
    assert (row(raised).state, row(raised).level) == ("open", "red")
    with pytest.raises(HandlingRefused) as caught:
        people.sign_off(by("2", "reviewer"), NUMBER, 1, "")
    assert refusal(caught) == "still-open"
    raised.assess(*levels(("2025-04", "normal"), version=40, accepted_progress=10_000, actual=7_480_000))
    people.review(by("3", "reviewer"), NUMBER, 1, True, "")
    people.sign_off(by("4", "reviewer"), NUMBER, 1, "已达序时")
    assert row(raised).signed_off_at is not None
    assert sum(isinstance(each, AlertRaised) for each in events(raised)) == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.exe", b"x", "类型不能接收"),
        ("noending", b"x", "类型不能接收"),
        ("a.html", b"x", "类型不能接收"),
        ("a.pdf", b"", "是空的"),
        ("a.pdf", b"x" * (MOST_BYTES + 1), "超过 5 MB"),
    ],
)
def test_a_file_that_is_not_taken_says_why(name: str, content: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        upload(name, content)
