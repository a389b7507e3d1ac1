"""Loading the catalogue from its data files. Every fault is told at once, with file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.checks.readings import check_readings
from shared.catalogue.files.contacts import read_contacts
from shared.catalogue.files.departments import check_departments, read_departments
from shared.catalogue.files.holidays import read_holidays
from shared.catalogue.files.indicators import read_indicators, read_profiles
from shared.catalogue.files.plans import read_plan
from shared.catalogue.files.region_changes import read_changes
from shared.catalogue.files.regions import read_groups, read_regions
from shared.catalogue.files.review import read_review
from shared.catalogue.files.tables import DATA
from shared.catalogue.findings import Findings
from shared.catalogue.model import Department, Indicator, Plan, Region
from shared.work_calendar import WorkCalendar


def load_catalogue(
    root: Path | None = None, plan_folders: Sequence[Path] = (), holidays: Path | None = None
) -> Catalogue:
    """Load the catalogue of ``root`` (default: the one that comes with the program).

    ``plan_folders`` are plans of one's own beside the published ones; each may bring its own
    ``indicators.csv`` and ``departments.toml``. ``holidays`` is the office's own list of days off and days worked.

    Raises:
        CatalogueError: anything is wrong; it lists every fault with its file and line.
    """
    root = root or DATA
    findings = Findings()
    regions = read_regions(root / "regions.csv", "regions.csv", findings)
    changes = read_changes(root / "region_changes.csv", "region_changes.csv", regions, findings)
    groups = read_groups(root / "groups.csv", "groups.csv", regions, findings)
    indicators = read_indicators(root / "indicators.csv", "indicators.csv", {}, findings)
    profiles = read_profiles(root / "profiles.csv", "profiles.csv", indicators, findings)
    departments = read_departments(root / "departments.toml", "departments.toml", regions, findings)
    review = read_review(root, indicators, findings)
    contacts = read_contacts(root / "contacts.csv", "contacts.csv", regions, findings)
    written = read_holidays(holidays, str(holidays), findings) if holidays is not None else {}
    plans_root = root / "plans"
    published = sorted(folder for folder in plans_root.iterdir() if folder.is_dir()) if plans_root.is_dir() else []
    plans: dict[str, Plan] = {}
    for folder in (*published, *plan_folders):
        plan = read_plan_with_extras(folder, indicators, departments, regions, findings)
        if plan is not None and plan.id in plans:
            findings.error("duplicate_plan", f"{folder.name}/plan.toml", 0, f"规划编号“{plan.id}”重复")
        elif plan is not None:
            plans[plan.id] = plan
    check_departments(departments, indicators, plans, findings)
    findings.raise_errors()
    return Catalogue(
        regions.values(),
        groups,
        indicators.values(),
        plans.values(),
        departments,
        profiles,
        review,
        changes,
        contacts,
        WorkCalendar(written),
    )


def read_plan_with_extras(
    folder: Path,
    indicators: dict[str, Indicator],
    departments: list[Department],
    regions: Mapping[str, Region],
    findings: Findings,
) -> Plan | None:
    """Read a plan's folder, adding the indicators and departments it brings to the given ones."""
    label = folder.resolve().name
    if (folder / "indicators.csv").exists():
        indicators.update(read_indicators(folder / "indicators.csv", f"{label}/indicators.csv", indicators, findings))
    if (folder / "departments.toml").exists():
        departments += read_departments(folder / "departments.toml", f"{label}/departments.toml", regions, findings)
    plan = read_plan(folder, indicators, regions, findings, label)
    if plan is not None:
        check_readings(plan, indicators, findings, label)
    return plan
