"""Report that breaks a trajectory → message handed to SMTP: how long, the three services in one process."""

from __future__ import annotations

import asyncio
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.load import delays_told, fire, request
from benchmarks.setting import Prepared, free_port, serving
from services.alerts.episodes.numbering import Numbering
from shared.catalogue import Catalogue, load_catalogue
from shared.periods import Month, months
from shared.security.keys import Role, load_keys, new_key, save_keys
from tests.narrowing import of

_LOAD = 20.0
"""Reports a second from the units of another province meanwhile."""

_PAUSE_SECONDS = 0.25
_PATIENCE_SECONDS = 60.0
_CONNECTIONS = 4
_UNIT, _PLAN, _ROW = "500240", "shizhu-2021-2025", 6
"""石柱县, a plan of one unit, and its 工伤保险: each report is a judgement on it."""

_FIRST, _PUT_RIGHT = Month(2021, 1), Month(2023, 3)
"""Two years as they should be, then one month that is reported far behind, put right, far behind …"""

_TIMES = 150
_TITLE = re.compile(r"预警 (\S+) 第(\d+)期 第1号")

Key = tuple[str, int]
"""The alert's number and the episode that a first message is about."""


class Sink:
    """Takes every mail, and notes when it was handed over."""

    def __init__(self) -> None:
        self.seen: dict[Key, float] = {}

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The mail is there: the moment that counts."""
        now = time.time()
        body = message_from_bytes(of(bytes, envelope.content), policy=default).get_body(("plain",))
        found = _TITLE.search(str(body.get_content()) if body is not None else "")
        if found:
            self.seen.setdefault((found[1], int(found[2])), now)
        return "250 taken"


def main() -> None:
    """Measure and print."""
    print("## 预警时效：打破序时进度的报表 → 邮件交给 SMTP（三个服务同一进程，另有每秒 20 份报表）")
    with tempfile.TemporaryDirectory() as name:
        folder, catalogue = Path(name), load_catalogue()
        prepared = Prepared(catalogue, folder)
        key, secret = new_key("bench-alarm", Role.REPORTER, _UNIT)
        save_keys(folder / "keys.json", [*load_keys(folder / "keys.json"), key])
        seconds = (2 * _TIMES + _PUT_RIGHT.ordinal - _FIRST.ordinal) * _PAUSE_SECONDS
        load = prepared.reports(round(seconds * _LOAD), Month(2021, 1))
        with _mail_server() as sink, serving("standalone", folder) as port:
            sent = asyncio.run(_measured(port, secret, load, sink, catalogue))
    delays = [sink.seen[each] - at for each, at in sent.items() if each in sink.seen]
    print(f"{len(delays)} of {len(sent)} messages: {delays_told(delays, len(sent))} (aim: p99 < 2 s)")


async def _measured(port: int, secret: str, load: list[bytes], sink: Sink, catalogue: Catalogue) -> dict[Key, float]:
    loading = asyncio.create_task(fire(port, load, _CONNECTIONS, _LOAD))
    number = Numbering(catalogue.plans.values(), ()).number("", _PLAN, _ROW, _UNIT).number
    for period in months(_FIRST, _PUT_RIGHT):
        await _send(port, _report(secret, period, 0, broken=False))
    sent: dict[Key, float] = {}
    for turn in range(1, _TIMES + 1):
        sent[number, turn] = time.time()
        await _send(port, _report(secret, _PUT_RIGHT, 2 * turn - 1, broken=True))
        await _send(port, _report(secret, _PUT_RIGHT, 2 * turn, broken=False))
    await loading
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not sent.keys() <= sink.seen.keys() and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
    return sent


async def _send(port: int, content: bytes) -> None:
    answers = await fire(port, [content], 1)
    if answers.statuses != [201]:
        raise RuntimeError(f"refused: {answers.statuses}")
    await asyncio.sleep(_PAUSE_SECONDS)


def _report(secret: str, period: Month, turn: int, *, broken: bool) -> bytes:
    """A month ahead of the trajectory, or far behind it: that is red, and told at once."""
    grown = 1 + (period.ordinal - _FIRST.ordinal) / 100
    insured = round(70_000 * grown * (0.2 if broken else 1)) + turn
    lines = [{"indicator": "work_injury_insurance_insured", "value": insured, "unit": "人", "note": "模拟"}]
    body = {"region": _UNIT, "period": str(period), "simulated": True, "lines": lines}
    headers = (
        ("Authorization", f"Bearer {secret}"),
        ("Idempotency-Key", f"bench-alarm-{period}-{turn}"),
        ("Content-Type", "application/json"),
    )
    return request("POST", "/v1/reports", json.dumps(body).encode(), headers)


@contextmanager
def _mail_server() -> Iterator[Sink]:
    """A mail server that takes everything, named in the environment of what is started meanwhile."""
    sink = Sink()
    port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    mail = {"XUSHI_SMTP_HOST": "127.0.0.1", "XUSHI_SMTP_PORT": str(port), "XUSHI_SMTP_SECURITY": "none"}
    os.environ.update(mail)
    try:
        yield sink
    finally:
        for name in mail:
            del os.environ[name]
        controller.stop()


if __name__ == "__main__":
    main()
