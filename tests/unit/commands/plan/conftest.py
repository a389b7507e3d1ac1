"""A running service for the commands that ask one."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.standalone import Standalone
from shared.process.serving import server
from shared.security.keys import Role, new_key, save_keys
from shared.settings import Settings


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("COLUMNS", "200")
    return CliRunner()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """The embedded form on a port of its own: its address, and the options with both signers' keys."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(data_dir=tmp_path, port=port, public_url=f"http://127.0.0.1:{port}")
    reviewer, first = new_key("市审核", Role.REVIEWER, "500000")
    signer, second = new_key("市签字", Role.SIGNER, "500000")
    save_keys(settings.keys_path, [reviewer, signer])
    web = server(Standalone(settings).app, settings)
    thread = threading.Thread(target=web.run)
    thread.start()
    try:
        deadline = time.monotonic() + 60
        while not web.started and time.monotonic() < deadline:
            time.sleep(0.05)
        yield settings.public_url, ["--key", first, "--second-key", second]
    finally:
        web.should_exit = True
        thread.join(60)
