"""``xushi site check``: everything wrong or odd in what a catalogue is read from, in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.checks.due_days import check_due_days
from shared.catalogue.checks.oddities import report_oddities
from shared.catalogue.checks.prefix import check_prefix
from shared.catalogue.files.checking.alerting import check_alerting, check_departments_used
from shared.catalogue.files.checking.reaching import check_addresses
from shared.catalogue.files.contacts import check_contacts
from shared.catalogue.files.layers.folders import PlanFolder, plan_folders_of
from shared.catalogue.files.layers.site_file import FILE, read_site
from shared.catalogue.files.layers.sources import CatalogueSources
from shared.catalogue.files.load import load_from
from shared.catalogue.findings import CatalogueError, FileFinding, Findings, Severity
from shared.catalogue.model import Plan
from shared.catalogue.printed.wording import rows_in_words


class SiteChecked(NamedTuple):
    """What was found, errors first, the catalogue (None: it cannot be loaded), and by plan how each row of those that
    did not come with the program is read, in words."""

    findings: list[FileFinding]
    catalogue: Catalogue | None
    readings: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def check_site(sources: CatalogueSources) -> SiteChecked:
    """Everything wrong or odd in the sources of a catalogue. The files are only read.

    What is an error here keeps every process from starting, in the same words; warnings never do.
    """
    try:
        catalogue = load_from(sources)
    except CatalogueError as error:
        return SiteChecked(list(error.findings), None)
    findings = Findings()
    readings: dict[str, tuple[str, ...]] = {}
    _check_office(catalogue, sources, findings)
    for plan, folder in _plans(catalogue, sources):
        if folder.layer != "shipped":
            check_prefix(plan, catalogue.plans.values(), findings, folder.label)
            report_oddities(plan, catalogue.indicators, findings, folder.label)
            check_due_days(plan, catalogue.calendar_of(plan.region), findings, folder.label)
            readings[plan.id] = rows_in_words(plan, catalogue.indicators, catalogue.units_of_measure)
        check_alerting(plan, catalogue, findings, folder.label)
    check_departments_used(catalogue, sources, findings)
    check_addresses(catalogue, findings)
    findings.items += check_contacts(catalogue, catalogue.office.region)
    found = sorted(findings.items, key=lambda item: item.severity is not Severity.ERROR)
    return SiteChecked(found, catalogue, readings)


def _plans(catalogue: Catalogue, sources: CatalogueSources) -> Iterator[tuple[Plan, PlanFolder]]:
    """Every plan in force with its folder: both come in the order in which they were read."""
    ignored = Findings()  # what is wrong was told when the catalogue was loaded
    folders = plan_folders_of(sources, read_site(sources.site, ignored), ignored)
    yield from zip(catalogue.plans.values(), folders, strict=True)


def _check_office(catalogue: Catalogue, sources: CatalogueSources, findings: Findings) -> None:
    """Whether the office says who it is, and whether its plans are of its own area."""
    if sources.site is None:
        return
    office = catalogue.office
    if not office.name:
        findings.warning("name_missing", FILE, 0, "没有写“name”（本单位的名称）")
    if not office.region:
        findings.warning("region_missing", FILE, 0, "没有写“region”（本单位负责的地区），联系人按全部应报单位检查")
        return
    for plan in catalogue.plans.values():
        if office.region not in (plan.region, *catalogue.ancestors(plan.region)):
            region = catalogue.regions[plan.region].name
            message = f"规划“{plan.id}”的地区（{region}）不在本单位负责的地区之内：{region}所辖各单位都会被要求报送"
            findings.warning("plan_outside", FILE, 0, message)
