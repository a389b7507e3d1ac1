"""A channel to a mail server of the test, and what is sent over it."""

from __future__ import annotations

from typing import Any

from services.alerts.channels.port import Outcome, Outgoing
from services.alerts.channels.smtp import SmtpChannel
from services.alerts.channels.smtp_connection import SmtpServer
from tests.contract.test_channel import an_outgoing

SENDER, DOMAIN = "序时预警 <alerts@xushi.example>", "xushi.example"


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def a_channel(server: SmtpServer, **options: Any) -> SmtpChannel:
    return SmtpChannel(server, SENDER, DOMAIN, **{"rest_seconds": 0.0, **options})


def mail(sequence: int = 1, recipient: str = "injury@cq.example") -> Outgoing:
    return an_outgoing(sequence, recipient, channel="mail")


def sent_once(server: SmtpServer) -> Outcome:
    channel = a_channel(server)
    try:
        return channel.send(mail())
    finally:
        channel.close()
