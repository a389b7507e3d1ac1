"""``xushi site``; its command ``check`` is here: all that is read of an office's own folder, in one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.commands.options import count, print_findings
from services.commands.site.settings import check_settings
from shared.catalogue import Catalogue
from shared.catalogue.checks.oddities import READ_SO
from shared.catalogue.files.checking.site import check_site
from shared.catalogue.files.layers.layers import FONTS
from shared.catalogue.findings import Findings
from shared.office.pdf.characters import FontFault
from shared.office.pdf.printing import Printing
from shared.office.pdf.seal import SealRefused
from shared.process.catalogue.sources import site_of, sources_of
from shared.settings import Settings

site_app = typer.Typer(help="本单位的文件夹（规划、部门、地区、联系人等）：检查、比较、变更记录", no_args_is_help=True)

SiteOption = Annotated[Path | None, typer.Option("--site", help="本单位的文件夹（默认取 XUSHI_SITE_DIR）")]


@site_app.command()
def check(site: SiteOption = None) -> None:
    """检查本单位的文件夹和它用到的全部规划：有错误则以1退出（服务也不会启动），提示不妨碍启动。"""
    settings = Settings() if site is None else Settings(site_dir=site)
    console = Console()
    sources = sources_of(settings)
    if sources.site is None:
        console.print(f"没有本单位的文件夹（{site_of(settings)}），只用自带的目录；新建：xushi init", markup=False)
    checked = check_site(sources)
    of_settings = Findings()
    check_settings(settings, of_settings)
    _check_printing(settings, of_settings)
    told = (each for each in checked.findings if each.code != READ_SO)  # the row itself says it, in words
    findings = [*told, *of_settings.items]
    if checked.catalogue is not None:
        _print_contents(console, checked.catalogue, checked.readings)
    print_findings(console, findings)
    errors, warnings = count(findings)
    console.print(f"共 {errors} 个错误，{warnings} 条提示", style="red" if errors else "green")
    if errors:
        raise typer.Exit(1)


def _check_printing(settings: Settings, findings: Findings) -> None:
    """The fonts of the office and its certificate, in the words in which a service refuses to start."""
    try:
        Printing(settings, site_of(settings)).begin()
    except (FontFault, SealRefused) as fault:
        findings.error("printing", FONTS if isinstance(fault, FontFault) else "signing", 0, str(fault))


def _print_contents(console: Console, catalogue: Catalogue, readings: Mapping[str, Sequence[str]]) -> None:
    """What the office is, which plans are in force, and how the rows of its own are read, for a person to nod at."""
    office = catalogue.office
    if office.name:
        region = f"（{catalogue.regions[office.region].name} {office.region}）" if office.region else ""
        console.print(f"{office.name}{region}", style="bold", markup=False)
    for plan in catalogue.plans.values():
        owed = f"，自 {plan.first_owed} 起应报" if plan.first_owed <= plan.last else "，不再要求报送"
        console.print(f"  {plan.id}：{plan.name}，{len(plan.targets)} 项指标{owed}", markup=False, soft_wrap=True)
        for reading in readings.get(plan.id, ()):
            console.print(f"    {reading}", markup=False, soft_wrap=True, highlight=False)
    if not catalogue.plans:
        console.print("  没有在用的规划：没有单位要报送，也不会预警", markup=False)
    days = catalogue.calendar.written
    own = f"，本单位另写明 {len(days)} 天" if days else ""
    console.print(f"  放假安排：收录到 {catalogue.calendar.last_arranged_year} 年{own}", markup=False)
