"""The mail channel: every message handed to an SMTP server.

The server's answer to the message is the receipt. 4xx and everything about the connection, the
login or the sender's address is worth another attempt; 5xx about the recipient or the message is
final. A connection lost while the server had yet to answer is tried again: the mail may then
arrive twice, byte for byte the same and under the same Message-ID.
"""

from __future__ import annotations

import smtplib
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from services.alerts.channels.port import Delivered, Outcome, Outgoing, RefusedByChannel, Retry
from services.alerts.channels.smtp_connection import SmtpAnswer, SmtpServer, Unavailable, connect, timed_out, why
from services.alerts.messages.mail import Envelope, build_mail, mail_address

_IDLE_SECONDS = 30.0
_BUSY_SECONDS = 60
"""A server that says "later" (greylisting, a full queue) means minutes rather than seconds."""
_SHUTTING_DOWN = 421
_NO_SMTP = -1
_TOO_LARGE = 552
_ABOUT_LOGIN = frozenset({530, 534, 535, 538})
_UNCERTAIN = "；邮件已经发出而没有收到答复，可能已送达"


class SmtpChannel:
    """Sends one mail at a time, over one connection as long as messages follow each other.

    A server that cannot be reached is left alone for ``rest_seconds``, so that a queue of
    messages does not wait for one time-out each. ``elapsed`` are seconds that never run backwards.

    Raises:
        ValueError: ``sender`` is no mail address, or ``domain`` no name, that SMTP can carry.
    """

    name = "mail"

    def __init__(
        self,
        server: SmtpServer,
        sender: str,
        domain: str,
        *,
        rest_seconds: float = 10.0,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._sender = sender
        self._from = _address(sender)
        self._domain = domain
        if not domain.isascii() or not domain.isprintable():
            raise ValueError(f"XUSHI_MAIL_DOMAIN 不能含有 ASCII 以外的字符：{domain!r}")
        self._rest_seconds = rest_seconds
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._smtp: smtplib.SMTP | None = None
        self._used_at = 0.0
        self._resting_until: float | None = None
        self._fault = ""

    def send(self, outgoing: Outgoing) -> Outcome:
        """See Channel."""
        try:
            recipient = _address(outgoing.recipient)
            envelope = Envelope(self._sender, outgoing.recipient, self._domain, outgoing.queued_at)
            mail = build_mail(outgoing.message, envelope).as_bytes()
        except ValueError:
            return RefusedByChannel("收件地址不是有效的邮箱地址")
        with self._lock:
            return self._hand_over(recipient, mail)

    def close(self) -> None:
        """Take leave of the server; a message that is on its way is left to its time-out."""
        if self._lock.acquire(blocking=False):
            try:
                self._leave()
            finally:
                self._lock.release()

    def _hand_over(self, recipient: str, mail: bytes) -> Outcome:
        try:
            smtp = self._connected()
        except Unavailable as fault:
            return Retry(str(fault), self._rest(str(fault)))
        uncertain = ""
        try:
            outcome = self._announce(smtp, recipient, len(mail))
            if outcome is None:
                uncertain = _UNCERTAIN
                outcome = self._transmit(smtp, mail)
        except OSError as error:  # every SMTPException is one
            self._leave()
            if timed_out(error):
                self._rest(why(error))
            return Retry(why(error) + uncertain)
        self._used_at = self._elapsed()
        return outcome

    def _announce(self, smtp: smtplib.SMTP, recipient: str, size: int) -> Outcome | None:
        """Name sender and recipient; None when the server wants the mail."""
        answer = SmtpAnswer(*smtp.mail(self._from, [f"size={size}"] if smtp.has_extn("size") else []))
        if answer.code == _TOO_LARGE:
            return self._failure(answer, "邮件")
        if not answer.accepted:  # the sender is configured and not the message's fault
            return self._failure(answer, "发件人", final=False)
        answer = SmtpAnswer(*smtp.rcpt(recipient))
        return None if answer.accepted else self._failure(answer, "收件人")

    def _transmit(self, smtp: smtplib.SMTP, mail: bytes) -> Outcome:
        try:
            answer = SmtpAnswer(*smtp.data(mail))
        except smtplib.SMTPDataError as error:
            return self._failure(SmtpAnswer.of(error), "邮件")
        return Delivered(str(answer)) if answer.accepted else self._failure(answer, "邮件")

    def _failure(self, answer: SmtpAnswer, about: str, *, final: bool = True) -> Outcome:
        """5xx is final, unless it is about this service's configuration."""
        if answer.code in (_SHUTTING_DOWN, _NO_SMTP):
            self._leave()
        if final and 500 <= answer.code <= 599 and answer.code not in _ABOUT_LOGIN:
            return RefusedByChannel(f"邮件服务器拒收（{about}）：{answer}")
        return Retry(f"邮件服务器暂不接受（{about}）：{answer}", _BUSY_SECONDS)

    def _connected(self) -> smtplib.SMTP:
        now = self._elapsed()
        if self._smtp is not None:
            if now - self._used_at <= _IDLE_SECONDS and _is_alive(self._smtp):
                return self._smtp
            self._leave()
        if self._resting_until is not None and now < self._resting_until:
            raise Unavailable(self._fault)
        self._smtp = connect(self._server, self._domain)
        self._resting_until = None
        return self._smtp

    def _rest(self, fault: str) -> int:
        """Leave the server alone, unless that is so already; for how many seconds from now."""
        now = self._elapsed()
        if self._resting_until is None or now >= self._resting_until:
            self._resting_until = now + self._rest_seconds
            self._fault = fault
        return max(1, round(self._resting_until - now))

    def _leave(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError):  # the connection may be gone, which is what is wanted
                smtp.putcmd("QUIT")
            smtp.close()


def _is_alive(smtp: smtplib.SMTP) -> bool:
    """Whether the server still answers; what an earlier message left behind is cleared by the way."""
    try:
        return SmtpAnswer(*smtp.rset()).accepted
    except OSError:
        return False


def _address(text: str) -> str:
    """The bare address; SMTP carries other characters only with an extension that few servers offer.

    Raises:
        ValueError: no mail address, or one with characters outside of ASCII.
    """
    address = mail_address(text).addr_spec
    if not address.isascii():
        raise ValueError(f"not an ASCII mail address: {text!r}")
    return address
