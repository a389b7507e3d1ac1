"""docs/first-day.md: every command with its options, every setting and every page that it names is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from services.cli import app
from services.standalone import Standalone
from shared.settings import Settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/first-day.md").read_text("utf-8")
SHELL = "\n".join(re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))
CALLED = re.compile(r"(?:(?:^|/opt/xushi/bin/)xushi|^docker compose run .* cli) ([a-z].*)$", re.MULTILINE)
TOLD = sorted({*CALLED.findall(SHELL), *re.findall(r"`xushi ([a-z][^`]*)`", TEXT)})
"""Every call of a command, as typed after ``xushi``."""


def refused(call: str) -> str:
    """What is said to a call of a command or an option that does not exist ('': there are both); nothing is run."""
    done = CliRunner().invoke(app, [*shlex.split(call), "--help"])
    return done.output if done.exit_code else ""


@pytest.mark.parametrize("call", TOLD)
def test_a_call_names_a_command_and_options_that_exist(call: str) -> None:
    assert refused(call) == ""


@pytest.mark.parametrize("call", ["begin", "init --folder x", "site look", "keys add a --rolle ops"])
def test_a_call_of_what_is_not_there_is_found(call: str) -> None:
    assert refused(call)


def test_the_page_leads_through_every_step() -> None:
    for step in ("init --data", "site check", "keys add", "backup ", "restore ", "import .* --history", "plan annual"):
        assert any(re.match(step, call) for call in TOLD), step
    numbers = [int(each) for each in re.findall(r"^## (\d+)\. ", TEXT, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_setting_that_it_names_exists() -> None:
    named = set(re.findall(r"XUSHI_([A-Z_]+)", TEXT))
    assert named <= {name.upper() for name in Settings.model_fields} | {"KEY"}


def test_every_page_that_it_sends_to_is_served(tmp_path: Path) -> None:
    named = sorted(set(re.findall(r"`(/[a-z]+)`", TEXT)))
    settings = Settings(data_dir=tmp_path, site_dir=None)
    with TestClient(Standalone(settings).app, follow_redirects=False) as visitor:
        answers = {page: visitor.get(page).status_code for page in named}
    assert answers and 404 not in answers.values(), answers
