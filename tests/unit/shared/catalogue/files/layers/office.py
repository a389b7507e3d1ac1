"""An office's own folder, file by file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from shared.catalogue.files.load import load_catalogue
from shared.catalogue.findings import CatalogueError, FileFinding

REGIONS = "code,name,short_name,level,parent,valid_from,valid_to\n"
INDICATORS = "id,name,kind,unit,direction,reported_at,part_kind,part_unit,numerator,denominator,aliases\n"
CONTACTS = "region,mail,leader,leader_mail\n"
PLAN = """id = "jiulongpo-2026-2030"
name = "九龙坡区规划（虚构，示例）"
region = "500107"
first = "2026-01"
last = "2030-12"
document = "九龙坡区规划（虚构，示例）"
[tables]
targets = "专栏1（虚构，示例）"
"""
TARGETS = (
    "row,section,printed_name,name,indicator,printed_baseline,printed_target,attribute,horizon,bound,"
    "baseline,baseline_bound,value,unit,part_of\n"
    "1,一、就业,1.城镇新增就业人数（万人）,城镇新增就业人数,urban_new_employment,【15】,【>16】,约束性,plan,more_than,"
    "0,,16,万人,\n"
)
DEPARTMENT = """[[department]]
id = "jlp-jobs"
name = "九龙坡区就业科（虚构，示例）"
region = "500107"
mail = ["jobs@jlp.test"]
leader = "分管局长"
leader_mail = ["leader@jlp.test"]
indicators = ["urban_new_employment"]
"""


def write_site(folder: Path, files: Mapping[str, str]) -> Path:
    """The folder with these files, made where it lacks them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def a_district(**files: str) -> dict[str, str]:
    """The files of an office of a district with a plan of its own; ``files`` by the names without their dots."""
    return {
        "site.toml": 'name = "九龙坡区人力社保局"\nregion = "500107"\nplans = []\n',
        "plans/jiulongpo-2026-2030/plan.toml": PLAN,
        "plans/jiulongpo-2026-2030/targets.csv": TARGETS,
        "departments.toml": DEPARTMENT,
        **files,
    }


def faults(site: Path) -> list[FileFinding]:
    """What keeps the folder from being loaded."""
    try:
        load_catalogue(site=site)
    except CatalogueError as error:
        return list(error.findings)
    return []
