"""The robot services on the loopback: 企业微信, 钉钉 and 飞书 as their documentation says they behave.

HTTP 200 with an error code in the body is how each of them refuses. Signatures are checked here
with code of its own, limits are counted, and a service can be told to misbehave.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY, SECRET = "key-of-the-group", "SECtest"
_HOUR = 3_600


@dataclass
class Taken:
    """A message that stands in the group: what was posted."""

    path: str
    query: dict[str, str]
    body: dict[str, Any]
    size: int


@dataclass
class RobotServer:
    """``misbehave`` holds what to do instead of answering, once each: ``error`` (500), ``busy`` (503 with
    Retry-After), ``broken`` (no JSON), ``list`` (JSON, but no object), ``slow``, ``drop`` (taken, then the
    connection is closed without an answer), or a number: that error code.

    ``most_a_minute`` is what it takes, else as documented; beyond it ``over_limit`` is answered, else as documented."""

    kind: str
    now: Callable[[], float] = time.time
    most_a_minute: int | None = None
    over_limit: int = 0
    over_limit_status: int = 200
    ban_seconds: float = 600.0
    taken: list[Taken] = field(default_factory=list)
    over: int = 0
    misbehave: list[str | int] = field(default_factory=list)
    url: str = ""
    _calls: list[float] = field(default_factory=list)
    _banned_until: float = 0.0

    def answer(self, call: Taken) -> tuple[int, dict[str, Any]]:
        """The HTTP status and what the service says, by its own rules."""
        judge = {"wecom": self._wecom, "dingtalk": self._dingtalk, "feishu": self._feishu}[self.kind]
        code = judge(call)
        if code == 0:
            self.taken.append(call)
        if code is None:
            self.over += 1
            return self.over_limit_status, self._over()
        return 200, self._said(code)

    def _over(self) -> dict[str, Any]:
        code = self.over_limit or {"wecom": 45_009, "dingtalk": 130_101, "feishu": 9_499}[self.kind]
        texts = {
            "wecom": {"errcode": code, "errmsg": "api freq out of limit"},
            "dingtalk": {"errcode": code, "errmsg": "send too fast, exceed 20 times per minute"},
            "feishu": {"code": code, "msg": "too many request", "data": {}},
        }
        return texts[self.kind]

    def _said(self, code: int) -> dict[str, Any]:
        text = "ok" if code == 0 else f"refused\nwith {code}"
        return {"code": code, "msg": text} if self.kind == "feishu" else {"errcode": code, "errmsg": text}

    def _wecom(self, call: Taken) -> int | None:
        if call.path != "/cgi-bin/webhook/send" or call.query.get("key") != KEY:
            return 93_000
        if call.body.get("msgtype") != "markdown":
            return 40_008
        if len(call.body["markdown"]["content"].encode()) > 4_096:
            return 40_058
        return None if self._too_many() else 0

    def _dingtalk(self, call: Taken) -> int | None:
        if self.now() < self._banned_until:
            return None
        if call.path != "/robot/send" or call.query.get("access_token") != KEY:
            return 300_001
        faults = {
            310_000: not self._signed(call),
            400_402: not call.body.get("markdown", {}).get("title"),
            460_101: call.size > 20_000,
        }
        if any(faults.values()):
            return next(code for code, wrong in faults.items() if wrong)
        if self._too_many():
            self._banned_until = self.now() + self.ban_seconds
            return None
        return 0

    def _signed(self, call: Taken) -> bool:
        moment = call.query.get("timestamp", "0")
        wanted = base64.b64encode(hmac.digest(SECRET.encode(), f"{moment}\n{SECRET}".encode(), hashlib.sha256))
        return call.query.get("sign") == wanted.decode() and abs(int(moment) / 1_000 - self.now()) <= _HOUR

    def _feishu(self, call: Taken) -> int | None:
        if call.path != f"/open-apis/bot/v2/hook/{KEY}":
            return 19_001
        moment = call.body.get("timestamp", "0")
        wanted = base64.b64encode(hmac.digest(f"{moment}\n{SECRET}".encode(), b"", hashlib.sha256))
        if call.body.get("sign") != wanted.decode() or abs(int(moment) - self.now()) > _HOUR:
            return 19_021
        if call.size > 20 * 1_024 or call.body.get("msg_type") != "interactive":
            return 9_499
        return None if self._too_many() else 0

    def _too_many(self) -> bool:
        now = self.now()
        limits = {60: self.most_a_minute or (100 if self.kind == "feishu" else 20)}
        if self.kind == "feishu":
            limits[1] = 5
        self._calls = [each for each in self._calls if each > now - 60]
        if any(sum(each > now - span for each in self._calls) >= most for span, most in limits.items()):
            return True
        self._calls.append(now)
        return False


class _Handler(BaseHTTPRequestHandler):
    robots: RobotServer

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        call = Taken(parts.path, query, json.loads(raw), len(raw))
        robots = self.robots
        trick = robots.misbehave.pop(0) if robots.misbehave else None
        if isinstance(trick, int):
            self._send(200, json.dumps(robots._said(trick)).encode())
        elif trick == "error":
            self._send(500, b"internal error")
        elif trick == "busy":
            self._send(503, b"busy", {"Retry-After": "77"})
        elif trick == "too many":
            self._send(429, b"too many", {"Retry-After": "9"})
        elif trick == "forbidden":
            self._send(403, b"forbidden")
        elif trick == "broken":
            self._send(200, b'{"errcode": 0')
        elif trick == "list":
            self._send(200, b"[0]")
        else:
            status, said = robots.answer(call)
            answer = json.dumps(said).encode()
            if trick == "drop":
                self.close_connection = True
                return
            if trick == "slow":
                time.sleep(1.0)
            self._send(status, answer)

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def a_robot_server(kind: str, **settings: Any) -> Iterator[RobotServer]:
    """A service of that kind at ``url``, until the block ends."""
    robots = RobotServer(kind, **settings)
    handler = type("Handler", (_Handler,), {"robots": robots})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        robots.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield robots
        finally:
            server.shutdown()
            thread.join()
