"""The service behind its real server, with or without the straight way, and what it says to raw bytes."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.intake.main import Intake
from shared.catalogue import Catalogue
from shared.periods import SettableClock
from shared.process.application import application
from shared.process.serving import serving
from tests.processes import free_ports
from tests.unit.intake.support import UNIT, make_runtime, make_stores_beside

REPORTS = "/v1/reports"
SIGNED = "Second-Signer"
_LENGTH = re.compile(rb"content-length: (\d+)")
_WAIT = 20.0


@dataclass
class Served:
    """The service on a port of its own; ``straight`` counts the reports that were begun on the straight way."""

    port: int
    intake: Intake
    clock: SettableClock
    secrets: Mapping[str, str]
    straight: list[bool] = field(default_factory=list)

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), timeout=_WAIT) as connection:
            yield connection

    def request(self, body: object, key: str | None = "k1", who: str | None = UNIT, **more: Any) -> bytes:
        """The bytes of a report that is posted; ``more`` are the ``method``, ``path``, ``version`` and ``headers``."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        headers = [
            ("Host", "x"),
            ("X-Correlation-ID", "c-" + re.sub(r"[^\w]", "-", str(key))[:40]),
            ("Content-Type", "application/json"),
        ]
        if who is not None:
            headers.append(("Authorization", f"Bearer {self.secrets.get(who, who)}"))
        if key is not None:
            headers.append(("Idempotency-Key", key))
        given = dict(more.get("headers", {}))
        headers += [(name, self.secrets.get(text, text)) for name, text in given.items() if name != SIGNED]
        if SIGNED in given:
            headers.append((SIGNED, f"Bearer {self.secrets[given[SIGNED]]}"))
        if "Transfer-Encoding" not in given:
            headers.append(("Content-Length", str(len(content))))
        first = f"{more.get('method', 'POST')} {more.get('path', REPORTS)} HTTP/{more.get('version', '1.1')}"
        head = "\r\n".join([first, *(f"{name}: {text}" for name, text in headers)])
        return f"{head}\r\n\r\n".encode() + content

    def say(self, *pieces: bytes, answers: int = 1) -> list[bytes]:
        """What is answered to the pieces, sent one after another, each as a piece of its own: so many answers."""
        with self.connected() as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for number, piece in enumerate(pieces):
                if number:
                    self.wait_a_turn()
                connection.sendall(piece)
            heard, found = b"", list[bytes]()
            while len(found) < answers:
                answer, heard = _first_of(heard)
                if answer is not None:
                    found.append(answer)
                elif piece := connection.recv(65_536):
                    heard += piece
                else:
                    return [*found, heard]
            return found

    def wait_a_turn(self) -> None:
        """Until the server has read what was sent: it answers somebody else."""
        with self.connected() as other:
            other.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            other.recv(65_536)

    def post(self, body: object, key: str | None = "k1", who: str | None = UNIT, **more: Any) -> bytes:
        (answer,) = self.say(self.request(body, key, who, **more))
        return answer

    def stored(self) -> list[tuple[Any, ...]]:
        """All that is stored of reports: the events, byte for byte, and the read model."""
        with self.intake.database.read() as connection:
            tables = ("events", "event_head", "reports", "rule_findings", "proposals", "answers")
            return [
                (table, *row)
                for table in tables
                for row in sorted(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {table}")), key=repr)
            ]

    def counted(self) -> list[str]:
        """What the metrics count of reports, by outcome and status."""
        (answer,) = self.say(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        wanted = ("xushi_reports_total", 'xushi_http_request_seconds_count{method="POST"', "xushi_store_position")
        return [line for line in answer.decode().splitlines() if line.startswith(wanted)]


@contextmanager
def served(folder: Path, catalogue: Catalogue, straight: bool, **settings: Any) -> Iterator[Served]:
    """The service, with or without the straight way."""
    runtime, clock, secrets = make_runtime(folder, catalogue, **settings)
    make_stores_beside(runtime.settings)
    intake = Intake(runtime)
    app = application("序时", runtime, [intake], intake.hot, intake.sessions, intake.straight if straight else None)
    (port,) = free_ports(1)
    found = Served(port, intake, clock, secrets)
    for route in app.state.straight.routes.values():
        _count(route, found.straight)
    with serving(app, runtime.settings.model_copy(update={"host": "127.0.0.1", "port": port})):
        yield found


def _count(route: Any, counted: list[bool]) -> None:
    begin = route.begin

    def counting(*given: Any) -> Any:
        begun = begin(*given)
        counted.append(begun is not None)
        return begun

    route.begin = counting


def without_date(answer: bytes) -> bytes:
    """An answer but for the instant at which it was made."""
    return re.sub(rb"\r\ndate: [^\r]*", b"", answer)


def _first_of(heard: bytes) -> tuple[bytes | None, bytes]:
    """The first whole answer, and what comes behind it."""
    head, end, rest = heard.partition(b"\r\n\r\n")
    if not end:
        return None, heard
    if head.startswith(b"HTTP/1.1 100"):
        return head + end, rest
    found = _LENGTH.search(head)
    length = int(found[1]) if found else 0
    return (head + end + rest[:length], rest[length:]) if len(rest) >= length else (None, heard)


def statuses(answers: Sequence[bytes]) -> list[int]:
    return [int(answer[9:12]) for answer in answers]
