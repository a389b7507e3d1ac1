"""Which plans a command is about: those that come with the system, the setting's folders, the option's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from services.commands.options import stop
from shared.catalogue import CatalogueSources
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.layers.folders import plan_folders_of
from shared.catalogue.files.layers.site_file import read_site
from shared.catalogue.files.load import load_from
from shared.catalogue.findings import CatalogueError, Findings
from shared.catalogue.model import Plan
from shared.process.catalogue.sources import sources_of
from shared.settings import Settings

FoldersOption = Annotated[list[Path] | None, typer.Option("--folder", "-f", help="另外载入的规划文件夹（可多次给出）")]


def without_own_plans() -> Catalogue:
    """The catalogue with no plans but the shipped ones, against which a plan's folder is checked."""
    return _loaded(replace(sources_of(Settings()), plan_folders=(), own_plans=False))


def with_own_plans(folders: list[Path] | None) -> Catalogue:
    """The catalogue with the plans of the office's folder, of XUSHI_PLAN_FOLDERS and of the option, each once."""
    return _loaded(sources_of(Settings(), folders or ()))


def in_force() -> list[Path]:
    """The folders of every plan that the settings ask for."""
    findings = Findings()
    sources = sources_of(Settings())
    found = plan_folders_of(sources, read_site(sources.site, findings), findings)
    return [folder.path for folder in found]


def _loaded(sources: CatalogueSources) -> Catalogue:
    """The catalogue of these sources; a fault in them ends the command with its message."""
    try:
        return load_from(sources)
    except CatalogueError as error:
        stop(str(error))


def chosen_plans(catalogue: Catalogue, plan: str | None) -> list[Plan]:
    """The plan of that name, or all of them; a name that is none ends the command."""
    if plan is None:
        return list(catalogue.plans.values())
    if plan not in catalogue.plans:
        stop(f"没有规划“{plan}”；可选：{'、'.join(catalogue.plans)}", 2)
    return [catalogue.plans[plan]]
