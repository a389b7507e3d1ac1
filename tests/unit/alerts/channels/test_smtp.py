from __future__ import annotations

import socket
import time
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from services.alerts.channels.outbox import OutboxChannel
from services.alerts.channels.port import Delivered, Outcome, RefusedByChannel, Retry
from services.alerts.channels.smtp import SmtpChannel
from services.alerts.channels.smtp_connection import SmtpAnswer, SmtpServer
from tests.unit.alerts.channels.smtp_channel import DOMAIN, SENDER, Seconds, a_channel, mail, sent_once
from tests.unit.alerts.mail_server import MailServer, a_mail_server, a_scripted_server


def test_the_receipt_is_the_servers_answer(channel: SmtpChannel) -> None:
    assert channel.send(mail()) == Delivered("250 queued as 4XY")


def test_what_arrives_is_to_the_byte_the_mail_that_the_pages_show(
    channel: SmtpChannel, server: MailServer, tmp_path: Path
) -> None:
    channel.send(mail())
    [received] = server.received
    assert received.content == OutboxChannel(tmp_path, SENDER, DOMAIN).build(mail()).as_bytes()
    assert (received.sender, received.recipient) == ("alerts@xushi.example", "injury@cq.example")
    assert message_from_bytes(received.content, policy=policy.default)["From"] == SENDER


def test_a_named_recipient_is_announced_by_the_bare_address(channel: SmtpChannel, server: MailServer) -> None:
    channel.send(mail(recipient="工伤保险处 <injury@cq.example>"))
    assert server.received[0].recipient == "injury@cq.example"


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
@pytest.mark.parametrize("login", [False, True])
def test_a_mail_goes_out_with_every_encryption_and_login(tmp_path: Path, security: Any, login: bool) -> None:
    with a_mail_server(tmp_path, security, login=login) as server:
        assert isinstance(sent_once(server.server()), Delivered)
    assert server.received[0].encrypted == (security != "none")
    assert server.received[0].logged_in == login


def test_messages_that_follow_each_other_share_a_connection(channel: SmtpChannel, server: MailServer) -> None:
    server.to_recipient = ["250 OK", "550 no such user", "451 later"]
    outcomes = [type(channel.send(mail(sequence))) for sequence in range(1, 6)]
    assert outcomes == [Delivered, RefusedByChannel, Retry, Delivered, Delivered]
    assert server.connections == 1
    assert [each.content.count(b"Message-ID:") for each in server.received] == [1, 1, 1]


def test_a_connection_that_the_server_gave_up_is_replaced(channel: SmtpChannel, server: MailServer) -> None:
    assert isinstance(channel.send(mail(1)), Delivered)
    server.drop_connections()
    assert isinstance(channel.send(mail(2)), Delivered)
    assert (len(server.received), server.connections) == (2, 2)


def test_a_connection_that_was_idle_for_long_is_not_used_again(server: MailServer) -> None:
    seconds = Seconds()
    channel = a_channel(server.server(), elapsed=seconds)
    channel.send(mail(1))
    seconds.now += 31
    channel.send(mail(2))
    assert server.connections == 2
    channel.close()


def test_a_channel_that_was_closed_connects_anew(channel: SmtpChannel, server: MailServer) -> None:
    for sequence in (1, 2):
        assert isinstance(channel.send(mail(sequence)), Delivered)
        channel.close()
    assert server.connections == 2


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "554 5.7.1 relay access denied", "501 bad address"])
def test_a_recipient_that_is_refused_is_final(channel: SmtpChannel, server: MailServer, answer: str) -> None:
    server.to_recipient = [answer]
    assert channel.send(mail()) == RefusedByChannel(f"邮件服务器拒收（收件人）：{answer}")
    assert server.received == []


@pytest.mark.parametrize("answer", ["450 4.2.0 greylisted, see http://x", "451 4.7.1 try again", "452 full"])
def test_greylisting_is_tried_again_after_a_minute_or_more(
    channel: SmtpChannel, server: MailServer, answer: str
) -> None:
    server.to_recipient = [answer]
    assert channel.send(mail()) == Retry(f"邮件服务器暂不接受（收件人）：{answer}", 60)
    assert isinstance(channel.send(mail()), Delivered)


@pytest.mark.parametrize("code", [530, 535])
def test_a_login_asked_for_later_is_configuration_and_not_the_message(
    channel: SmtpChannel, server: MailServer, code: int
) -> None:
    server.to_recipient = [f"{code} authentication required"]
    assert isinstance(channel.send(mail()), Retry)


@pytest.mark.parametrize(("answer", "outcome"), [("554 5.6.0 spam", RefusedByChannel), ("451 4.3.0 queue full", Retry)])
def test_the_message_itself_can_be_refused_or_put_off(
    channel: SmtpChannel, server: MailServer, answer: str, outcome: type
) -> None:
    server.to_message = [answer]
    assert isinstance(channel.send(mail()), outcome)
    assert isinstance(channel.send(mail()), Delivered)


def test_a_message_that_is_too_large_is_final(tmp_path: Path) -> None:
    with a_mail_server(tmp_path, size=200) as server:
        outcome = sent_once(server.server())
    assert isinstance(outcome, RefusedByChannel)
    assert outcome.reason.startswith("邮件服务器拒收（邮件）：552")


def test_a_connection_dropped_after_the_mail_is_tried_again_with_the_same_bytes(
    channel: SmtpChannel, server: MailServer
) -> None:
    server.drops_before_answering = True
    assert channel.send(mail()) == Retry("邮件服务器中断了连接；邮件已经发出而没有收到答复，可能已送达")
    server.drops_before_answering = False
    assert isinstance(channel.send(mail()), Delivered)
    first, second = server.received
    assert first.content == second.content
    assert b"Message-ID: <alert-CQ-08-e1.1@xushi.example>" in second.content


def test_a_server_that_shuts_down_is_tried_again_over_a_new_connection(
    channel: SmtpChannel, server: MailServer
) -> None:
    server.to_recipient = ["421 shutting down"]
    assert isinstance(channel.send(mail()), Retry)
    assert isinstance(channel.send(mail()), Delivered)
    assert server.connections == 2


def test_a_slow_server_is_not_waited_for_longer_than_the_time_out(server: MailServer) -> None:
    server.pause_seconds = 5.0
    channel = a_channel(server.server(timeout_seconds=0.3), rest_seconds=20.0)
    began = time.monotonic()
    assert channel.send(mail()) == Retry("邮件服务器没有在时限内答复；邮件已经发出而没有收到答复，可能已送达")
    assert channel.send(mail(2)) == Retry("邮件服务器没有在时限内答复", 20)
    assert time.monotonic() - began < 2.5
    channel.close()


def test_a_server_that_never_greets_is_not_waited_for_either() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = SmtpServer("127.0.0.1", silent.getsockname()[1], "none", timeout_seconds=0.2)
        assert sent_once(server) == Retry("邮件服务器没有在时限内答复", 1)


def nobody_listens() -> SmtpServer:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return SmtpServer("127.0.0.1", taken.getsockname()[1], "none", timeout_seconds=2.0)


def test_an_unreachable_server_is_tried_again() -> None:
    assert sent_once(nobody_listens()) == Retry("邮件服务器拒绝连接", 1)


@pytest.mark.parametrize("host", ["mail.invalid", "mail..example", f"{'x' * 70}.example"])
def test_an_unknown_host_is_tried_again(host: str) -> None:
    server = SmtpServer(host, 25, "none", timeout_seconds=5.0)
    assert sent_once(server) == Retry("找不到邮件服务器的地址", 1)


def test_after_a_failed_connection_the_server_is_left_alone_for_a_while(server: MailServer, tmp_path: Path) -> None:
    seconds = Seconds()
    given_later = tmp_path / "later.pem"
    channel = a_channel(server.server(ca_file=given_later), rest_seconds=10.0, elapsed=seconds)
    assert channel.send(mail()) == Retry(f"无法读取 CA 证书文件 {given_later}", 10)
    given_later.write_bytes(server.ca_file.read_bytes())
    seconds.now += 4
    assert channel.send(mail()) == Retry(f"无法读取 CA 证书文件 {given_later}", 6)
    assert server.connections == 0
    seconds.now += 6
    assert isinstance(channel.send(mail()), Delivered)
    channel.close()


@pytest.mark.parametrize(
    ("greeting", "answers", "reason"),
    [
        (b"554 no service here\r\n", [], "邮件服务器不接受连接：554 no service here"),
        (b"421 too busy\r\n", [], "邮件服务器不接受连接：421 too busy"),
        (b"HTTP/1.1 400 Bad Request\r\n", [], "邮件服务器不接受连接：-1 /1.1 400 Bad Request"),
        (b"", [], "邮件服务器中断了连接"),
        (b"220 x\r\n", [b"550 go away\r\n", b"550 go away\r\n"], "邮件服务器不接受连接：550 go away"),
    ],
)
def test_no_fault_at_the_greeting_is_the_messages(greeting: bytes, answers: list[bytes], reason: str) -> None:
    with a_scripted_server(greeting, *answers) as server:
        assert sent_once(server) == Retry(reason, 1)


HELLO = b"250 x\r\n"


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([HELLO, b"553 not your address\r\n"], Retry("邮件服务器暂不接受（发件人）：553 not your address", 60)),
        ([HELLO, HELLO, HELLO, b"554 no\r\n"], RefusedByChannel("邮件服务器拒收（邮件）：554 no")),
        ([HELLO, HELLO, HELLO, b"250 what\r\n"], Retry("邮件服务器暂不接受（邮件）：250 what", 60)),
        ([HELLO, HELLO, b"rubbish\r\n"], Retry("邮件服务器暂不接受（收件人）：-1 ish", 60)),
        ([HELLO, HELLO], Retry("邮件服务器中断了连接")),
    ],
)
def test_every_stage_has_its_outcome(answers: list[bytes], outcome: Outcome) -> None:
    with a_scripted_server(b"220 x\r\n", *answers) as server:
        assert sent_once(server) == outcome


def test_an_answer_is_shown_printable_and_short() -> None:
    assert str(SmtpAnswer(250, b"2.0.0 Ok:\nqueued \x00\x07 as \xff1")) == "250 2.0.0 Ok: queued as �1"
    assert len(str(SmtpAnswer(550, b"x" * 5_000))) == 200
