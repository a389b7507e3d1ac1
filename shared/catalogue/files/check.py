"""Checking a plan's folder before it is used: errors that stop it, and oddities worth knowing."""

from __future__ import annotations

from pathlib import Path

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.checks.due_days import check_due_days
from shared.catalogue.checks.oddities import report_oddities
from shared.catalogue.checks.prefix import check_prefix
from shared.catalogue.files.departments import check_departments
from shared.catalogue.files.layers.folders import PlanFolder
from shared.catalogue.files.load import read_plan_with_extras
from shared.catalogue.findings import FileFinding, Findings, Severity

__all__ = ["FileFinding", "Severity", "check_plan_folder"]


def check_plan_folder(path: Path, catalogue: Catalogue) -> list[FileFinding]:
    """Everything wrong or odd in a plan's folder, errors first, in the order of the rows.

    ``catalogue`` gives the regions, indicators and departments that the folder may refer to; what
    the folder brings along itself must not be in it yet. The files are only read. A folder without
    errors can be loaded; warnings never stop it.
    """
    findings = Findings()
    indicators, departments = dict(catalogue.indicators), list(catalogue.departments)
    units = dict(catalogue.units_of_measure.named)
    label = path.resolve().name
    if not path.is_dir():
        findings.error("missing_folder", str(path), 0, "没有这个文件夹")
        return findings.items
    plan = read_plan_with_extras(PlanFolder.of(path), units, indicators, departments, catalogue.regions, findings)
    if plan is not None:
        check_departments(departments, {plan.id: plan}, findings)
        check_prefix(plan, catalogue.plans.values(), findings, label)
        report_oddities(plan, indicators, findings, label)
        check_due_days(plan, catalogue.calendar, findings, label)
    return sorted(findings.items, key=lambda item: (item.severity is not Severity.ERROR, item.file, item.row or 0))
