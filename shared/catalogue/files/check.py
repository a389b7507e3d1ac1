"""Checking a plan's folder before it is used: errors that stop it, and oddities worth knowing."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.checks.due_days import check_due_days
from shared.catalogue.checks.oddities import READ_SO, report_oddities
from shared.catalogue.checks.prefix import check_prefix
from shared.catalogue.files.departments import check_departments
from shared.catalogue.files.layers.folders import PlanFolder
from shared.catalogue.files.load import read_plan_with_extras
from shared.catalogue.findings import FileFinding, Findings, Severity
from shared.catalogue.printed.wording import rows_in_words
from shared.quantities import UnitsOfMeasure

__all__ = ["CheckedPlan", "FileFinding", "Severity", "check_plan", "check_plan_folder"]


class CheckedPlan(NamedTuple):
    """What is wrong or odd in a plan's folder, and how each of its rows is read, in words."""

    findings: list[FileFinding]
    readings: tuple[str, ...] = ()


def check_plan_folder(path: Path, catalogue: Catalogue) -> list[FileFinding]:
    """Everything wrong or odd in a plan's folder, as :func:`check_plan` finds it."""
    return check_plan(path, catalogue).findings


def check_plan(path: Path, catalogue: Catalogue) -> CheckedPlan:
    """Everything wrong or odd in a plan's folder, errors first, in the order of the rows, and the rows in words.

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
        return CheckedPlan(findings.items)
    plan = read_plan_with_extras(PlanFolder.of(path), units, indicators, departments, catalogue.regions, findings)
    if plan is not None:
        check_departments(departments, {plan.id: plan}, findings)
        check_prefix(plan, catalogue.plans.values(), findings, label)
        report_oddities(plan, indicators, findings, label)
        check_due_days(plan, catalogue.calendar, findings, label)
    told = [item for item in findings.items if item.code != READ_SO]  # the row itself says it, in words
    items = sorted(told, key=lambda item: (item.severity is not Severity.ERROR, item.file, item.row or 0))
    return CheckedPlan(items, () if plan is None else rows_in_words(plan, indicators, UnitsOfMeasure(units)))
