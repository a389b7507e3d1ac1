"""飞书群机器人: what is sent, and what its answers mean. Pure.

An interactive card of at most 20 KB, the signature inside the body; 100 messages a minute and 5 a
second. A card's button only links: signing for an alert (签收) happens on our own page.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.alerts.channels.markdown import escaped, fitted, json_size
from services.alerts.channels.pace import Pace
from services.alerts.channels.port import Delivered, Hold, Outcome, Outgoing, RefusedByChannel, Retry
from services.alerts.channels.robots import BUSY_SECONDS, UNKNOWN_SECONDS, Call, RobotAccount, encode, said, too_fast
from services.alerts.messages.message import ComposedMessage

MOST_BYTES = 20 * 1_024
_OVER_LIMIT = 11_232
_FINAL = {
    19_021: "签名校验未通过",
    19_022: "IP 不在白名单",
    19_024: "缺少关键词",
    19_001: "机器人 token 无效",
    9_499: "请求有误",
}
_TEMPLATES = {"red": "red", "orange": "orange", "yellow": "yellow", "blue": "blue", "normal": "green"}


def sign(secret: str, seconds: int) -> str:
    """The signature of a moment, in base64."""
    signed = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(signed).decode()


class FeishuRobot:
    """See Robot."""

    name = "feishu"
    paces = (Pace(allowed=5, kept=4, seconds=1.0), Pace(allowed=100, kept=80, seconds=60.0))

    def call(self, account: RobotAccount, outgoing: Outgoing, now: datetime) -> Call:
        """See Robot."""
        message = outgoing.message
        signature: dict[str, str] = {}
        if account.secret:
            seconds = int(now.timestamp())
            signature = {"timestamp": str(seconds), "sign": sign(account.secret, seconds)}
        room = MOST_BYTES - len(_body(signature, message, ""))
        told = fitted([escaped(each) for each in message.told], room, json_size)
        return Call(f"/open-apis/bot/v2/hook/{account.key}", _body(signature, message, told))

    def judge(self, answer: Mapping[str, Any]) -> Outcome:
        """See Robot."""
        code = answer.get("code", answer.get("StatusCode"))
        if code == 0:
            return Delivered("飞书 code 0")
        reason = f"飞书：{said(code, answer, 'msg', 'StatusMessage')}"
        if code == _OVER_LIMIT or too_fast(answer, "msg", "StatusMessage"):  # 9499 is either
            return Hold(BUSY_SECONDS, reason)
        if code in _FINAL:
            return RefusedByChannel(f"{reason}（{_FINAL[code]}）")
        return Retry(reason, UNKNOWN_SECONDS)


def _body(signature: Mapping[str, str], message: ComposedMessage, text: str) -> bytes:
    template = _TEMPLATES.get(str(message.facts.get("level")), "grey")
    button = {
        "tag": "button",
        "type": "primary",
        "text": {"tag": "plain_text", "content": message.action},
        "url": message.link,
    }
    card = {
        "header": {"template": template, "title": {"tag": "plain_text", "content": message.title}},
        "elements": [
            {"tag": "div", "text": {"tag": "lark_md", "content": text}},
            {"tag": "action", "actions": [button]},
        ],
    }
    return encode({**signature, "msg_type": "interactive", "card": card})
