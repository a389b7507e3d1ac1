"""The audit is green only where the advisory database really answered, and knows of nothing."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from deploy.audit import ADVISORIES, CANARY, GREEN, NOT_CHECKED, Report, ask, main, read, verdict
from deploy.locked import Pin
from tests.processes import free_ports

Answer = Callable[[str], tuple[int, bytes]]
"""What a database says of a package, by its name: a status, and a body."""

WANTED = [Pin("one", "1.0"), Pin("two", "2.0")]
KNOWN = Report({CANARY.name: ("PYSEC-1",)}, frozenset({CANARY}))


def advisory(name: str, number: str) -> bytes:
    affected = [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": []}]
    return json.dumps({"vulns": [{"id": number, "summary": "bad", "affected": affected}]}).encode()


def knows_the_canary(name: str) -> tuple[int, bytes]:
    return 200, advisory(name, "PYSEC-1") if name == CANARY.name else b"{}"


@contextmanager
def database(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """A database on this machine: its address, and the packages that it was asked about."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(question["package"]["name"])
            status, body = answer(asked[-1])
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query", asked
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text("one==1.0 \\\n    --hash=sha256:aa\ntwo==2.0 \\\n    --hash=sha256:bb\n")
    return path


def audited(lock: Path, address: str) -> int:
    return main(["--lock", str(lock), "--osv-url", address])


def test_it_is_green_where_every_package_was_asked_about_and_none_has_an_advisory(lock: Path) -> None:
    with database(knows_the_canary) as (address, asked):
        assert audited(lock, address) == GREEN
    assert sorted(asked) == sorted([CANARY.name, "one", "two"])


def test_an_advisory_is_named(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with database(lambda name: (200, advisory(name, f"PYSEC-{name}"))) as (address, _):
        assert audited(lock, address) == ADVISORIES
    assert capsys.readouterr().out == "one: PYSEC-one\ntwo: PYSEC-two\n"


def test_a_database_that_is_not_there_is_no_green(lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (port,) = free_ports(1)
    assert audited(lock, f"http://127.0.0.1:{port}/v1/query") == NOT_CHECKED
    assert "the advisory database does not answer" in capsys.readouterr().out


@pytest.mark.parametrize(
    "answer",
    [(503, b"{}"), (404, b"{}"), (200, b"<html>sign in first</html>"), (200, b"{}"), (200, b'{"vulns": []}')],
    ids=["away", "elsewhere", "a page of another", "an empty answer to everything", "knows of nothing"],
)
def test_a_database_that_does_not_really_answer_is_no_green(lock: Path, answer: tuple[int, bytes]) -> None:
    with database(lambda _: answer) as (address, _):
        assert audited(lock, address) == NOT_CHECKED


def test_a_database_that_goes_away_midway_is_no_green(lock: Path) -> None:
    with database(lambda name: knows_the_canary(name) if name != "two" else (500, b"")) as (address, _):
        assert audited(lock, address) == NOT_CHECKED


def test_a_database_that_says_nothing_is_no_green() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/v1/query"
        report = ask([CANARY], address, seconds=3.0)
    assert report.trouble == "no answer within 3 s"
    assert verdict(WANTED, report, report)[0] == NOT_CHECKED


def test_a_package_that_was_left_out_is_no_green() -> None:
    told = {"dependencies": [{"name": "one", "version": "1.0", "vulns": []}, {"name": "two", "skip_reason": "x"}]}
    assert verdict(WANTED, read(0, json.dumps(told), ""), KNOWN) == (NOT_CHECKED, ("not checked: two 2.0",))


def test_an_advisory_is_told_though_another_package_was_left_out() -> None:
    report = Report({"one": ("PYSEC-9",)}, frozenset({WANTED[0]}))
    assert verdict(WANTED, report, KNOWN) == (ADVISORIES, ("one: PYSEC-9", "not checked: two 2.0"))


def test_whatever_ends_without_a_report_says_why() -> None:
    assert read(1, "", "INFO: a\nERROR: no route").trouble == "ERROR: no route"
    assert read(3, "", "").trouble == "it ended with 3 and said nothing"
