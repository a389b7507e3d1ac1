"""A message that tries a channel out, and says so. Pure."""

from __future__ import annotations

from datetime import datetime

from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.rendering import Letter, render_html, render_text
from services.alerts.messages.wording import LOOKS, LevelLook
from shared.web.pages import china

_TOLD = (
    "**这是一条试发消息**，用来检查渠道是否可用；不是预警，无需签收、反馈。",
    "收到它，说明以后的预警消息也会从这里到达。",
)


def trial_message(now: datetime, public_url: str) -> ComposedMessage:
    """The message; ``now`` is in its title and its number, so that each trial is told from the others."""
    title = f"【试发】序时预警消息渠道检查 · {china(now)}"
    link = f"{public_url.rstrip('/')}/alerts"
    letter = Letter(title, LevelLook("试发", "○", LOOKS["missing"].colour), _TOLD, link, "打开预警页面", False)
    return ComposedMessage(
        alert=f"trial-{now:%Y%m%d%H%M%S}",
        episode=1,
        sequence=1,
        subject=title,
        title=title,
        text=render_text(letter),
        html=render_html(letter),
        link=link,
        facts={"event": "Trial", "simulated": False, "link": link},
        paragraphs=_TOLD,
        action=letter.link_text,
    )
