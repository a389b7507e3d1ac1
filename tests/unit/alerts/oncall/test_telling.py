"""A notice carried to everybody, over whatever the channels answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.alerts.channels.port import Delivered, Hold, Outcome, Outgoing, RefusedByChannel, Retry
from services.alerts.oncall.recipients import Recipient
from services.alerts.oncall.telling import Telling
from shared.observe import Metrics
from tests.builders import a_clock
from tests.unit.alerts.oncall import posted

OPS, NIGHT, GROUP = (
    Recipient("mail", "ops@cq.example"),
    Recipient("mail", "night@cq.example"),
    Recipient("wecom", "ops"),
)


class ScriptedChannel:
    """Answers what stands in ``script``, else that it has delivered."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sent: list[str] = []
        self.script: dict[str, list[Outcome]] = {}

    def send(self, outgoing: Outgoing) -> Outcome:
        self.sent.append(outgoing.recipient)
        answers = self.script.get(outgoing.recipient)
        return answers.pop(0) if answers else Delivered()


class Desk:
    """The parts under test."""

    def __init__(self) -> None:
        self.mail, self.wecom = ScriptedChannel("mail"), ScriptedChannel("wecom")
        self.clock, self.metrics = a_clock(), Metrics()
        channels = {"mail": self.mail, "wecom": self.wecom}
        self.telling = Telling(channels, self.metrics, self.clock, "https://xushi.example")

    def counted(self, channel: str, outcome: str) -> float:
        labels = {"channel": channel, "outcome": outcome}
        return self.metrics.registry.get_sample_value("xushi_oncall_messages_total", labels) or 0.0


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_everybody_is_told(desk: Desk) -> None:
    told = desk.telling.tell(posted.notice(posted.alert()), (OPS, NIGHT, GROUP))
    assert (told.delivered, told.faults) == ([OPS, NIGHT, GROUP], {})
    assert (desk.counted("mail", "delivered"), desk.counted("wecom", "delivered")) == (2, 1)


@pytest.mark.parametrize("answer", [Retry("邮件服务器拒绝连接"), Hold(60.0, "限速")])
def test_who_has_it_does_not_get_it_again_when_another_did_not(desk: Desk, answer: Outcome) -> None:
    desk.mail.script["night@cq.example"] = [answer]
    first = desk.telling.tell(posted.notice(posted.alert()), (OPS, NIGHT))
    assert (first.delivered, list(first.later)) == ([OPS], [NIGHT])
    again = desk.telling.tell(posted.notice(posted.alert()), (OPS, NIGHT))
    assert (again.delivered, again.faults) == ([OPS, NIGHT], {})
    assert desk.mail.sent == ["ops@cq.example", "night@cq.example", "night@cq.example"]


def test_a_reminder_hours_later_reaches_everybody_again(desk: Desk) -> None:
    for _ in range(2):
        desk.telling.tell(posted.notice(posted.alert()), (OPS,))
        desk.clock.advance(timedelta(hours=4))
    assert desk.mail.sent == ["ops@cq.example"] * 2


def test_that_it_was_never_finished_does_not_keep_a_reminder_from_anybody(desk: Desk) -> None:
    desk.mail.script["night@cq.example"] = [Retry("连不上")]
    desk.telling.tell(posted.notice(posted.alert()), (OPS, NIGHT))
    desk.clock.advance(timedelta(hours=4))
    desk.telling.tell(posted.notice(posted.alert()), (OPS, NIGHT))
    assert desk.mail.sent.count("ops@cq.example") == 2


def test_something_new_is_told_to_who_has_the_old(desk: Desk) -> None:
    desk.mail.script["night@cq.example"] = [Retry("连不上")]
    desk.telling.tell(posted.notice(posted.alert()), (OPS, NIGHT))
    desk.telling.tell(posted.notice(posted.alert(), posted.alert("10.0.0.2:8600")), (OPS, NIGHT))
    assert desk.mail.sent.count("ops@cq.example") == 2


def test_one_who_cannot_be_reached_for_good_holds_up_nobody(desk: Desk) -> None:
    desk.mail.script["ops@cq.example"] = [RefusedByChannel("550 no such user")]
    told = desk.telling.tell(posted.notice(posted.alert()), (OPS, NIGHT, Recipient("feishu", "none")))
    assert told.delivered == [NIGHT]
    assert list(told.refused.values()) == ["550 no such user", "没有配置这个渠道"]
    assert desk.counted("mail", "refused") == 1
