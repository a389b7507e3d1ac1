"""The channel of a kind of group robot: one HTTPS call a message, success only when the answer says so."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

import httpx

from services.alerts.channels.pace import Window
from services.alerts.channels.port import Hold, Outcome, Outgoing, RefusedByChannel, Retry
from services.alerts.channels.robots import Call, Robot, RobotBook, UnknownRobot
from shared.periods import Clock

MOST_A_MINUTE = 18
"""Below the 20 that 企业微信 and 钉钉 allow; 钉钉 bans a robot for ten minutes beyond them."""

_MINUTE = 60.0
_UNCERTAIN = "；消息已经发出而没有收到答复，可能已送达"


class RobotChannel:
    """Sends through the robots of one service at ``base_url``. A recipient is a robot's name in ``book``.

    A lost answer is tried again: the message may then stand in the group twice, with the same
    number in its title. Neither keys nor addresses come into outcomes or logs. ``elapsed`` are
    seconds that never run backwards.
    """

    def __init__(
        self,
        robot: Robot,
        base_url: str,
        book: RobotBook,
        client: httpx.Client,
        clock: Clock,
        *,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._robot = robot
        self._base_url = base_url.rstrip("/")
        self._book = book
        self._client = client
        self._clock = clock
        self._elapsed = elapsed
        self._windows: dict[str, Window] = {}
        self._began = elapsed()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """See Channel."""
        return self._robot.name

    def send(self, outgoing: Outgoing) -> Outcome:
        """See Channel."""
        try:
            account = self._book.account(outgoing.recipient)
        except UnknownRobot as fault:
            return RefusedByChannel(str(fault))
        waiting = self._take(outgoing.recipient)
        if waiting:
            return Hold(math.ceil(waiting))
        return self._post(self._robot.call(account, outgoing, self._clock.now()))

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _take(self, robot: str) -> float:
        """Take a place in the robot's minute; else how long until there is one."""
        with self._lock:
            now = self._elapsed()
            window = self._windows.setdefault(robot, Window(MOST_A_MINUTE, _MINUTE, began=self._began))
            waiting = window.wait(now)
            if not waiting:
                window.take(now)
            return waiting

    def _post(self, call: Call) -> Outcome:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        try:
            answer = self._client.post(
                self._base_url + call.path, params=dict(call.query), content=call.body, headers=headers
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol):
            return Retry("连不上")  # the error's own text may hold the address, and with it the key
        except httpx.TimeoutException:
            return Retry("超时" + _UNCERTAIN)
        except httpx.HTTPError:
            return Retry("连接中断" + _UNCERTAIN)
        if answer.status_code != httpx.codes.OK:
            return _by_status(answer)
        try:
            content = answer.json()
        except ValueError:
            content = None
        if not isinstance(content, dict):
            return Retry("答复不是 JSON 对象" + _UNCERTAIN)
        return self._robot.judge(content)


def _by_status(answer: httpx.Response) -> Outcome:
    reason = f"HTTP {answer.status_code}"
    retry_after = answer.headers.get("retry-after", "")
    after = int(retry_after) if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 6 else None
    if answer.is_server_error or answer.status_code in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.REQUEST_TIMEOUT):
        return Retry(reason, after)
    return RefusedByChannel(reason)
