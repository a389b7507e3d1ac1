"""钉钉群机器人: what is sent, and what its answers mean. Pure.

A signed address; a body of at most 20,000 bytes; 20 messages a minute, else banned for ten.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.alerts.channels.markdown import escaped, fitted, json_size
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

MOST_BYTES = 20_000
BANNED_SECONDS = 600
_OVER_LIMIT = frozenset({130_101, 410_100})
_BUSY = -1
_FINAL = {
    310_000: "签名、关键词或 IP 校验未通过",
    300_001: "access_token 无效",
    400_402: "缺少标题",
    460_101: "消息超过长度上限",
    40_035: "消息格式有误",
}


def sign(secret: str, milliseconds: int) -> str:
    """The signature of a moment, in base64; the address needs it percent-encoded."""
    signed = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(signed).decode()


class DingtalkRobot:
    """See Robot."""

    name = "dingtalk"
    paces = TWENTY_A_MINUTE

    def call(self, account: RobotAccount, outgoing: Outgoing, now: datetime) -> Call:
        """See Robot."""
        message = outgoing.message
        head, tail = f"#### {escaped(message.title)}", f"[{message.action}]({message.link})"
        room = MOST_BYTES - len(_body(message.title, f"{head}\n\n\n\n{tail}"))
        told = fitted([escaped(each) for each in message.told], room, json_size)
        body = _body(message.title, f"{head}\n\n{told}\n\n{tail}")
        query = {"access_token": account.key}
        if account.secret:
            milliseconds = int(now.timestamp() * 1_000)
            query |= {"timestamp": str(milliseconds), "sign": sign(account.secret, milliseconds)}
        return Call("/robot/send", body, query)

    def judge(self, answer: Mapping[str, Any]) -> Outcome:
        """See Robot."""
        code = answer.get("errcode")
        if code == 0:
            return Delivered("钉钉 errcode 0")
        reason = f"钉钉：{said(code, answer, 'errmsg')}"
        if code in _OVER_LIMIT or too_fast(answer, "errmsg"):  # 310000 as well says "send too fast"
            return Hold(BANNED_SECONDS, reason)
        if code in _FINAL:
            return RefusedByChannel(f"{reason}（{_FINAL[code]}）")
        return Retry(reason, BUSY_SECONDS if code == _BUSY else UNKNOWN_SECONDS)


def _body(title: str, text: str) -> bytes:
    at: dict[str, Any] = {"atMobiles": [], "isAtAll": False}
    return encode({"msgtype": "markdown", "markdown": {"title": title, "text": text}, "at": at})
