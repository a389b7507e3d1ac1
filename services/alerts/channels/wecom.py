"""企业微信群机器人: what is sent, and what its answers mean. Pure.

Markdown of at most 4,096 UTF-8 bytes; 20 messages a minute for each robot; no signature.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.alerts.channels.markdown import escaped, fitted, utf8_size
from services.alerts.channels.port import Delivered, Hold, Outcome, Outgoing, RefusedByChannel, Retry
from services.alerts.channels.robots import (
    BUSY_SECONDS,
    TWENTY_A_MINUTE,
    UNKNOWN_SECONDS,
    Call,
    RobotAccount,
    encode,
    said,
    too_fast,
)

MOST_BYTES = 4_096
_OVER_LIMIT = 45_009
_BUSY = -1
_FINAL = {40_058: "消息超过长度上限", 93_000: "机器人 key 无效", 40_008: "消息类型有误", 40_035: "消息格式有误"}
_COLOURS = {"red": "warning", "orange": "warning", "yellow": "warning", "blue": "info", "normal": "info"}


class WecomRobot:
    """See Robot."""

    name = "wecom"
    paces = TWENTY_A_MINUTE

    def call(self, account: RobotAccount, outgoing: Outgoing, now: datetime) -> Call:
        """See Robot."""
        message = outgoing.message
        colour = _COLOURS.get(str(message.facts.get("level")), "comment")
        head = f'**<font color="{colour}">{escaped(message.title)}</font>**'
        tail = f"[{message.action}]({message.link})"
        room = MOST_BYTES - utf8_size(f"{head}\n\n\n\n{tail}")
        told = fitted([escaped(each) for each in message.told], room, utf8_size)
        text = f"{head}\n\n{told}\n\n{tail}"
        body = encode({"msgtype": "markdown", "markdown": {"content": text}})
        return Call("/cgi-bin/webhook/send", body, {"key": account.key})

    def judge(self, answer: Mapping[str, Any]) -> Outcome:
        """See Robot."""
        code = answer.get("errcode")
        if code == 0:
            return Delivered("企业微信 errcode 0")
        reason = f"企业微信：{said(code, answer, 'errmsg')}"
        if code == _OVER_LIMIT or too_fast(answer, "errmsg"):
            return Hold(BUSY_SECONDS, reason)
        if code in _FINAL:
            return RefusedByChannel(f"{reason}（{_FINAL[code]}）")
        return Retry(reason, BUSY_SECONDS if code == _BUSY else UNKNOWN_SECONDS)
