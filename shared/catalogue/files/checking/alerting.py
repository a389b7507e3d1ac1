"""Rows of plans that alert nobody, departments that answer for nothing, and those whose leader cannot be told."""

from __future__ import annotations

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.files.departments import FILE, read_departments
from shared.catalogue.files.layers.layers import SITE
from shared.catalogue.files.layers.sources import CatalogueSources
from shared.catalogue.files.tables import TableFile
from shared.catalogue.findings import Findings
from shared.catalogue.model import Department, Plan


def departments_in_use(catalogue: Catalogue) -> list[Department]:
    """The departments that answer for a row of a plan in force, in the order of their files."""
    asked = {
        catalogue.department_for(plan.id, target.row).id for plan in catalogue.plans.values() for target in plan.targets
    }
    return [each for each in catalogue.departments if each.id in asked]


def check_alerting(plan: Plan, catalogue: Catalogue, findings: Findings, label: str) -> None:
    """A warning for every row of which nobody will ever be alerted, though the plan binds to it."""
    file = f"{label}/targets.csv"
    for target in plan.targets:
        if not catalogue.stands_at(plan.region, target.indicator):
            message = f"“{target.name}”没有单位报送，不会有数，也不评判"
            findings.warning("nobody_reports", file, 0, message, target.row)
        elif target.binding and target.value is None:
            message = f"“{target.name}”是约束性的，而没有可以评判的目标数，不会发出预警"
            findings.warning("alerts_nobody", file, 0, message, target.row)


def check_departments_used(catalogue: Catalogue, sources: CatalogueSources, findings: Findings) -> None:
    """A warning for each of the office's departments that answers for nothing, or whose leader has no address."""
    if sources.site is None or not (sources.site / FILE).exists():
        return
    file = TableFile(sources.site / FILE, f"{SITE}/{FILE}")
    own = {each.id for each in read_departments([file], catalogue.regions, catalogue.indicators, Findings())}
    used = {each.id for each in departments_in_use(catalogue)}
    for department in catalogue.departments:
        if department.id not in own:
            continue
        name = f"部门“{department.name}”（{department.id}）"
        if department.id not in used and not department.commitments:
            findings.warning("department_unused", file.label, 0, f"{name}在所用的规划里没有负责的指标")
        elif not department.leader_mail:
            findings.warning("leader_missing", file.label, 0, f"{name}没有分管领导的邮箱，报请领导的消息无处可发")
