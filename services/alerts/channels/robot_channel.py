"""The channel of a kind of group robot: one HTTPS call a message, success only when the answer says so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from services.alerts.channels.pace import Pacer
from services.alerts.channels.port import Hold, Outcome, Outgoing, RefusedByChannel, Retry
from services.alerts.channels.robots import BUSY_SECONDS, Call, Robot, RobotBook, UnknownRobot
from shared.later import Later
from shared.periods import Clock

if TYPE_CHECKING:
    import httpx
else:
    httpx = Later("httpx")

_UNCERTAIN = "；消息已经发出而没有收到答复，可能已送达"


class RobotChannel:
    """Sends through the robots of one service at ``base_url``. A recipient is a robot's name in ``book``.

    A lost answer is tried again: the message may then stand in the group twice, with the same
    number in its title. Neither keys nor addresses come into outcomes or logs. ``elapsed`` are
    seconds that never run backwards: the services count real ones, in a demonstration, too.
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
        self._pacers: dict[str, Pacer] = {}
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
            return Hold(waiting)
        outcome = self._post(self._robot.call(account, outgoing, self._clock.now()))
        if isinstance(outcome, Hold):
            with self._lock:
                self._pacers[outgoing.recipient].rest(self._elapsed(), outcome.seconds)
        return outcome

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _take(self, robot: str) -> float:
        """Take a place in the robot's windows; else how long until there is one."""
        with self._lock:
            pacer = self._pacers.setdefault(robot, Pacer(self._robot.paces, began=self._began))
            return pacer.take(self._elapsed())

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
        return self._judge(answer)

    def _judge(self, answer: httpx.Response) -> Outcome:
        """What the answer means. That too much was sent may stand in the body under any status."""
        content = _object(answer)
        judged = self._robot.judge(content) if content is not None else None
        if isinstance(judged, Hold):
            return judged
        if answer.status_code != httpx.codes.OK:
            return _by_status(answer)
        return judged or Retry("答复不是 JSON 对象" + _UNCERTAIN)


def _object(answer: httpx.Response) -> dict[str, Any] | None:
    try:
        content = answer.json()
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _by_status(answer: httpx.Response) -> Outcome:
    reason = f"HTTP {answer.status_code}"
    retry_after = answer.headers.get("retry-after", "")
    after = int(retry_after) if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 6 else None
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return Hold(after or BUSY_SECONDS, reason)
    if answer.is_server_error or answer.status_code == httpx.codes.REQUEST_TIMEOUT:
        return Retry(reason, after)
    return RefusedByChannel(reason)
