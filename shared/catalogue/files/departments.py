"""Reading ``departments.toml``, and whether one department answers for every target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.catalogue.files.tables import read_toml
from shared.catalogue.findings import Findings
from shared.catalogue.model import Department, Indicator, Plan, Region


def read_departments(path: Path, file: str, regions: Mapping[str, Region], findings: Findings) -> list[Department]:
    """The departments of one file."""
    departments = []
    for number, table in enumerate(read_toml(path, file, findings).get("department", []), 1):
        if not all(isinstance(table.get(key), str) and table[key] for key in ("id", "name", "region")):
            findings.error("missing_key", file, 0, f"第{number}个部门缺少 id、name 或 region")
            continue
        if table["region"] not in regions:
            findings.error("unknown_region", file, 0, f"部门“{table['name']}”：没有代码为“{table['region']}”的地区")
        department = _department(table)
        if not department.mail:
            findings.error("missing_key", file, 0, f"部门“{department.name}”没有邮箱地址")
        departments.append(department)
    return departments


def _department(table: Mapping[str, Any]) -> Department:
    return Department(
        id=table["id"],
        name=table["name"],
        region=table["region"],
        mail=tuple(map(str, table.get("mail", ()))),
        indicators=tuple(map(str, table.get("indicators", ()))),
        leader=str(table.get("leader", "")),
        leader_mail=tuple(map(str, table.get("leader_mail", ()))),
        im={str(channel): str(address) for channel, address in dict(table.get("im", {})).items()},
    )


def check_departments(
    departments: Sequence[Department],
    indicators: Mapping[str, Indicator],
    plans: Mapping[str, Plan],
    findings: Findings,
) -> None:
    """Exactly one department answers for every target of every plan."""
    file = "departments.toml"
    answering: dict[tuple[str, str], list[str]] = {}
    ids: set[str] = set()
    for department in departments:
        if department.id in ids:
            findings.error("duplicate_department", file, 0, f"部门编号“{department.id}”重复")
        ids.add(department.id)
        for indicator in department.indicators:
            if indicator not in indicators:
                findings.error("unknown_indicator", file, 0, f"部门“{department.name}”：没有指标“{indicator}”")
            answering.setdefault((department.region, indicator), []).append(department.name)
    for plan in plans.values():
        for target in plan.targets:
            names = answering.get((plan.region, target.indicator), [])
            place = f"{plan.id}/targets.csv"
            if not names:
                findings.error("department_missing", place, 0, f"“{target.name}”没有责任部门", target.row)
            elif len(names) > 1:
                message = f"“{target.name}”有多个责任部门：{'、'.join(names)}"
                findings.error("department_twice", place, 0, message, target.row)
