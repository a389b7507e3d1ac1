"""An alert as a mail: multipart/alternative, text first, threaded within its episode; its chart beside the HTML.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.rendering import CHART


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, and when: ``sent_at`` is when the message was queued, the same on every retry."""

    sender: str
    recipient: str
    domain: str
    sent_at: datetime


def message_id(alert: str, episode: int, sequence: int, domain: str) -> str:
    """The Message-ID of a message, the same on every retry."""
    return f"<alert-{alert}-e{episode}.{sequence}@{domain}>"


def build_mail(message: ComposedMessage, envelope: Envelope) -> EmailMessage:
    """The mail of a message; building it twice gives the same bytes.

    Raises:
        ValueError: a sender or recipient that is no mail address.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = mail_address(envelope.sender)
    mail["To"] = mail_address(envelope.recipient)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(envelope.sent_at)
    mail["Message-ID"] = message_id(message.alert, message.episode, message.sequence, envelope.domain)
    if message.sequence > 1:
        first = message_id(message.alert, message.episode, 1, envelope.domain)
        previous = message_id(message.alert, message.episode, message.sequence - 1, envelope.domain)
        mail["In-Reply-To"] = first
        mail["References"] = first if first == previous else f"{first} {previous}"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text, cte="base64")
    _add_html(mail, message, envelope.domain)
    mail.set_boundary(f"=_xushi-{_identity(message)}")
    return mail


def _add_html(mail: EmailMessage, message: ComposedMessage, domain: str) -> None:
    """The HTML as the last alternative, and with it the chart that it shows."""
    if message.chart is None:
        mail.add_alternative(message.html, subtype="html", cte="base64")
        return
    name = f"chart-{_identity(message)}@{domain}"
    mail.add_alternative(message.html.replace(CHART, f"cid:{name}"), subtype="html", cte="base64")
    html = list(mail.iter_parts())[-1]
    assert isinstance(html, EmailMessage)
    from services.alerts.messages.png_chart import png  # with Pillow, which only the first picture waits for

    picture = png(message.chart, simulated=bool(message.facts["simulated"]))
    html.add_related(
        picture, "image", "png", cid=f"<{name}>", disposition="inline", filename=f"{_identity(message)}.png"
    )
    html.set_boundary(f"=_xushi-related-{_identity(message)}")


def _identity(message: ComposedMessage) -> str:
    return f"{message.alert}-e{message.episode}.{message.sequence}"


def mail_address(text: str) -> Address:
    """``name <address>`` or the bare address.

    Raises:
        ValueError: no mail address.
    """
    name, address = parseaddr(text)
    if not text.isprintable() or address.count("@") != 1:  # what parseaddr makes of line breaks differs by release
        raise ValueError(f"not a mail address: {text!r}")
    try:
        return Address(display_name=name, addr_spec=address)
    except MessageError as error:  # what its parser gives up on is no ValueError of its own accord
        raise ValueError(f"not a mail address: {text!r}") from error
