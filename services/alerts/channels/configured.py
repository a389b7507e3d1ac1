"""The channels that the settings name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from services.alerts.channels.dingtalk import DingtalkRobot
from services.alerts.channels.feishu import FeishuRobot
from services.alerts.channels.outbox import OutboxChannel
from services.alerts.channels.port import Channel
from services.alerts.channels.robot_channel import RobotChannel
from services.alerts.channels.robots import Robot, RobotBook
from services.alerts.channels.smtp import SmtpChannel
from services.alerts.channels.smtp_connection import SmtpServer
from services.alerts.channels.wecom import WecomRobot
from shared.later import Later
from shared.periods import SystemClock
from shared.settings import Settings

if TYPE_CHECKING:
    import httpx
else:
    httpx = Later("httpx")


class Channels:
    """The outbox folder, the mail server where one is set, and the robots where there is a file of them.

    Raises:
        ValueError: the settings contradict each other, or the sender is no mail address.
    """

    def __init__(self, settings: Settings) -> None:
        self.outbox = OutboxChannel(settings.outbox_path, settings.mail_sender, settings.mail_domain)
        self._mail = mail_channel(settings)
        self._book = RobotBook(settings.robots_file) if settings.robots_file is not None else None
        self._robots = robot_channels(settings, self._book) if self._book is not None else []

    @property
    def by_name(self) -> Mapping[str, Channel]:
        """Every channel. The folder is among them even beside a mail server: for what was queued for it before."""
        mail: list[Channel] = [self._mail] if self._mail is not None else []
        return {each.name: each for each in (self.outbox, *mail, *self._robots)}

    @property
    def mail(self) -> str:
        """The channel that mails take."""
        return self.outbox.name if self._mail is None else self._mail.name

    @property
    def robots(self) -> Callable[[], Collection[str]]:
        """Tells the names of the robots there are now."""
        return tuple if self._book is None else self._book.names

    def close(self) -> None:
        """Give the connections back."""
        for each in (self._mail, *self._robots):
            if each is not None:
                each.close()


def mail_channel(settings: Settings) -> SmtpChannel | None:
    """The channel to the configured mail server; None without one.

    Raises:
        ValueError: the settings contradict each other, or the sender is no mail address.
    """
    if not settings.smtp_host:
        return None
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password_file=settings.smtp_password_file,
        ca_file=settings.smtp_ca_file,
        timeout_seconds=settings.smtp_timeout_seconds,
    )
    return SmtpChannel(server, settings.mail_sender, settings.mail_domain)


def robot_channels(settings: Settings, book: RobotBook) -> list[RobotChannel]:
    """The channels to the three services of group robots. Redirects are not followed: they would carry the key.

    They sign with the real time, in a demonstration, too: a signature an hour old is refused.
    """
    services: tuple[tuple[Robot, str], ...] = (
        (WecomRobot(), settings.wecom_url),
        (DingtalkRobot(), settings.dingtalk_url),
        (FeishuRobot(), settings.feishu_url),
    )

    def client() -> httpx.Client:
        return httpx.Client(timeout=settings.robot_timeout_seconds, follow_redirects=False)

    return [RobotChannel(robot, address, book, client(), SystemClock()) for robot, address in services]
