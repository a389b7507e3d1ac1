"""The outbox channel: every message as a mail file and a JSON file in a folder."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec

from services.alerts.channels.port import Delivered, Outcome, Outgoing, RefusedByChannel, Retry
from services.alerts.messages.mail import Envelope, build_mail, message_id
from shared.library_words import system_words
from shared.observe.disk import DISK_FULL, is_full
from shared.whole_files import write_whole


class OutboxChannel:
    """Writes ``<notification>.eml`` and ``<notification>.json``, each at once or not at all.

    The same message sent again replaces its own files.
    """

    name = "outbox"

    def __init__(self, folder: Path, sender: str, domain: str) -> None:
        self.folder = folder
        self._sender = sender
        self._domain = domain

    def build(self, outgoing: Outgoing) -> EmailMessage:
        """The mail.

        Raises:
            ValueError: a sender or recipient that is no mail address.
        """
        return build_mail(
            outgoing.message, Envelope(self._sender, outgoing.recipient, self._domain, outgoing.queued_at)
        )

    def document(self, outgoing: Outgoing) -> bytes:
        """The JSON file's content."""
        message = outgoing.message
        content: dict[str, Any] = {
            "notification": outgoing.notification,
            "alert": message.alert,
            "episode": message.episode,
            "sequence": message.sequence,
            "channel": outgoing.channel,
            "recipient": outgoing.recipient,
            "queued_at": outgoing.queued_at,
            "message_id": message_id(message.alert, message.episode, message.sequence, self._domain),
            "subject": message.subject,
            "title": message.title,
            "text": message.text,
            "facts": message.facts,
        }
        return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"

    def send(self, outgoing: Outgoing) -> Outcome:
        """See Channel. A full or missing disk is worth another attempt."""
        try:
            mail = self.build(outgoing).as_bytes()
        except ValueError:
            return RefusedByChannel("收件地址不是有效的邮箱地址")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / f"{outgoing.notification}.json", self.document(outgoing))
            write_whole(self.folder / f"{outgoing.notification}.eml", mail)
        except OSError as error:
            return Retry(f"无法写入外发文件夹：{DISK_FULL if is_full(error) else system_words(error)}")
        return Delivered(f"{outgoing.notification}.eml")
