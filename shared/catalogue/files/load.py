"""Loading the catalogue from its data files. Every fault is told at once, with file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from shared.catalogue.calendars import OwnDays
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.checks.prefix import check_prefix
from shared.catalogue.checks.readings import check_readings
from shared.catalogue.files.contacts import read_contacts
from shared.catalogue.files.departments import check_departments, read_departments
from shared.catalogue.files.holidays import read_holidays
from shared.catalogue.files.layers.appraisals import read_appraisals
from shared.catalogue.files.layers.comparisons import read_comparisons
from shared.catalogue.files.layers.due import due_rules
from shared.catalogue.files.layers.folders import PlanFolder, plan_folders_of
from shared.catalogue.files.layers.layers import Layers
from shared.catalogue.files.layers.letterheads import read_letterheads
from shared.catalogue.files.layers.site_file import FILE as SITE_FILE
from shared.catalogue.files.layers.site_file import SiteFile, read_site
from shared.catalogue.files.layers.sources import CatalogueSources
from shared.catalogue.files.layers.tiles import read_tiles
from shared.catalogue.files.measures.indicators import define, read_indicators, read_profiles
from shared.catalogue.files.measures.units import read_units
from shared.catalogue.files.plans import read_plan
from shared.catalogue.files.region_changes import read_changes
from shared.catalogue.files.regions import read_groups, read_regions
from shared.catalogue.files.review import read_review
from shared.catalogue.files.sampled.limits import read_limits
from shared.catalogue.files.sampled.members import read_members
from shared.catalogue.files.tables import DATA, TableFile
from shared.catalogue.findings import Findings
from shared.catalogue.model import Department, Indicator, Office, Panel, Plan, Region
from shared.periods import Month
from shared.quantities import Unit, UnitsOfMeasure
from shared.work_calendar import WorkCalendar


def load_catalogue(
    root: Path | None = None,
    plan_folders: Sequence[Path] = (),
    holidays: Path | None = None,
    site: Path | None = None,
) -> Catalogue:
    """Load the catalogue of ``root`` (default: the one that comes with the program), and what is laid over it.

    The same as :func:`load_from` of these sources.
    """
    return load_from(CatalogueSources(site, tuple(plan_folders), holidays, root or DATA))


def load_from(sources: CatalogueSources) -> Catalogue:
    """Load the catalogue of these sources: the shipped files first, over them the office's own folder.

    Rows of regions, region changes, groups, units and indicators add up, and one that stands in both is a fault,
    unless the office replaces the table. What says how the office works (departments, contacts, thresholds of the
    review, definitions, month shares, holidays) stands in place of what the shipped file says of the same.

    Each plan may bring its own ``units.csv``, ``indicators.csv`` and ``departments.toml``.

    Raises:
        CatalogueError: anything is wrong; it lists every fault with its file and line.
    """
    findings = Findings()
    head = read_site(sources.site, findings)
    layers = Layers(sources.shipped, sources.site, head.replaces)
    regions = read_regions(layers.table("regions.csv"), findings)
    changes = read_changes(layers.optional("region_changes.csv"), regions, findings)
    groups = read_groups(layers.table("groups.csv"), regions, findings)
    units = read_units(layers.table("units.csv"), {}, findings)
    indicators = read_indicators(layers.table("indicators.csv"), {}, UnitsOfMeasure(units), findings)
    profiles = read_profiles(layers.table("profiles.csv"), indicators, findings)
    departments = read_departments(layers.table("departments.toml"), regions, indicators, findings)
    review = read_review(layers.optional("review.csv"), layers.optional("identities.csv"), indicators, findings)
    contacts = read_contacts(layers.optional("contacts.csv"), regions, findings)
    written = read_holidays(_holidays(layers, sources), regions, findings)
    plans = _plans(plan_folders_of(sources, head, findings), units, indicators, departments, regions, findings)
    office = _office(head, layers, regions, indicators, findings)
    check_departments(departments, plans, findings)
    define(layers.optional("definitions.csv"), indicators, findings)
    due = due_rules(head.due, plans, indicators, findings, SITE_FILE)
    limits = read_limits(layers.optional("panel_limits.csv"), findings)
    panel = Panel(read_members(layers.own("panel.csv"), regions, findings), limits)
    findings.raise_errors()
    return Catalogue(
        regions.values(),
        groups,
        indicators.values(),
        (_owing_from(plan, head.owed_from) for plan in plans.values()),
        departments,
        profiles,
        review,
        changes,
        contacts,
        WorkCalendar(written.pop("")),
        office,
        UnitsOfMeasure(units),
        OwnDays(written, due),
        panel,
    )


def read_plan_with_extras(
    folder: PlanFolder,
    units: dict[str, Unit],
    indicators: dict[str, Indicator],
    departments: list[Department],
    regions: Mapping[str, Region],
    findings: Findings,
) -> Plan | None:
    """Read a plan's folder, adding the units, indicators and departments it brings to the given ones."""
    units.update(read_units(folder.own("units.csv"), units, findings))
    measures = UnitsOfMeasure(units)
    indicators.update(read_indicators(folder.own("indicators.csv"), indicators, measures, findings))
    departments += read_departments(folder.own("departments.toml"), regions, indicators, findings, list(departments))
    plan = read_plan(folder.path, indicators, regions, measures, findings, folder.label)
    if plan is not None:
        check_readings(plan, indicators, measures, findings, folder.label)
    return plan


def _plans(
    folders: Sequence[PlanFolder],
    units: dict[str, Unit],
    indicators: dict[str, Indicator],
    departments: list[Department],
    regions: Mapping[str, Region],
    findings: Findings,
) -> dict[str, Plan]:
    plans: dict[str, Plan] = {}
    places: dict[str, PlanFolder] = {}
    for folder in folders:
        plan = read_plan_with_extras(folder, units, indicators, departments, regions, findings)
        if plan is None:
            continue
        if plan.id in plans:
            message = f"规划编号“{plan.id}”重复，已见于 {places[plan.id].label}/plan.toml"
            findings.error("duplicate_plan", f"{folder.label}/plan.toml", 0, message)
        else:
            plans[plan.id], places[plan.id] = plan, folder
    for plan in plans.values():
        if places[plan.id].layer == "site":
            check_prefix(plan, plans.values(), findings, places[plan.id].label)
    return plans


def _holidays(layers: Layers, sources: CatalogueSources) -> list[TableFile]:
    """The office's list in its folder, and the one that a setting names."""
    own = layers.own("holidays.csv")
    named = None if sources.holidays is None else TableFile(sources.holidays, str(sources.holidays))
    return [file for file in (own, named) if file is not None]


def _office(
    head: SiteFile,
    layers: Layers,
    regions: Mapping[str, Region],
    indicators: Mapping[str, Indicator],
    findings: Findings,
) -> Office:
    if head.region and head.region not in regions:
        findings.error("unknown_region", SITE_FILE, 0, f"“region”：没有代码为“{head.region}”的地区")
    letterheads = read_letterheads(layers.own("letterhead.toml"), regions, findings)
    tiles = read_tiles(layers.optional("tiles.csv"), regions, findings)
    comparisons = read_comparisons(layers.optional("comparisons.csv"), indicators, findings)
    schemes = read_appraisals(layers.optional("appraisal.toml"), regions, findings)
    return Office(head.name, head.region, letterheads, tiles, comparisons, schemes)


def _owing_from(plan: Plan, month: Month | None) -> Plan:
    """The plan as the office asks for it: from ``month`` on, where the plan itself says nothing of it."""
    if month is None or plan.owed_from is not None or month <= plan.first:
        return plan
    return replace(plan, owed_from=month)
