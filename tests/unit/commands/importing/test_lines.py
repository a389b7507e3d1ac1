from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from rich.console import Console

from services.commands.importing.lines import import_lines
from services.commands.importing.outcome import MOST_SHOWN, FileFault, ImportOutcome, Undelivered

SUMMARY = b'{"summary": {"submitted": 1, "replayed": 2, "refused": 3, "failed": 4}, "reason": "stopped"}\n'
REFUSED = '{"line": 7, "region": "500107", "period": "2023-03", "status": "refused", "title": "wrong"%s}\n'


class Served(HTTPServer):
    """Answers every call with ``status`` and ``answer``, and keeps how the last file was labelled."""

    status = 200
    answer = b""
    labelled = ""


class Handler(BaseHTTPRequestHandler):
    server: Served

    def do_POST(self) -> None:
        self.server.labelled = self.headers["Content-Type"]
        while (size := int(self.rfile.readline(), 16)) > 0:
            self.rfile.read(size + 2)
        self.rfile.readline()
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def served() -> Iterator[Served]:
    with Served(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def sent(served: Served, tmp_path: Path, answer: bytes, name: str = "reports.ndjson") -> ImportOutcome:
    served.answer = answer
    file = tmp_path / name
    file.write_bytes(b"{}\n")
    return import_lines(Console(quiet=True), file, f"http://127.0.0.1:{served.server_port}", {}, dry_run=False)


def test_what_is_refused_and_what_failed_count_together(served: Served, tmp_path: Path) -> None:
    assert sent(served, tmp_path, SUMMARY) == ImportOutcome(1, 2, 7, (), "stopped")
    assert served.labelled == "application/x-ndjson"


def test_a_table_is_labelled_as_one(served: Served, tmp_path: Path) -> None:
    sent(served, tmp_path, SUMMARY, "reports.CSV")
    assert served.labelled == "text/csv"


def test_a_refused_report_without_faults_is_told_by_its_line_and_title(served: Served, tmp_path: Path) -> None:
    outcome = sent(served, tmp_path, (REFUSED % "").encode() + SUMMARY)
    assert outcome.faults == (FileFault("第7行", "500107", "2023-03", "wrong"),)


def test_a_fault_with_a_line_of_its_own_stands_there(served: Served, tmp_path: Path) -> None:
    faults = ', "faults": [{"line": 9, "message": "too large"}, {"message": "unknown"}]'
    outcome = sent(served, tmp_path, (REFUSED % faults).encode() + SUMMARY)
    assert [(each.place, each.message) for each in outcome.faults] == [("第9行", "too large"), ("第7行", "unknown")]


def test_so_many_faults_are_kept_and_no_more(served: Served, tmp_path: Path) -> None:
    outcome = sent(served, tmp_path, (REFUSED % "").encode() * (MOST_SHOWN + 50) + SUMMARY)
    assert len(outcome.faults) == MOST_SHOWN


def test_an_answer_without_its_summary_was_broken_off(served: Served, tmp_path: Path) -> None:
    with pytest.raises(Undelivered, match="应答中断"):
        sent(served, tmp_path, (REFUSED % "").encode())


def test_a_file_that_is_refused_as_a_whole_is_not_delivered(served: Served, tmp_path: Path) -> None:
    served.status = 413
    with pytest.raises(Undelivered, match="too much"):
        sent(served, tmp_path, b'{"title": "too much"}')
