"""deploy/systemd/xushi.service: it starts a command that exists, from the settings that ``xushi init`` writes."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from services.cli import app

ROOT = Path(__file__).parents[3]
UNIT = ROOT / "deploy/systemd/xushi.service"
PAGE = (ROOT / "docs/first-day.md").read_text("utf-8")
DATA = "/var/lib/xushi"


def read(text: str) -> dict[str, str]:
    """Every key with its value; a key that stands twice is a fault."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE):
        found[key].append(value)
    assert all(len(values) == 1 for values in found.values())
    return {key: values[0] for key, values in found.items()}


SERVICE = read(UNIT.read_text("utf-8"))


def test_it_starts_a_command_that_exists() -> None:
    program, command = SERVICE["ExecStart"].split()
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    assert command in root.commands
    assert program in PAGE


def test_what_printing_frees_is_given_back_in_the_unit_and_in_the_image_alike() -> None:
    assert SERVICE["Environment"] == "MALLOC_TRIM_THRESHOLD_=100000"
    image = (ROOT / "deploy/Dockerfile").read_text("utf-8")
    assert f"ENV {SERVICE['Environment']}\n" in image


def test_its_settings_are_the_file_that_init_tells_of(tmp_path: Path) -> None:
    """``--data`` is the folder that the unit may write; what is told of it is what the unit reads, moved there."""
    words = [
        "init",
        "--yes",
        "--data",
        str(tmp_path),
        "--name",
        "局",
        "--region",
        "500107",
        "--plan",
        "jiulongpo-2021-2025",
    ]
    said = CliRunner().invoke(app, words, env={"XUSHI_SITE_DIR": "", "XUSHI_DATA_DIR": "", "COLUMNS": "80"})
    assert said.exit_code == 0, said.output
    (told,) = re.findall(r"EnvironmentFile=([^\s）]+)", said.output)
    assert Path(told).is_file()
    assert SERVICE["EnvironmentFile"] == told.replace(str(tmp_path.resolve()), DATA)
    assert f"--data {DATA}" in PAGE


def test_what_it_may_write_is_the_data_folder_of_its_own_user() -> None:
    assert SERVICE["StateDirectory"] == Path(DATA).name
    assert SERVICE["WorkingDirectory"] == DATA
    assert SERVICE["ProtectSystem"] == "strict"
    assert f"--home-dir {DATA}" in PAGE and f" {SERVICE['User']}\n" in PAGE


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_reads_every_line_of_it(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text("utf-8").replace(SERVICE["ExecStart"].split()[0], "/bin/true"), "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=60, check=False
    )
    assert unit.name not in done.stdout + done.stderr
