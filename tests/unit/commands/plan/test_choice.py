from __future__ import annotations

from pathlib import Path

import pytest
import typer

from services.commands.plan.choice import chosen_plans, with_own_plans
from shared.catalogue import CatalogueSources, load_catalogue
from shared.catalogue.files.tables import DATA

OWN = DATA / "plans" / "shizhu-2021-2025"


def test_without_a_name_every_plan_is_meant_and_with_one_that_plan() -> None:
    catalogue = load_catalogue()
    assert chosen_plans(catalogue, None) == list(catalogue.plans.values())
    assert [plan.id for plan in chosen_plans(catalogue, "shizhu-2021-2025")] == ["shizhu-2021-2025"]


def test_a_name_that_is_none_ends_the_command_and_tells_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as caught:
        chosen_plans(load_catalogue(), "nowhere")
    assert caught.value.exit_code == 2
    said = capsys.readouterr().err.replace("\n", "")
    assert "没有规划“nowhere”" in said
    assert "shizhu-2021-2025" in said


def test_a_folder_with_faults_ends_the_command_with_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as caught:
        with_own_plans([tmp_path])
    assert caught.value.exit_code == 1
    assert str(tmp_path.name) in capsys.readouterr().err.replace("\n", "")


def test_a_folder_that_is_named_twice_is_read_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The same plan from two folders would be refused."""
    read: list[CatalogueSources] = []
    monkeypatch.setattr("services.commands.plan.choice.load_from", read.append)
    monkeypatch.setenv("XUSHI_PLAN_FOLDERS", f'["{tmp_path}"]')
    with_own_plans([tmp_path / ".." / tmp_path.name, OWN])
    assert [[folder.resolve() for folder in sources.plan_folders] for sources in read] == [
        [tmp_path.resolve(), OWN.resolve()]
    ]
