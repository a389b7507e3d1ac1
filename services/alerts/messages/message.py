"""A message ready for any channel, and whose link it holds. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import msgspec

from services.alerts.messages.chart import Chart


class ComposedMessage(msgspec.Struct, frozen=True):
    """A message ready for any channel.

    ``subject`` is the same for every message of an episode, so that mail readers keep them
    together; ``title`` names level, month and sequence, so that a duplicate shows. ``facts`` is
    the same content for machines.
    """

    alert: str
    episode: int
    sequence: int
    subject: str
    title: str
    text: str
    html: str
    link: str
    facts: dict[str, Any]
    paragraphs: tuple[str, ...] = ()
    action: str = "查看预警"
    chart: Chart | None = None

    @property
    def told(self) -> Sequence[str]:
        """The paragraphs, ``**…**`` around what stands out; of a message kept before there were any, its text's."""
        return self.paragraphs or self.text.strip().split("\n\n")[1:-1]


def personal(message: ComposedMessage, link: str) -> ComposedMessage:
    """The message with a link of the recipient's own. What machines read keeps the one that opens to everybody."""
    return msgspec.structs.replace(
        message,
        link=link,
        text=message.text.replace(message.link, link),
        html=message.html.replace(escape(message.link), escape(link)),
    )


def impersonal(message: ComposedMessage) -> ComposedMessage:
    """The message as others than its recipient may see it: without the link that signs as the recipient."""
    return personal(message, str(message.facts["link"]))
