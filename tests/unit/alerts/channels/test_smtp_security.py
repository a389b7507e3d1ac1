from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.alerts.channels.port import Delivered, Retry
from services.alerts.channels.smtp_connection import SmtpServer
from tests.unit.alerts.channels.smtp_channel import a_channel, mail, sent_once
from tests.unit.alerts.mail_server import PASSWORD, USER, MailServer, a_mail_server, a_scripted_server


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_an_unknown_authority_is_not_trusted(tmp_path: Path, security: Any) -> None:
    with a_mail_server(tmp_path, security) as server:
        outcome = sent_once(server.server(ca_file=None))
    assert isinstance(outcome, Retry)
    assert outcome.reason.startswith("邮件服务器的证书未通过验证")
    assert server.received == []


def test_a_certificate_of_another_host_is_not_trusted(server: MailServer) -> None:
    other = server.server()
    outcome = sent_once(SmtpServer("localhost", other.port, "starttls", ca_file=other.ca_file, timeout_seconds=5.0))
    assert isinstance(outcome, Retry)
    assert outcome.reason.startswith("邮件服务器的证书未通过验证")


@pytest.mark.parametrize("login", [False, True])
def test_nothing_is_sent_in_plain_text_when_the_server_offers_no_encryption(tmp_path: Path, login: bool) -> None:
    with a_mail_server(tmp_path, "none", login=login) as server:
        assert sent_once(server.server(security="starttls")) == Retry("邮件服务器不支持所设的加密或登录方式", 1)
    assert server.received == []


def test_plain_text_to_a_server_that_wants_tls_from_the_start_fails_in_time(tmp_path: Path) -> None:
    with a_mail_server(tmp_path, "tls") as server:
        assert isinstance(sent_once(server.server(security="none", timeout_seconds=0.5)), Retry)


def test_tls_from_the_start_to_a_server_that_speaks_plain_text_says_so(tmp_path: Path) -> None:
    with a_mail_server(tmp_path, "none") as server:
        outcome = sent_once(server.server(security="tls", timeout_seconds=5.0))
    assert isinstance(outcome, Retry)
    assert outcome.reason.startswith("与邮件服务器的加密连接没有建成")


def test_a_wrong_password_is_configuration_and_is_not_told(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("wr0ng-word\n", "utf-8")
    with a_mail_server(tmp_path, login=True) as server:
        assert sent_once(server.server(password_file=wrong)) == Retry("邮件服务器不接受登录（535）", 1)
        assert isinstance(sent_once(server.server()), Delivered)


def test_a_server_that_repeats_the_password_does_not_make_it_known(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text(PASSWORD, "utf-8")
    echo = f"535 {USER}/{PASSWORD} is wrong\r\n".encode()
    with a_scripted_server(b"220 x\r\n", b"250-x\r\n250 AUTH PLAIN\r\n", echo) as server:
        outcome = sent_once(SmtpServer(server.host, server.port, "none", USER, secret, timeout_seconds=5.0))
    assert outcome == Retry("邮件服务器不接受登录（535）", 1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "无法读取邮件口令文件"), ("", "是空的"), ("口令", "含有 ASCII 以外的字符")],
)
def test_a_password_that_cannot_be_used_is_said_without_connecting(
    tmp_path: Path, content: str | None, reason: str
) -> None:
    path = tmp_path / "given"
    if content is not None:
        path.write_text(content, "utf-8")
    with a_mail_server(tmp_path, login=True) as server:
        outcome = sent_once(server.server(password_file=path))
    assert isinstance(outcome, Retry)
    assert reason in outcome.reason
    assert server.connections == 0


def test_a_password_is_read_anew_for_the_next_connection(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_text("old", "utf-8")
    with a_mail_server(tmp_path, login=True) as server:
        channel = a_channel(server.server(password_file=path))
        assert isinstance(channel.send(mail()), Retry)
        path.write_text(PASSWORD, "utf-8")
        assert isinstance(channel.send(mail()), Delivered)
        channel.close()
