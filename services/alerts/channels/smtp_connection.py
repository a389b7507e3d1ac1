"""A connection to an SMTP server, and in plain words why there is none."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shared.library_words import system_words

Security = Literal["none", "starttls", "tls"]
_ANSWER_CHARACTERS = 200
_NO_ADDRESS = "找不到邮件服务器的地址"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over, and how.

    ``starttls`` and ``tls`` verify the certificate, against ``ca_file`` where given and the
    system's authorities otherwise; there is no falling back to plain text. The password and the
    authorities are read anew for every connection, so that they can be changed while running.

    Raises:
        ValueError: a user without a password file, or with characters outside of ASCII.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None
    timeout_seconds: float = 30.0

    def __post_init__(self) -> None:
        if self.user and self.password_file is None:
            raise ValueError("设置了邮件服务器的用户名（XUSHI_SMTP_USER），却没有口令文件（XUSHI_SMTP_PASSWORD_FILE）")
        if not self.user.isascii():
            raise ValueError("邮件服务器的用户名（XUSHI_SMTP_USER）不能含有 ASCII 以外的字符")


class Unavailable(Exception):
    """No usable connection, for a reason that an operator can read; it holds no secret."""


@dataclass(frozen=True, slots=True)
class SmtpAnswer:
    """What the server said; a ``code`` of -1 is no SMTP. As a string: printable, and short."""

    code: int
    text: bytes

    @classmethod
    def of(cls, error: smtplib.SMTPResponseException) -> SmtpAnswer:
        """The answer that smtplib raised."""
        text = error.smtp_error
        return cls(error.smtp_code, text if isinstance(text, bytes) else text.encode())

    @property
    def accepted(self) -> bool:
        return 200 <= self.code <= 299

    def __str__(self) -> str:
        text = self.text.decode("utf-8", "replace")
        words = "".join(each if each.isprintable() else " " for each in text).split()
        return " ".join((str(self.code), *words))[:_ANSWER_CHARACTERS].rstrip()


def connect(server: SmtpServer, own_name: str) -> smtplib.SMTP:
    """A greeted, encrypted and logged-in connection, as ``server`` asks for it.

    Raises:
        Unavailable: there is none to be had now.
    """
    password = _password(server)
    context = _tls_context(server)
    try:
        smtp = _greeted(server, own_name, context)
    except UnicodeError:  # no name that could be looked up: an empty part, or one too long
        raise Unavailable(_NO_ADDRESS) from None
    except OSError as error:  # every SMTPException is one
        raise Unavailable(why(error)) from None
    try:
        if server.security == "starttls":
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, password)
    except OSError as error:
        smtp.close()
        raise Unavailable(why(error)) from None
    except BaseException:
        smtp.close()
        raise
    return smtp


def timed_out(error: OSError) -> bool:
    """smtplib reports a time-out while reading as a lost connection, with the time-out behind it."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def why(error: OSError) -> str:
    """What went wrong with a connection, for an operator; holds nothing that was sent at login."""
    if timed_out(error):
        return "邮件服务器没有在时限内答复"
    return _smtp_fault(error) if isinstance(error, smtplib.SMTPException) else _network_fault(error)


def _smtp_fault(error: smtplib.SMTPException) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"邮件服务器不接受登录（{error.smtp_code}）"  # its text might repeat what was sent
        case smtplib.SMTPResponseException():
            return f"邮件服务器不接受连接：{SmtpAnswer.of(error)}"
        case smtplib.SMTPServerDisconnected():
            return "邮件服务器中断了连接"
        case _:
            return "邮件服务器不支持所设的加密或登录方式"


def _network_fault(error: OSError) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            return f"邮件服务器的证书未通过验证：{error.verify_message}"
        case ssl.SSLError():
            return f"与邮件服务器的加密连接没有建成：{error.reason}"
        case socket.gaierror():
            return _NO_ADDRESS
        case ConnectionRefusedError():
            return "邮件服务器拒绝连接"
        case _:
            return f"连不上邮件服务器：{system_words(error)}"


def _greeted(server: SmtpServer, own_name: str, context: ssl.SSLContext | None) -> smtplib.SMTP:
    host, port, timeout = server.host, server.port, server.timeout_seconds
    if server.security == "tls":
        return smtplib.SMTP_SSL(host, port, own_name, timeout=timeout, context=context)
    return smtplib.SMTP(host, port, own_name, timeout=timeout)


def _tls_context(server: SmtpServer) -> ssl.SSLContext | None:
    if server.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except OSError:
        raise Unavailable(f"无法读取 CA 证书文件 {server.ca_file}") from None


def _password(server: SmtpServer) -> str:
    if server.password_file is None or not server.user:
        return ""
    try:
        password = server.password_file.read_text("ascii").rstrip("\r\n")
    except OSError as error:
        raise Unavailable(f"无法读取邮件口令文件 {server.password_file}：{system_words(error)}") from None
    except UnicodeDecodeError:
        raise Unavailable(f"邮件口令文件 {server.password_file} 含有 ASCII 以外的字符") from None
    if not password:
        raise Unavailable(f"邮件口令文件 {server.password_file} 是空的")
    return password
