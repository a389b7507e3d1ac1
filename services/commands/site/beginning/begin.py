"""Begins an office's folder: it is written and checked beside its place, and stands there whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from services.commands.site.beginning.answers import Answers, BadAnswer, OwnRegion, Person
from services.commands.site.beginning.files import own_regions, site_files
from shared.catalogue import CatalogueSources, load_catalogue
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.checking.site import check_site
from shared.catalogue.files.layers.folders import PlanFolder
from shared.catalogue.files.layers.layers import PLANS
from shared.catalogue.files.load import read_plan_with_extras
from shared.catalogue.findings import CatalogueError, FileFinding, Findings
from shared.catalogue.model import LEVELS, Plan, Region


class OfficeBegun(NamedTuple):
    """What was begun: the catalogue as it is now, what is worth knowing of it, and each person with the password that
    they begin with."""

    catalogue: Catalogue
    findings: list[FileFinding]
    people: list[tuple[Person, str]]


OpenAccounts = Callable[[Sequence[Person]], list[str]]
"""Opens an account for each, all or none, and gives their passwords; raises BadAnswer for what cannot be."""


def begin(answers: Answers, site: Path, open_accounts: OpenAccounts, settings: Mapping[str, str]) -> OfficeBegun:
    """Write the folder ``site`` and open the first accounts. ``settings`` are what the office's environment is to hold.

    Raises:
        BadAnswer: the folder is in use, or an answer cannot be used; nothing was written.
        CatalogueError: what would be written cannot be loaded; nothing was written.
        OSError: the disk refuses.
    """
    if site.is_dir() and any(site.iterdir()):
        raise BadAnswer(f"{site} 里已有文件，没有改动；换一个文件夹，或直接修改它")
    regions = _regions(answers)
    plans = [_plan(folder, regions) for folder in answers.plan_folders]
    asked = _asked(answers, plans)
    _check_persons(answers.persons, regions)
    with _beside(site) as new:
        for name, text in site_files(answers, regions[answers.region].level, asked, settings).items():
            (new / name).write_text(text, encoding="utf-8")
        (new / PLANS).mkdir()
        for folder in answers.plan_folders:
            shutil.copytree(folder, new / PLANS / folder.resolve().name)
        checked = check_site(CatalogueSources(new))
        if checked.catalogue is None:
            raise CatalogueError(checked.findings)
        new.replace(site)
    try:
        passwords = open_accounts(answers.persons)
    except Exception:
        shutil.rmtree(site)
        raise
    return OfficeBegun(checked.catalogue, checked.findings, list(zip(answers.persons, passwords, strict=True)))


@contextmanager
def _beside(site: Path) -> Iterator[Path]:
    """A folder beside ``site``, gone at the end unless it was moved there."""
    site.parent.mkdir(parents=True, exist_ok=True)
    new = site.parent / f".{site.name}.{os.getpid()}.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _regions(answers: Answers) -> Mapping[str, Region]:
    """The shipped regions and the office's own."""
    shipped, own = load_catalogue().regions, answers.own_region
    if own is not None:
        _check_own(answers.region, own, shipped)
    elif answers.region not in shipped:
        raise BadAnswer(f"自带的地区里没有代码“{answers.region}”，须写明它的名称、级别和上级")
    level = own.level if own is not None else shipped[answers.region].level
    for unit in answers.units:
        if unit.code in shipped:
            raise BadAnswer(f"填报单位 {unit.code} 是自带的（{shipped[unit.code].name}），不必再写")
    return {**shipped, **{region.code: region for region in own_regions(answers, level)}}


def _check_own(code: str, own: OwnRegion, shipped: Mapping[str, Region]) -> None:
    if code in shipped:
        raise BadAnswer(f"地区 {code} 是自带的（{shipped[code].name}），不必再写名称")
    if own.level not in LEVELS:
        raise BadAnswer(f"级别“{own.level}”应为{'、'.join(LEVELS)}之一")
    if own.parent and own.parent not in shipped:
        raise BadAnswer(f"没有代码为“{own.parent}”的上级地区")


def _plan(folder: Path, regions: Mapping[str, Region]) -> Plan:
    """The plan in a folder that is to be copied."""
    if not folder.is_dir():
        raise BadAnswer(f"{folder} 不是文件夹；自带的规划请写编号")
    findings = Findings()
    shipped = load_catalogue()
    measures, departments = dict(shipped.units_of_measure.named), list(shipped.departments)
    indicators = dict(shipped.indicators)
    plan = read_plan_with_extras(PlanFolder.of(folder), measures, indicators, departments, regions, findings)
    findings.raise_errors()
    if plan is None:
        raise BadAnswer(f"{folder} 里没有规划")
    return plan


def _asked(answers: Answers, own: Sequence[Plan]) -> list[str]:
    """The indicators that plans of the office's own region ask for, each once, in the order of their rows."""
    shipped = load_catalogue().plans
    for plan in answers.shipped_plans:
        if plan not in shipped:
            raise BadAnswer(f"没有自带的规划“{plan}”；可选：{'、'.join(shipped)}")
    plans = [*(shipped[plan] for plan in answers.shipped_plans), *own]
    mine = (plan for plan in plans if plan.region == answers.region)
    return list(dict.fromkeys(target.indicator for plan in mine for target in plan.targets))


def _check_persons(persons: Sequence[Person], regions: Mapping[str, Region]) -> None:
    for person in persons:
        if person.region and person.region not in regions:
            raise BadAnswer(f"“{person.id}”：没有代码为“{person.region}”的地区")
