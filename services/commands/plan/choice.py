"""Which plans a command is about: those that come with the system, the setting's folders, the option's."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from services.commands.options import stop
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.load import load_catalogue
from shared.catalogue.findings import CatalogueError
from shared.catalogue.model import Plan
from shared.settings import Settings

FoldersOption = Annotated[list[Path] | None, typer.Option("--folder", "-f", help="另外载入的规划文件夹（可多次给出）")]


def catalogue_with(folders: Iterable[Path]) -> Catalogue:
    """The catalogue with the plans of these folders; a fault in them ends the command with its message."""
    try:
        return load_catalogue(plan_folders=tuple(folders), holidays=Settings().holidays_file)
    except CatalogueError as error:
        stop(str(error))


def with_own_plans(folders: list[Path] | None) -> Catalogue:
    """The catalogue with the plans of XUSHI_PLAN_FOLDERS and of the option, each folder once."""
    return catalogue_with(
        {folder.resolve(): folder for folder in (*Settings().plan_folders, *(folders or ()))}.values()
    )


def chosen_plans(catalogue: Catalogue, plan: str | None) -> list[Plan]:
    """The plan of that name, or all of them; a name that is none ends the command."""
    if plan is None:
        return list(catalogue.plans.values())
    if plan not in catalogue.plans:
        stop(f"没有规划“{plan}”；可选：{'、'.join(catalogue.plans)}", 2)
    return [catalogue.plans[plan]]
