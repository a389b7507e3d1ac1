"""The documents say what the code has: every setting, metric, event, command, route and decision."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from services.cli import app
from services.standalone import Standalone
from shared.events import EVENT_TYPES, Event
from shared.observe import Metrics
from shared.settings import Settings

ROOT = Path(__file__).parents[2]
HANDBOOK = (ROOT / "docs/handbook.md").read_text("utf-8")
REFERENCE = (ROOT / "docs/reference.md").read_text("utf-8")
READMES = ("README.md", "README.zh.md")


def commands() -> list[str]:
    """Every command as typed after ``xushi``."""
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    found = []
    for name, command in root.commands.items():
        inner = getattr(command, "commands", None)
        found += [f"{name} {each}" for each in inner] if inner else [name]
    return found


def routes(tmp_path: Path) -> set[tuple[str, str]]:
    """Every method and path of the three services together."""
    application = Standalone(Settings(data_dir=tmp_path)).app
    return {
        (method.upper(), path) for path, operations in application.openapi()["paths"].items() for method in operations
    }


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_stands_in_the_handbook(name: str) -> None:
    assert f"`XUSHI_{name.upper()}`" in HANDBOOK


def test_the_handbook_names_no_setting_that_does_not_exist() -> None:
    named = set(re.findall(r"`XUSHI_([A-Z_]+)`", HANDBOOK))
    assert named <= {name.upper() for name in Settings.model_fields} | {"KEY"}


def test_every_metric_stands_in_the_handbook_and_no_other() -> None:
    metrics = {family.name for family in Metrics().registry.collect()}
    named = set(re.findall(r"`(xushi_[a-z_]+?)(?:_total)?`", HANDBOOK))
    assert named == metrics


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda each: each.__name__)
def test_every_event_stands_in_the_reference(event_type: type[Event]) -> None:
    assert f"`{event_type.__name__}`" in REFERENCE


@pytest.mark.parametrize("command", commands())
def test_every_command_stands_in_the_handbook(command: str) -> None:
    assert f"`xushi {command}" in HANDBOOK


def test_every_route_stands_in_the_reference_and_no_other(tmp_path: Path) -> None:
    named = set(re.findall(r"`(GET|POST|PUT|DELETE) (/[^`?]*)`", REFERENCE))
    assert named == routes(tmp_path)


@pytest.mark.parametrize("readme", READMES)
def test_the_commands_of_the_readme_exist(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    makes = set(re.findall(r"^make ([a-z-]+)", text, re.MULTILINE))
    assert {"demo", "test"} <= makes <= targets
    known = commands()
    for line in re.findall(r"^\.venv/bin/xushi ([^#\n]+)", text, re.MULTILINE):
        words = [word for word in shlex.split(line) if not word.startswith("-")]
        assert " ".join(words[:2]) in known or words[0] in known


@pytest.mark.parametrize("document", [*READMES, *(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/**/*.md"))])
def test_every_link_in_a_document_leads_to_a_file(document: str) -> None:
    path = ROOT / document
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{document} links to {target}"
