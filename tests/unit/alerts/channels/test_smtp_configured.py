from __future__ import annotations

import socket
from pathlib import Path

import pytest

from services.alerts.channels.port import RefusedByChannel
from services.alerts.channels.smtp import SmtpChannel
from services.alerts.channels.smtp_connection import SmtpServer
from tests.unit.alerts.channels.smtp_channel import DOMAIN, SENDER, mail
from tests.unit.alerts.mail_server import MailServer


def nobody_listens() -> SmtpServer:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return SmtpServer("127.0.0.1", taken.getsockname()[1], "none", timeout_seconds=2.0)


def test_a_user_without_a_password_file_is_said_at_the_start() -> None:
    with pytest.raises(ValueError, match="XUSHI_SMTP_PASSWORD_FILE"):
        SmtpServer("mail.example", 587, user="alerts")


def test_a_user_that_cannot_log_in_is_said_at_the_start() -> None:
    with pytest.raises(ValueError, match="XUSHI_SMTP_USER"):
        SmtpServer("mail.example", 587, user="预警", password_file=Path("password"))


@pytest.mark.parametrize("domain", ["序时.example", "a\r\nb"])
def test_a_domain_that_cannot_be_greeted_with_is_said_at_the_start(domain: str) -> None:
    with pytest.raises(ValueError, match="XUSHI_MAIL_DOMAIN"):
        SmtpChannel(nobody_listens(), SENDER, domain)


@pytest.mark.parametrize("sender", ["nobody", "张三@xushi.example"])
def test_a_sender_that_smtp_cannot_carry_is_said_at_the_start(sender: str) -> None:
    with pytest.raises(ValueError, match=r"address|ASCII"):
        SmtpChannel(nobody_listens(), sender, DOMAIN)


@pytest.mark.parametrize("recipient", ["", "nobody", "@cq.example", "张三@cq.example", "a@重庆.example", "a@b\r\nRSET"])
def test_a_recipient_that_smtp_cannot_carry_is_refused_without_connecting(
    channel: SmtpChannel, server: MailServer, recipient: str
) -> None:
    assert channel.send(mail(recipient=recipient)) == RefusedByChannel("收件地址不是有效的邮箱地址")
    assert server.connections == 0
