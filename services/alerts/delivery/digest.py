"""What is not urgent, gathered for one recipient into one mail a working day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from html import escape

from services.alerts.channels.port import Outgoing
from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.rendering import FONT, SIMULATED, html_of, plain
from shared.periods import CHINA
from shared.working_time import WorkingTime

_TOLD = 2
"""How many paragraphs of a message the mail repeats; the rest is behind its link."""


def digest_of(identity: str, gathered: Sequence[Outgoing]) -> Outgoing:
    """One mail that lists messages to the same recipient over the same channel, in their order, each with its link.

    ``identity`` (``digest-<day>-…``) is that of the mail: the same gathering is the same bytes on every attempt.
    """
    first = gathered[0]
    day = date.fromisoformat(identity[len("digest-") :][:10])
    messages = [each.message for each in gathered]
    return Outgoing(
        identity, first.channel, first.recipient, _sent_at(gathered, day), _message(identity, day, messages)
    )


def _sent_at(gathered: Sequence[Outgoing], day: date) -> datetime:
    """When it goes: as the day begins whose name it has. What is in it was mostly decided on the day before."""
    opening = datetime.combine(day, WorkingTime().opens, CHINA).astimezone(UTC)
    return max(opening, *(each.queued_at for each in gathered))


def _message(identity: str, day: date, messages: Sequence[ComposedMessage]) -> ComposedMessage:
    simulated = any(message.facts["simulated"] for message in messages)
    named = _named(messages)
    title = f"{named} {day.year}年{day.month}月{day.day}日：{len(messages)} 条{'（模拟数据）' if simulated else ''}"
    return ComposedMessage(
        alert=identity,
        episode=1,
        sequence=1,
        subject=title,
        title=title,
        text=_text(title, messages, simulated),
        html=_html(title, messages, simulated),
        link=messages[0].link,
        facts={"event": "Digest", "simulated": simulated, "messages": [message.facts for message in messages]},
        paragraphs=tuple(message.title for message in messages),
    )


def _named(messages: Sequence[ComposedMessage]) -> str:
    """What a mail of these messages is called: a 提示 is no 预警."""
    advice = [message.facts.get("event") == "AlertAdvised" for message in messages]
    if all(advice):
        return "提示日报"
    return "预警、提示日报" if any(advice) else "预警日报"


def _told(message: ComposedMessage) -> list[str]:
    return [each for each in message.told if each != SIMULATED][:_TOLD]


def _text(title: str, messages: Sequence[ComposedMessage], simulated: bool) -> str:
    parts = [title, *([SIMULATED] if simulated else [])]
    for number, message in enumerate(messages, 1):
        parts.append("\n".join([f"{number}. {message.title}", *map(plain, _told(message)), f"查看：{message.link}"]))
    return "\n\n".join(parts) + "\n"


def _html(title: str, messages: Sequence[ComposedMessage], simulated: bool) -> str:
    note = (
        f'<p style="margin:0 0 12px;padding:6px 10px;background:#fff4d6;border:1px dashed #8a6100;color:#5c4100">'
        f"{SIMULATED}</p>"
        if simulated
        else ""
    )
    items = "".join(_item(message) for message in messages)
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title></head>"
        f'<body style="margin:0;padding:16px;background:#ffffff;color:#1c2230;font:16px/1.7 {FONT}">'
        f'<div style="max-width:680px"><h1 style="margin:0 0 12px;font-size:19px;line-height:1.5">{escape(title)}</h1>'
        f'{note}<ol style="margin:0;padding-left:24px">{items}</ol></div></body></html>'
    )


def _item(message: ComposedMessage) -> str:
    told = "".join(f'<p style="margin:4px 0">{html_of(each)}</p>' for each in _told(message))
    return (
        f'<li style="margin:0 0 16px"><strong>{escape(message.title)}</strong>{told}'
        f'<p style="margin:4px 0"><a href="{escape(message.link)}" style="color:#1f4e8c">'
        f"{escape(message.action)}</a></p></li>"
    )
