"""Reading ``departments.toml``, and whether one department answers for every target."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from shared.catalogue.files.contacts import is_address
from shared.catalogue.files.tables import TableFile, TomlTable, read_tables
from shared.catalogue.findings import Findings, refuse_unknown
from shared.catalogue.model import Department, Indicator, Plan, Region

FILE = "departments.toml"
KEYS = ("id", "name", "region", "mail", "leader", "leader_mail", "im", "indicators", "commitments")
IM_CHANNELS = ("wecom", "dingtalk", "feishu")
"""The group robots that a department may name, as alerts call them."""


class _Placed(NamedTuple):
    department: Department
    file: str
    line: int


def read_departments(
    files: Iterable[TableFile],
    regions: Mapping[str, Region],
    indicators: Mapping[str, Indicator],
    findings: Findings,
    known: Iterable[Department] = (),
) -> list[Department]:
    """The departments of all files. Where one names a region, what the files before it say of the region is gone.

    Ids also differ from those of the ``known`` ones; every fault goes to ``findings``.
    """
    found: list[_Placed] = []
    for file in files:
        own = list(_read(file, regions, indicators, findings))
        named = {each.department.region for each in own}
        found = [*(each for each in found if each.department.region not in named), *own]
    _check_ids(found, {each.id for each in known}, findings)
    return [each.department for each in found]


def _read(
    file: TableFile, regions: Mapping[str, Region], indicators: Mapping[str, Indicator], findings: Findings
) -> Iterator[_Placed]:
    for line, table in read_tables(file, "department", KEYS, findings):
        if not all(isinstance(table.get(key), str) and table[key] for key in ("id", "name", "region")):
            findings.error("missing_key", file.label, line, "部门缺少 id、name 或 region")
            continue
        if table["region"] not in regions:
            if not file.lenient:
                message = f"部门“{table['name']}”：没有代码为“{table['region']}”的地区"
                findings.error("unknown_region", file.label, line, message)
            continue
        given = TomlTable(table, file.label, findings, f"部门“{table['name']}”：", line)
        department = _department(given, indicators if file.lenient else None)
        if given.values.get("commitments") and len(department.commitments) < len(given.table("commitments")):
            message = f'部门“{department.name}”的 commitments 有误，应为规划编号和重点任务的序号，如 ["10-16", 20]'
            findings.error("bad_commitments", file.label, line, message)
        _check(department, file.label, line, indicators, findings)
        yield _Placed(department, file.label, line)


def _department(given: TomlTable, only: Mapping[str, Indicator] | None) -> Department:
    """The department; of its indicators those that are among ``only``."""
    asked = given.texts("indicators") or ()
    return Department(
        id=given.values["id"],
        name=given.values["name"],
        region=given.values["region"],
        mail=given.texts("mail") or (),
        indicators=tuple(each for each in asked if only is None or each in only),
        leader=given.text("leader"),
        leader_mail=given.texts("leader_mail") or (),
        im={channel: str(address) for channel, address in given.table("im").items()},
        commitments={
            plan: rows for plan, given in given.table("commitments").items() if (rows := _numbers(given)) is not None
        },
    )


_SPAN = re.compile(r"([0-9]{1,4})-([0-9]{1,4})", re.ASCII)


def _numbers(given: Any) -> tuple[int, ...] | None:
    """The numbers of commitments, each by itself (20) or as a span ("10-16"); None for anything else."""
    found: list[int] = []
    for each in given if isinstance(given, list) else [None]:
        span = _SPAN.fullmatch(each) if isinstance(each, str) else None
        if type(each) is int:
            found.append(each)
        elif span is not None and int(span[1]) <= int(span[2]):
            found.extend(range(int(span[1]), int(span[2]) + 1))
        else:
            return None
    return tuple(found)


def _check(
    department: Department, file: str, line: int, indicators: Mapping[str, Indicator], findings: Findings
) -> None:
    name = f"部门“{department.name}”"
    if not department.mail:
        findings.error("missing_key", file, line, f"{name}没有邮箱地址")
    for address in (*department.mail, *department.leader_mail):
        if not is_address(address):
            findings.error("bad_address", file, line, f"{name}：“{address}”不是邮箱地址")
    for indicator in department.indicators:
        if indicator not in indicators:
            findings.error("unknown_indicator", file, line, f"{name}：没有指标“{indicator}”")
    refuse_unknown(department.im, IM_CHANNELS, file, findings, f"{name} im ", line)


def _check_ids(found: Iterable[_Placed], known: set[str], findings: Findings) -> None:
    first: dict[str, _Placed] = {}
    for each in found:
        before = first.setdefault(each.department.id, each)
        if before is each and each.department.id not in known:
            continue
        place = "" if before is each else f"，已见于 {before.file} 第{before.line}行"
        findings.error("duplicate_department", each.file, each.line, f"部门编号“{each.department.id}”重复{place}")


def check_departments(departments: Sequence[Department], plans: Mapping[str, Plan], findings: Findings) -> None:
    """Exactly one department answers for every target of every plan; and those that answer for commitments name ones
    that there are."""
    _check_commitments(departments, plans, findings)
    answering: dict[tuple[str, str], list[str]] = {}
    for department in departments:
        for indicator in department.indicators:
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


def _check_commitments(departments: Sequence[Department], plans: Mapping[str, Plan], findings: Findings) -> None:
    """A plan that is not there is passed over: an office may do without one that came with the program."""
    for department in departments:
        for plan_id, rows in department.commitments.items():
            plan = plans.get(plan_id)
            known = {each.row for each in plan.commitments} if plan is not None else set(rows)
            if lacking := [str(row) for row in rows if row not in known]:
                message = f"部门“{department.name}”：规划“{plan_id}”没有序号 {'、'.join(lacking)} 的重点任务"
                findings.error("unknown_commitment", FILE, 0, message)
