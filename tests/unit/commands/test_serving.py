"""What a process that serves has loaded when it answers: not what only other commands or rarer work need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from services.cli import SERVING, commands
from services.standalone import Standalone
from shared.settings import Settings

LATER = (
    *("kafka", "alembic", "mako"),  # without Kafka, and where the databases are up to date
    *("openpyxl", "PIL", "typst", "pyhanko"),  # the first workbook, picture, printed document
    *("argon2", "authlib", "joserfc", "webauthn", "pyotp", "segno", "cryptography", "httpx"),  # the first who signs in
    "services.demo",
)

STARTED = """
import asyncio, sys
from pathlib import Path
from services.cli import commands
commands(["up"])
from services.standalone import Standalone
from shared.observe import configure_logging
from shared.settings import Settings
configure_logging("CRITICAL")
app = Standalone(Settings(data_dir=Path(sys.argv[1]))).app
async def start():
    async with app.router.lifespan_context(app):
        print(*sys.modules)
asyncio.run(start())
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    standalone = Standalone(Settings(data_dir=tmp_path))
    standalone.migrate()
    standalone.runtime.close()
    return tmp_path


def test_services_that_have_started_have_not_loaded_what_is_for_later(data: Path) -> None:
    said = subprocess.run([sys.executable, "-c", STARTED, str(data)], capture_output=True, text=True, check=True).stdout
    loaded = set(said.split())
    assert "services.standalone" in loaded
    assert [name for name in LATER if name in loaded] == []


@pytest.mark.parametrize("word", SERVING)
def test_the_commands_by_which_a_process_serves_are_those_of_the_whole(word: str) -> None:
    whole = {each.callback for each in commands(()).registered_commands}
    found = {each.callback.__name__: each.callback for each in commands([word]).registered_commands if each.callback}
    assert found[word] in whole
