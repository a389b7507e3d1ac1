"""What the group robots of 企业微信, 钉钉 and 飞书 have in common: who they are, one call, one answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import msgspec
import structlog

from services.alerts.channels.pace import Pace
from services.alerts.channels.port import Outcome, Outgoing
from shared.library_words import system_words

BUSY_SECONDS = 60
"""A service that is over its limit, or says that it is busy, wants to be left alone for about so long."""

UNKNOWN_SECONDS = 600
"""An error that nobody has described may pass; it is not asked about more often than this."""

TWENTY_A_MINUTE = (Pace(allowed=20, kept=18, seconds=60.0),)
"""What 企业微信 and 钉钉 take of one robot."""

_TOO_FAST = ("too many request", "too fast", "out of limit", "frequency", "rate limit", "限流", "频率", "过快")
"""How the services say it in words, where they do under a code that means other things as well."""


class RobotAccount(msgspec.Struct, frozen=True):
    """A robot of a group: ``key`` opens it (WeCom's key, DingTalk's access_token, Feishu's token),
    ``secret`` signs what is sent to it ('' where the robot does not ask for a signature)."""

    key: str
    secret: str = ""

    def __repr__(self) -> str:
        return "RobotAccount(…)"


class UnknownRobot(Exception):
    """There is no such robot in the file, or no readable file; the text says which, and no secret."""


class RobotBook:
    """The robots by name, from a TOML file that is read again for every message, so that it can be
    changed while running::

        [wecom-cq-injury]
        key = "…"
        [dingtalk-cq-injury]
        key = "…"
        secret = "SEC…"
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._logger = structlog.get_logger()

    def account(self, name: str) -> RobotAccount:
        """The robot's account.

        Raises:
            UnknownRobot: it has none, or the file cannot be read.
        """
        accounts = self._accounts()
        if name not in accounts:
            raise UnknownRobot(f"机器人文件中没有“{name}”")
        return accounts[name]

    def names(self) -> frozenset[str]:
        """Every robot in the file; none while it cannot be read, which is logged: mails go out all the same."""
        try:
            return frozenset(self._accounts())
        except UnknownRobot as fault:
            self._logger.error("no robots", reason=str(fault))
            return frozenset()

    def _accounts(self) -> dict[str, RobotAccount]:
        try:
            return msgspec.toml.decode(self._path.read_bytes(), type=dict[str, RobotAccount])
        except OSError as error:
            raise UnknownRobot(f"读不到机器人文件（{system_words(error)}）") from None
        except (msgspec.MsgspecError, UnicodeDecodeError):  # its text may quote the file
            raise UnknownRobot("机器人文件（XUSHI_ROBOTS_FILE）格式有误") from None


@dataclass(frozen=True, slots=True)
class Call:
    """One POST: ``path`` below the service's address, the query, and the JSON body's bytes."""

    path: str
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)


class Robot(Protocol):
    """A kind of robot. Pure: what is sent, and what an answer means."""

    @property
    def name(self) -> str:
        """The channel's name."""
        ...

    @property
    def paces(self) -> tuple[Pace, ...]:
        """What its service takes of one robot."""
        ...

    def call(self, account: RobotAccount, outgoing: Outgoing, now: datetime) -> Call:
        """What to send. ``now`` is part of a signature."""
        ...

    def judge(self, answer: Mapping[str, Any]) -> Outcome:
        """What the JSON object means, answered with HTTP 200; of another status only a :class:`Hold` counts."""
        ...


def encode(body: object) -> bytes:
    """The JSON body."""
    return msgspec.json.encode(body)


def too_fast(answer: Mapping[str, Any], *names: str) -> bool:
    """Whether the answer says in words that more was sent than the service takes."""
    words = " ".join(str(answer.get(name, "")) for name in names).lower()
    return any(each in words for each in _TOO_FAST)


def said(code: object, answer: Mapping[str, Any], *names: str) -> str:
    """A code and its message as an operator reads them: short, one line."""
    text = next((str(answer[name]) for name in names if answer.get(name)), "")
    words = "".join(each if each.isprintable() else " " for each in text).split()
    return f"{code} {' '.join(words)[:120]}".rstrip()
