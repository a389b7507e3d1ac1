"""``xushi up`` as it is started at an office: alone in its folder, and said to be up when it is."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.processes import free_ports, start, stop
from tests.waiting import until

STARTED = "序时已启动"


def command(folder: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "services.cli", "up", "--data", str(folder), "--port", str(port)]


def run(folder: Path, port: int) -> subprocess.CompletedProcess[str]:
    """An ``up`` that is expected to end by itself."""
    return subprocess.run(command(folder, port), capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A folder at whose port the system is up."""
    folder, (port,) = tmp_path / "data", free_ports(1)
    process = start(command(folder, port), tmp_path / "log")
    try:
        assert until(lambda: STARTED in (tmp_path / "log").read_text("utf-8"), 90)
        yield folder, port
    finally:
        stop(process)


def test_when_it_says_that_it_is_up_it_answers(office: tuple[Path, int]) -> None:
    assert httpx.get(f"http://127.0.0.1:{office[1]}/livez", timeout=10).status_code == 200


def test_a_second_one_in_the_same_folder_is_refused(office: tuple[Path, int]) -> None:
    folder, _ = office
    done = run(folder, free_ports(1)[0])
    assert done.returncode == 2
    assert "正由另一个进程使用" in done.stderr.replace("\n", "")
    assert STARTED not in done.stdout


def test_what_it_writes_is_for_its_owner_alone(office: tuple[Path, int]) -> None:
    folder, _ = office
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"intake.sqlite", "aggregator.sqlite", "alerts.sqlite"}
    assert [path for path in files if path.stat().st_mode & 0o077] == []


def test_on_a_port_that_is_somebody_elses_it_ends_and_never_says_that_it_is_up(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = run(tmp_path / "data", other.getsockname()[1])
    assert done.returncode != 0
    assert STARTED not in done.stdout


def test_a_folder_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    done = run(tmp_path / "file" / "data", free_ports(1)[0])
    assert done.returncode == 2
    assert "不能写入" in done.stderr.replace("\n", "")
