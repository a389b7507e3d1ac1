"""What whoever runs the system is told: what is wrong, where, since when, and what to do. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.rendering import Letter, render_html, render_text
from services.alerts.messages.wording import LOOKS, LevelLook
from services.alerts.oncall.notice import Alert, AlertGroup, urgent
from shared.events import Level
from shared.web.pages import china

_MOST_LISTED = 20
"""Alerts of one rule that a message tells of one by one."""
_ACTION = "打开运行页"
_URGENT, _WARNING, _OVER = "告警·紧急", "告警", "已恢复"
_LEVELS: dict[str, Level] = {_URGENT: "red", _WARNING: "yellow", _OVER: "normal"}


def compose(notice: AlertGroup, public_url: str, now: datetime) -> ComposedMessage:
    """The message of a notice: what fires first, then what has ended.

    All notices of a group since it began are one thread of mails; ``now`` numbers them.
    """
    word = _word(notice)
    title = f"【{word}】{_headline(notice)}"
    link = f"{public_url.rstrip('/')}/ops"
    paragraphs = tuple(_paragraphs(notice))
    look = LevelLook(word, LOOKS[_LEVELS[word]].shape, LOOKS[_LEVELS[word]].colour)
    letter = Letter(title, look, paragraphs, link, _ACTION, False)
    return ComposedMessage(
        alert=f"ops-{notice.thread}",
        episode=int(notice.began.timestamp()),
        sequence=max(0, int((now - notice.began).total_seconds()) // 60) + 1,
        subject=title,
        title=title,
        text=render_text(letter),
        html=render_html(letter),
        link=link,
        facts={"event": "OpsAlert", "level": _LEVELS[word], "rule": notice.name, "simulated": False, "link": link},
        paragraphs=paragraphs,
        action=_ACTION,
    )


def _word(notice: AlertGroup) -> str:
    if not notice.firing:
        return _OVER
    return _URGENT if any(map(urgent, notice.firing)) else _WARNING


def _headline(notice: AlertGroup) -> str:
    told = notice.firing or notice.resolved
    if not told:
        return notice.name
    first = _what(told[0])
    others = len(told) - 1 + notice.left_out
    return f"{first}，另有 {others} 处" if others else first


def _paragraphs(notice: AlertGroup) -> Iterator[str]:
    for alert in notice.firing[:_MOST_LISTED]:
        yield f"**{_what(alert)}**\n自 {china(alert.starts_at)} 起。{_instance(alert)}"
        if advice := alert.annotations.get("description"):
            yield f"怎么办：{advice}"
    for alert in notice.resolved[:_MOST_LISTED]:
        lasted = _lasted(alert.ends_at - alert.starts_at)
        yield f"**已恢复**：{_what(alert)}\n{china(alert.starts_at)} 起，{china(alert.ends_at)} 止，历时 {lasted}。"
    listed = min(len(notice.firing), _MOST_LISTED) + min(len(notice.resolved), _MOST_LISTED)
    if missing := len(notice.alerts) + notice.left_out - listed:
        yield f"另有 {missing} 处没有列出，见看板“序时 · 服务健康”。"
    yield f"详细办法见运行手册“看板与告警”中的 {notice.name} 一条。"


def _what(alert: Alert) -> str:
    """What is wrong, in the words of the rule; of a rule without words, its name."""
    return alert.annotations.get("summary") or alert.labels.get("alertname", "")


def _instance(alert: Alert) -> str:
    """Where it is, where the rule's own words do not say it."""
    instance = alert.labels.get("instance", "")
    return f"实例 {instance}。" if instance and instance not in _what(alert) else ""


def _lasted(length: timedelta) -> str:
    minutes = max(1, round(length.total_seconds() / 60))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "天"), (hours, "小时"), (minutes, "分钟"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
