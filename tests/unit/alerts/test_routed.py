"""Messages over mail and robots together: down for a day, over their limits, given up, sent again."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from services.alerts.channels.port import Channel, Delivered, Outcome, Outgoing, RefusedByChannel, Retry
from services.alerts.channels.robot_channel import RobotChannel
from services.alerts.channels.robots import RobotBook
from services.alerts.channels.smtp import SmtpChannel
from services.alerts.channels.smtp_connection import SmtpServer
from services.alerts.channels.wecom import WecomRobot
from services.alerts.delivery.resending import NoDeadLetter
from services.alerts.delivery.waiting import waiting
from services.alerts.handling.requests import By
from services.alerts.messages.routing import Means
from services.alerts.tables import NOTIFICATIONS
from shared.events import NotificationFailed, NotificationQueued, NotificationRetried
from tests.unit.alerts.mail_server import a_mail_server
from tests.unit.alerts.robot_server import KEY, RobotServer, a_robot_server
from tests.unit.alerts.setting import Setting, an_assessed, levels

WECOM, DINGTALK = "wecom-cq-injury", "dingtalk-cq-injury"
NUMBER = re.compile(r"第(\d+)号")
HOUR = timedelta(hours=1)


class Line:
    """A channel under this name that does what it is told, else delivers; it remembers titles and moments."""

    def __init__(self, setting: Setting, name: str, *, dead: str = "") -> None:
        self.name = name
        self.outcome: Outcome = Retry(dead) if dead else Delivered("ok")
        self.taken: list[Outgoing] = []
        self._setting = setting

    def send(self, outgoing: Outgoing) -> Outcome:
        if isinstance(self.outcome, Delivered):
            self.taken.append(outgoing)
        return self.outcome

    @property
    def numbers(self) -> list[int]:
        return [each.message.sequence for each in self.taken]


class Switch:
    """The mail channel: to a server that may be another one tomorrow."""

    name = "mail"

    def __init__(self, server: SmtpServer, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self.reach(server)

    def reach(self, server: SmtpServer) -> None:
        self._channel = SmtpChannel(server, "alerts@xushi.example", "xushi.example", elapsed=self._elapsed)

    def send(self, outgoing: Outgoing) -> Outcome:
        return self._channel.send(outgoing)

    def close(self) -> None:
        self._channel.close()


def routed(setting: Setting, robots: tuple[str, ...], *channels: Channel) -> None:
    """Mails and these robots, over these channels."""
    setting.means = Means("mail", lambda: robots)
    setting.consumer = setting.a_consumer()
    setting.delivery = setting.a_delivery({each.name: each for each in channels})


def pass_time(setting: Setting, span: timedelta, step: timedelta = timedelta(minutes=1)) -> None:
    """Let the clock run, delivering what is due on the way."""
    for _ in range(span // step):
        setting.clock.advance(step)
        setting.deliver()


def states(setting: Setting) -> dict[str, str]:
    table = NOTIFICATIONS
    with setting.database.read() as connection:
        rows = connection.execute(sa.select(table.c.notification, table.c.state).order_by(table.c.id))
        return {row.notification: row.state for row in rows}


def title_of(mail: bytes) -> str:
    body = message_from_bytes(mail, policy=default).get_body(("plain",))
    assert body is not None
    return str(body.get_content()).splitlines()[0]


def nobody_listens() -> SmtpServer:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return SmtpServer("127.0.0.1", port, "none")


@contextmanager
def a_robot(setting: Setting, folder: Path, **options: object) -> Iterator[tuple[RobotServer, RobotChannel]]:
    """企业微信 on the loopback in simulated time, and the channel to it."""
    book = folder / "robots.toml"
    book.write_text(f'[{WECOM}]\nkey = "{KEY}"\n', "utf-8")
    client = httpx.Client(timeout=5, trust_env=False)

    def seconds() -> float:
        return setting.clock.now().timestamp()

    with a_robot_server("wecom") as server:
        server.now = seconds
        for name, value in options.items():
            setattr(server, name, value)
        channel = RobotChannel(WecomRobot(), server.url, RobotBook(book), client, setting.clock, elapsed=seconds)
        yield server, channel
        channel.close()


def test_with_mail_down_for_a_day_and_a_robot_at_its_limit_everything_arrives_once_and_in_order(
    setting: Setting, tmp_path: Path
) -> None:
    seesaw = [(f"{2023 + month // 12}-{month % 12 + 1:02d}", "orange" if month % 2 else "red") for month in range(21)]
    with a_mail_server(tmp_path, "none") as server, a_robot(setting, tmp_path, most_a_minute=3) as (robot, channel):
        mail = Switch(nobody_listens(), lambda: setting.clock.now().timestamp())
        routed(setting, (WECOM,), mail, channel)
        setting.assess(*levels(*seesaw))
        setting.deliver()
        pass_time(setting, 24 * HOUR)
        assert server.received == []
        posted = [NUMBER.findall(json.dumps(each.body, ensure_ascii=False))[0] for each in robot.taken]
        assert posted == [str(number) for number in range(1, 22, 2)]  # raised, then every time it got worse
        mail.reach(server.server())
        pass_time(setting, HOUR)
        received = [NUMBER.findall(title_of(each.content))[0] for each in server.received]
        assert received == [str(number) for number in range(1, 22)]
        mail.close()
    assert set(states(setting).values()) == {"delivered"}
    delivered = [name for name in setting.names() if name == "NotificationDelivered"]
    assert len(delivered) == len(received) + len(posted)


def test_a_time_out_without_answer_may_tell_twice_and_the_number_is_the_same(setting: Setting, tmp_path: Path) -> None:
    with a_robot(setting, tmp_path, misbehave=["drop"]) as (robot, channel):
        routed(setting, (WECOM,), Line(setting, "mail"), channel)
        setting.assess(an_assessed())
        setting.deliver()
        pass_time(setting, HOUR)
        first, second = (each.body for each in robot.taken)
    assert first == second
    assert set(states(setting).values()) == {"delivered"}


def test_after_two_hours_the_next_channel_tells_it_once(setting: Setting) -> None:
    wecom, dingtalk = Line(setting, "wecom", dead="45009"), Line(setting, "dingtalk")
    routed(setting, (WECOM, DINGTALK), Line(setting, "mail"), wecom, dingtalk)
    setting.assess(*levels(("2025-01", "red"), ("2025-02", "orange"), ("2025-03", "red")))
    setting.deliver()
    pass_time(setting, 2 * HOUR - timedelta(minutes=1))
    assert dingtalk.taken == []
    pass_time(setting, timedelta(minutes=1))
    assert dingtalk.numbers == [1, 3]  # what waited behind it goes along
    wecom.outcome = Delivered("back")
    pass_time(setting, 24 * HOUR, HOUR)
    assert wecom.taken == []
    assert [state for state in states(setting).values() if state != "delivered"] == ["superseded"] * 2


def test_the_timeline_says_why_another_channel_was_used(setting: Setting) -> None:
    routed(
        setting,
        (WECOM, DINGTALK),
        Line(setting, "mail"),
        Line(setting, "wecom", dead="45009"),
        Line(setting, "dingtalk"),
    )
    setting.assess(an_assessed())
    setting.deliver()
    pass_time(setting, 2 * HOUR, timedelta(minutes=10))
    [failed] = [event for event in setting.events() if isinstance(event, NotificationFailed)]
    [instead] = [event for event in setting.events() if isinstance(event, NotificationQueued) and event.instead_of]
    assert failed.superseded_by == instead.notification
    assert instead.instead_of == failed.notification
    assert failed.error == "2 小时未送达，改用钉钉（最后一次：45009）"
    [episode] = setting.reading.alert("CQ-08")
    [step] = episode.events
    assert [message.channel for message in step.messages] == ["mail", "wecom", "dingtalk"]


def test_an_episode_ends_in_the_group_where_it_was_told(setting: Setting) -> None:
    wecom, dingtalk = Line(setting, "wecom", dead="away"), Line(setting, "dingtalk")
    routed(setting, (WECOM, DINGTALK), Line(setting, "mail"), wecom, dingtalk)
    setting.assess(an_assessed("2025-01"))
    setting.deliver()
    pass_time(setting, 3 * HOUR, HOUR)
    wecom.outcome = Delivered("back")
    setting.assess(an_assessed("2025-02", "normal", data_version=900, accepted_progress=10_100))
    setting.deliver()
    assert [each.message.facts["event"] for each in dingtalk.taken] == ["AlertRaised", "AlertResolved"]
    assert wecom.taken == []


def test_a_dead_letter_of_a_robot_gives_way_after_two_hours_too(setting: Setting) -> None:
    wecom, dingtalk = Line(setting, "wecom"), Line(setting, "dingtalk")
    wecom.outcome = RefusedByChannel("93000")
    routed(setting, (WECOM, DINGTALK), Line(setting, "mail"), wecom, dingtalk)
    setting.assess(an_assessed())
    setting.deliver()
    assert list(states(setting).values()) == ["delivered", "failed"]
    pass_time(setting, 2 * HOUR, HOUR)
    assert list(states(setting).values()) == ["delivered", "superseded", "delivered"]
    assert dingtalk.numbers == [1]


def test_without_another_robot_a_message_waits_for_its_own(setting: Setting) -> None:
    wecom = Line(setting, "wecom", dead="away")
    routed(setting, (WECOM,), Line(setting, "mail"), wecom)
    setting.assess(an_assessed())
    setting.deliver()
    pass_time(setting, 24 * HOUR, HOUR)
    wecom.outcome = Delivered("back")
    pass_time(setting, HOUR)
    assert wecom.numbers == [1]


def test_what_comes_at_night_waits_for_the_morning_in_its_order_red_or_not(setting: Setting) -> None:
    setting.clock.advance(10 * HOUR)  # a Thursday at 22:00
    mail, wecom = Line(setting, "mail"), Line(setting, "wecom")
    routed(setting, (WECOM,), mail, wecom)
    setting.assess(*levels(("2025-01", "orange"), ("2025-02", "orange")))
    pass_time(setting, 10 * HOUR, HOUR)
    setting.assess(*levels(("2025-03", "red"), version=9))
    setting.deliver()
    assert (mail.numbers, wecom.numbers) == ([], [])
    pass_time(setting, HOUR)
    assert wecom.numbers == [1, 2]
    assert mail.numbers == [1, 2]


def test_what_failed_in_the_afternoon_is_not_tried_at_night_nor_given_to_another_robot(setting: Setting) -> None:
    setting.clock.advance(5 * HOUR)  # 17:00
    mail, wecom, dingtalk = (
        Line(setting, "mail", dead="away"),
        Line(setting, "wecom", dead="away"),
        Line(setting, "dingtalk"),
    )
    routed(setting, (WECOM, DINGTALK), mail, wecom, dingtalk)
    setting.assess(an_assessed())
    setting.deliver()
    pass_time(setting, 2 * HOUR)
    mail.outcome = wecom.outcome = Delivered("back")
    pass_time(setting, 13 * HOUR, HOUR)
    assert mail.taken == wecom.taken == dingtalk.taken == []
    pass_time(setting, HOUR)
    assert (mail.numbers, wecom.numbers, dingtalk.numbers) == ([1], [1], [])


def test_an_office_message_goes_when_the_office_opens(setting: Setting) -> None:
    setting.clock.advance(10 * HOUR)
    wecom = Line(setting, "wecom")
    routed(setting, (WECOM,), Line(setting, "mail"), wecom)
    setting.assess(*levels(("2025-01", "orange"), ("2025-02", "orange")))
    pass_time(setting, 11 * HOUR, HOUR)
    assert wecom.numbers == [1]
    assert setting.clock.now().astimezone().utctimetuple().tm_hour == 1  # 09:00 in China


def test_what_is_not_urgent_comes_as_one_mail_the_next_morning(setting: Setting) -> None:
    mail = Line(setting, "mail")
    routed(setting, (), mail)
    setting.assess(*levels(("2025-01", "red"), ("2025-02", "orange"), ("2025-03", "yellow")))
    setting.deliver()
    assert mail.numbers == [1]
    with setting.database.read() as connection:
        assert waiting(connection, 2**62) == 2
    pass_time(setting, 24 * HOUR, HOUR)
    _, digest = mail.taken
    assert digest.message.title == "预警日报 2023年4月7日：2 条"
    assert digest.message.text.count("/answer?token=") == 2
    assert digest.message.html.count("<li ") == 2
    delivered = [name for name in setting.names() if name == "NotificationDelivered"]
    assert len(delivered) == 3  # each of them, with its own number


def test_a_digest_that_fails_is_the_same_mail_when_it_is_tried_again(setting: Setting) -> None:
    mail = Line(setting, "mail")
    routed(setting, (), mail)
    setting.assess(*levels(("2025-01", "red"), ("2025-02", "orange")))
    setting.deliver()
    mail.outcome = Retry("away")
    pass_time(setting, 22 * HOUR, HOUR)
    setting.assess(*levels(("2025-03", "yellow"), version=9))  # belongs to the morning after
    mail.outcome = Delivered("back")
    pass_time(setting, HOUR)
    assert [each.notification for each in mail.taken][1:] == [mail.taken[1].notification]
    assert "：1 条" in mail.taken[1].message.title


def test_a_close_does_not_wait_for_the_digest_and_does_not_overtake_what_it_gathers(setting: Setting) -> None:
    mail = Line(setting, "mail")
    routed(setting, (), mail)
    setting.assess(*levels(("2025-01", "red"), ("2025-02", "orange")))
    setting.assess(an_assessed("2025-03", "normal", data_version=900, accepted_progress=10_100))
    setting.deliver()
    assert mail.numbers == [1, 2, 3]


def test_ops_sends_a_dead_letter_again_under_the_same_identity(setting: Setting) -> None:
    mail = Line(setting, "mail")
    mail.outcome = RefusedByChannel("550 no such user")
    routed(setting, (), mail)
    setting.assess(an_assessed())
    setting.deliver()
    [name] = setting.resending.dead_letters()
    mail.outcome = Delivered("250")
    by = By("key:ops", "key:ops:form-1", "c-9")
    setting.resending.resend(by, name)
    setting.resending.resend(by, name)  # the form came twice
    setting.deliver()
    assert [each.notification for each in mail.taken] == [name]
    assert [event for event in setting.events() if isinstance(event, NotificationRetried)] == [
        NotificationRetried(notification=name, alert="CQ-08")
    ]
    [episode] = setting.reading.alert("CQ-08")
    [message] = episode.events[0].messages
    assert [who for who, _ in message.retried or ()] == ["key:ops"]


@pytest.mark.parametrize("name", ["nothing", "CQ-08-e1.1-mail-fada0cda"])
def test_only_a_dead_letter_is_sent_again(setting: Setting, name: str) -> None:
    routed(setting, (), Line(setting, "mail"))
    setting.assess(an_assessed())
    setting.deliver()
    with pytest.raises(NoDeadLetter):
        setting.resending.resend(By("key:ops", "key:ops:form-1", "c-9"), name)
    assert "NotificationRetried" not in setting.names()
